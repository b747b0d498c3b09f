"""Turns a Comparison into bytes to be stored and back: a header, and a blob per segment that is read alone.

The same comparison gives the same bytes. A blob holds a verdict, a reason and the figures of every measure.
"""

import json
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np

from surveys.changes import FIGURES, Change, Verdict
from surveys.comparison import ComparedSegment, Comparison

FORM = 1  # of the bytes; raised when they change
_FIGURE = np.dtype("<f8")
_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def to_blobs(comparison: Comparison) -> tuple[bytes, dict[str, bytes]]:
    """The header, and a blob per key of a segment whose changes are told."""
    matched = {measure: change.matched_items for (_, measure), change in comparison.changes.items()}
    reasons = sorted({change.reason for change in comparison.changes.values() if change.reason is not None})
    header = {
        "form": FORM,
        "figures": FIGURES,
        "measures": list(matched.items()),
        "reasons": reasons,
        "families": dict(comparison.families),
        "segments": [[s.key, s.label, s.parent, s.kind, s.reason] for s in comparison.segments],
        "smallest": comparison.smallest,
    }
    told = [segment.key for segment in comparison.segments if segment.reason is None]
    blobs = {key: _packed([comparison.changes[key, measure] for measure in matched], reasons) for key in told}
    return json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(), blobs


def from_blobs(header: bytes, blobs: Mapping[str, bytes]) -> Comparison:
    """The changes of the segments whose blobs are given: a page need not read the others.

    :raise ValueError: if the header is of another form.
    """
    told = json.loads(header)
    if told.get("form") != FORM or tuple(told["figures"]) != FIGURES:
        raise ValueError("the comparison is stored in a form that this version does not read")
    matched = {measure: tuple(items) for measure, items in told["measures"]}
    changes = {
        (key, measure): change
        for key, blob in blobs.items()
        for measure, change in _unpacked(blob, matched, told["reasons"])
    }
    segments = tuple(ComparedSegment(*fields) for fields in told["segments"])
    return Comparison(changes, told["families"], segments, told["smallest"])


def _packed(changes: list[Change], reasons: list[str]) -> bytes:
    """Verdicts, reasons (0 is none), pairs (-1 is none), and figures, NaN where they are not told."""
    places: dict[str | None, int] = {None: 0, **{reason: place for place, reason in enumerate(reasons, 1)}}
    figures = [[_number(getattr(change, name)) for name in FIGURES] for change in changes]
    return b"".join(
        (
            np.array([_VERDICTS.index(change.verdict) for change in changes], np.uint8).tobytes(),
            np.array([places[change.reason] for change in changes], np.uint8).tobytes(),
            np.array([-1 if change.pairs is None else change.pairs for change in changes], "<i4").tobytes(),
            np.array(figures, _FIGURE).tobytes(),
        )
    )


def _number(figure: float | None) -> float:
    return np.nan if figure is None else figure


def _unpacked(
    blob: bytes, matched: Mapping[str, tuple[str, ...]], reasons: list[str]
) -> list[tuple[str, Change]]:
    many = len(matched)
    verdicts, reason_of = np.frombuffer(blob, np.uint8, 2 * many).reshape(2, many).tolist()
    pairs = np.frombuffer(blob, "<i4", many, 2 * many).tolist()
    figures = np.frombuffer(blob, _FIGURE, offset=6 * many).reshape(many, len(FIGURES)).tolist()
    return [
        (
            measure,
            Change(
                **_told(figures[place]),
                verdict=_VERDICTS[verdicts[place]],
                matched_items=items,
                reason=reasons[reason_of[place] - 1] if reason_of[place] else None,
                pairs=None if pairs[place] < 0 else pairs[place],
            ),
        )
        for place, (measure, items) in enumerate(matched.items())
    ]


def _told(figures: list[float]) -> dict[str, Any]:
    return {name: None if figure != figure else figure for name, figure in zip(FIGURES, figures, strict=True)}
