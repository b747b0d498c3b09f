"""Turns a Comparison into bytes to be stored and back: a header, and a blob per segment that is read alone.

The same comparison gives the same bytes. A blob holds a verdict, a reason and the figures of every measure.
"""

import json
from collections.abc import Mapping

import numpy as np

from surveys.change_table import ChangeTable, empty
from surveys.changes import FIGURES
from surveys.comparison import ComparedSegment, Comparison

FORM = 1  # of the bytes; raised when they change
_FIGURE = np.dtype("<f8")


def to_blobs(comparison: Comparison) -> tuple[bytes, dict[str, bytes]]:
    """The header, and a blob per key of a segment whose changes are told."""
    changes = comparison.changes
    used = sorted(str(changes.words[place]) for place in np.unique(changes.reasons) if place)
    header = {
        "form": FORM,
        "figures": FIGURES,
        "measures": list(changes.matched.items()),
        "reasons": used,
        "families": dict(comparison.families),
        "segments": [[s.key, s.label, s.parent, s.kind, s.reason] for s in comparison.segments],
        "smallest": comparison.smallest,
    }
    places = np.array([used.index(word) + 1 if word in used else 0 for word in changes.words], np.uint8)
    columns = (changes.verdicts, places[changes.reasons], changes.pairs.astype("<i4"))
    blobs = {
        key: b"".join((*(column[row].tobytes() for column in columns), changes.figures[row].tobytes()))
        for row, key in enumerate(changes.keys_)
    }
    return json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(), blobs


def from_blobs(header: bytes, blobs: Mapping[str, bytes]) -> Comparison:
    """The changes of the segments whose blobs are given: a page need not read the others.

    :raise ValueError: if the header is of another form.
    """
    told = json.loads(header)
    if told.get("form") != FORM or tuple(told["figures"]) != FIGURES:
        raise ValueError("the comparison is stored in a form that this version does not read")
    matched = {measure: tuple(items) for measure, items in told["measures"]}
    segments = tuple(ComparedSegment(*fields) for fields in told["segments"])
    changes = empty(list(blobs), matched, (None, *told["reasons"]))
    for row, blob in enumerate(blobs.values()):
        _unpack(blob, changes, row)
    return Comparison(changes, told["families"], segments, told["smallest"])


def _unpack(blob: bytes, changes: ChangeTable, row: int) -> None:
    """Writes one segment's blob into its row of a table."""
    many = len(changes.matched)
    changes.verdicts[row], changes.reasons[row] = np.frombuffer(blob, np.uint8, 2 * many).reshape(2, many)
    changes.pairs[row] = np.frombuffer(blob, "<i4", many, 2 * many)
    changes.figures[row] = np.frombuffer(blob, _FIGURE, offset=6 * many).reshape(many, len(FIGURES))
