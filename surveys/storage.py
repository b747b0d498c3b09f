"""Turns Results into bytes to be stored and back: a header, and one blob per segment that is read on its own.

The same results give the same bytes. A blob holds the tiers of all measures, which of them are banded, which
figures there are, and those; a suppressed segment's blob is empty. Nothing is stored that may not be told.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.results import (
    STATISTICS,
    Band,
    Drivers,
    DriverShare,
    FigureTable,
    Gap,
    Intake,
    Policy,
    Quality,
    Results,
    Segment,
    SetAside,
)

FORM = 1  # of the bytes; raised when they change
_FIGURE = np.dtype("<f8")


def to_blobs(results: Results) -> tuple[bytes, dict[str, bytes]]:
    """The header, and a blob per key of segment or perspective."""
    segments = (*results.segments, *results.perspectives)
    blobs = {
        segment.key: b"" if results.is_suppressed(segment.key) else _packed(results.table, row)
        for row, segment in enumerate(segments)
    }
    header = {
        "form": FORM,
        "statistics": STATISTICS,
        "points": results.table.shares.shape[2],
        "instrument": [results.instrument_id, results.instrument_version],
        "policy": asdict(results.policy),
        "intake": asdict(results.intake),
        "items": results.items,
        "measures": results.measures,
        "segments": [_listed(segment) for segment in results.segments],
        "perspectives": [_listed(segment) for segment in results.perspectives],
        "counts": {key: _count_told(count) for key, count in results.counts.items()},
        "invited": dict(results.invited),
        "quality": {measure: asdict(quality) for measure, quality in results.quality.items()},
        "drivers": None if results.drivers is None else asdict(results.drivers),
        "gaps": [asdict(gap) for gap in results.gaps],
    }
    return json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(), blobs


def from_blobs(header: bytes, blobs: Mapping[str, bytes]) -> Results:
    """The results of the segments whose blobs are given: a page need not read the others.

    :raise ValueError: if the header is of another form, or a blob does not fit it.
    """
    told = json.loads(header)
    if told.get("form") != FORM or tuple(told["statistics"]) != STATISTICS:
        raise ValueError("the release is stored in a form that this version does not read")
    segments = _those_read(told["segments"], blobs)
    perspectives = _those_read(told["perspectives"], blobs)
    keys = [segment.key for segment in (*segments, *perspectives)]
    measures, items = tuple(told["measures"]), tuple(told["items"])
    intake = {**told["intake"], "ignored_columns": tuple(told["intake"]["ignored_columns"])}
    intake["set_aside"] = tuple(SetAside(**aside) for aside in intake["set_aside"])
    return Results(
        instrument_id=told["instrument"][0],
        instrument_version=told["instrument"][1],
        policy=Policy(**told["policy"]),
        intake=Intake(**intake),
        items=items,
        measures=measures,
        segments=segments,
        perspectives=perspectives,
        table=_table((blobs[key] for key in keys), len(keys), len(measures), len(items), told["points"]),
        counts={key: _count(told["counts"][key]) for key in keys if key in told["counts"]},
        invited={key: told["invited"][key] for key in keys if key in told["invited"]},
        quality={measure: Quality(**quality) for measure, quality in told["quality"].items()},
        drivers=_drivers(told["drivers"]),
        gaps=tuple(Gap(**{**gap, "items": tuple(gap["items"])}) for gap in told["gaps"]),
    )


def _listed(segment: Segment) -> list[Any]:
    return [segment.key, segment.label, segment.parent, segment.kind, segment.depth]


def _those_read(listed: Iterable[list[Any]], blobs: Mapping[str, bytes]) -> tuple[Segment, ...]:
    return tuple(Segment(*fields) for fields in listed if fields[0] in blobs)


def _count_told(count: int | Band) -> int | list[int | None]:
    return [count.at_least, count.at_most] if isinstance(count, Band) else count


def _count(told: int | list[int]) -> int | Band:
    return Band(*told) if isinstance(told, list) else told


def _drivers(told: dict[str, Any] | None) -> Drivers | None:
    if told is None:
        return None
    return Drivers(
        **{**told, "shares": {facet: DriverShare(**share) for facet, share in told["shares"].items()}}
    )


def _packed(table: FigureTable, row: int) -> bytes:
    figures = np.concatenate([table.values[row].ravel(), table.shares[row].ravel()])
    there = ~np.isnan(figures)
    return b"".join(
        (
            table.tiers[row].tobytes(),
            np.packbits(table.banded[row]).tobytes(),
            np.packbits(there).tobytes(),
            figures[there].astype(_FIGURE).tobytes(),
        )
    )


def _table(blobs: Iterable[bytes], rows: int, measures: int, items: int, points: int) -> FigureTable:
    size = measures * len(STATISTICS)
    figures = np.full((rows, size + items * points), np.nan)
    tiers = np.zeros((rows, measures), np.uint8)
    banded = np.zeros((rows, measures), bool)
    for row, blob in enumerate(blobs):
        if blob:
            _unpack(blob, figures[row], tiers[row], banded[row])
    values = figures[:, :size].reshape(rows, measures, len(STATISTICS))
    return FigureTable(values, figures[:, size:].reshape(rows, items, points), tiers, banded)


def _unpack(
    blob: bytes, figures: NDArray[np.float64], tiers: NDArray[np.uint8], banded: NDArray[np.bool_]
) -> None:
    """Writes one segment's blob into its rows of a table."""
    edges = np.cumsum([len(tiers), -(-len(banded) // 8), -(-len(figures) // 8)]).tolist()
    octets = np.frombuffer(blob, np.uint8, edges[2])
    tiers[:] = octets[: edges[0]]
    banded[:] = np.unpackbits(octets[edges[0] : edges[1]], count=len(banded))
    there = np.unpackbits(octets[edges[1] :], count=len(figures)).view(bool)
    figures[there] = np.frombuffer(blob, _FIGURE, offset=edges[2])
