"""Turns results and comparisons into plain tables: the JSON object of the command line, and long CSV.

The JSON is that of docs/command-line.md. In CSV every figure is a row `key,measure,statistic,value`; what is
not told has no row. A figure that is told only as a limit or a band has a statistic of its own, as in
`favourable.at_most`, so that every value of a figure is a number.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from surveys.comparison import Change, Comparison
from surveys.results import Band, Bound, Drivers, Figures, Gap, Results, Segment, Suppressed

Json = dict[str, Any]
Row = tuple[str, str, str, "str | float"]

_STATISTICS = (
    "n",
    "mean",
    "sd",
    "score",
    "score_low",
    "score_high",
    "favourable",
    "neutral",
    "unfavourable",
    "favourable_low",
    "favourable_high",
    "distribution",
    "alpha",
    "alpha_low",
    "alpha_high",
    "omega",
    "rwg",
)
_UNTOLD: Json = dict.fromkeys(_STATISTICS)


def results_object(results: Results) -> Json:
    """What `culture3d score` writes; whatever does not apply or may not be told is None.

    A suppressed segment carries no number, not even how many people it has; a suppressed measure of a told
    segment has None in every figure.
    """
    return {
        "instrument": {"id": results.instrument_id, "version": results.instrument_version},
        "policy": asdict(results.policy) | {"detailed_from": results.policy.detailed_from},
        "responses": {
            "read": results.intake.read,
            "used": results.intake.used,
            "set_aside": [asdict(rows) for rows in results.intake.set_aside],
            "ignored_columns": list(results.intake.ignored_columns),
        },
        "segments": [_segment(results, segment) for segment in results.segments],
        "perspectives": {
            segment.key: _told_segment(results, segment.key) for segment in results.perspectives
        },
        "gaps": _gaps(results.gaps),
        "quality": {measure: asdict(quality) for measure, quality in results.quality.items()},
        "drivers": _drivers(results.drivers) if results.drivers else None,
    }


def comparison_object(comparison: Comparison) -> Json:
    """What `culture3d compare` writes; a segment that cannot be compared has a reason and no measures."""
    measures: dict[str, Json] = {}
    for (key, measure), change in comparison.changes.items():
        measures.setdefault(key, {})[measure] = _change(change)
    return {
        "segments": [
            {
                "key": segment.key,
                "label": segment.label,
                "reason": segment.reason,
                "measures": measures.get(segment.key, {}),
            }
            for segment in comparison.segments
        ],
        "families": dict(comparison.families),
        "smallest": comparison.smallest,
    }


def to_json(table: Json) -> str:
    """JSON as people and programs read it: UTF-8, one key order, no NaN, numbers that read back the same.

    :raise ValueError: if a figure is NaN or infinite.
    """
    return json.dumps(table, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def results_csv(table: Json) -> str:
    """The object of `results_object` as long CSV."""
    return _csv(_result_rows(table))


def comparison_csv(table: Json) -> str:
    """The object of `comparison_object` as long CSV."""
    return _csv(_comparison_rows(table))


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # in full width too, which Excel reads


def _segment(results: Results, segment: Segment) -> Json:
    told = _told_segment(results, segment.key)
    nothing = Suppressed().reason if told["suppressed"] else None
    return {
        "key": segment.key,
        "label": segment.label,
        "parent": segment.parent,
        "n": told["n"],
        "suppressed": told["suppressed"],
        "reason": nothing,
        "measures": told["measures"],
    }


def _told_segment(results: Results, key: str) -> Json:
    if results.is_suppressed(key):
        return {"n": None, "suppressed": True, "measures": {}}
    measures = {measure: _measure(results.figures(key, measure)) for measure in results.measures}
    return {"n": _plain(results.counts[key]), "suppressed": False, "measures": measures}


def _measure(figures: Figures | Suppressed) -> Json:
    if isinstance(figures, Suppressed):
        return dict(_UNTOLD)
    return {name: _plain(getattr(figures, name)) for name in _STATISTICS}


def _gaps(gaps: Iterable[Gap]) -> Json:
    """By perspective and measure; the two scores are those over the items that both were asked."""
    told: dict[str, Json] = {}
    for gap in gaps:
        figures = {name: getattr(gap, name) for name in ("staff", "other", "difference", "low", "high")}
        told.setdefault(gap.perspective, {})[gap.measure] = {**figures, "items": list(gap.items)}
    return told


def _drivers(drivers: Drivers) -> Json:
    return {
        "outcome": drivers.outcome,
        "r2": drivers.r2,
        "n": drivers.n,
        "shares": {facet: asdict(share) for facet, share in drivers.shares.items()},
    }


def _change(change: Change) -> Json:
    told = {name: _plain(getattr(change, name)) for name in Change.__dataclass_fields__ if name != "pairs"}
    told["matched_items"] = list(change.matched_items)
    return told if change.pairs is None else told | {"pairs": change.pairs}


def _plain(value: object) -> object:
    """A figure as JSON has it: a limit or band as an object with its ends."""
    if isinstance(value, Bound | Band):
        return {name: end for name, end in asdict(value).items() if end is not None}
    if isinstance(value, tuple):
        return [_plain(part) for part in value] or None  # a continuous scale has no distribution
    return value


def _result_rows(table: Json) -> Iterator[Row]:
    everybody = table["segments"][0]["key"] if table["segments"] else ""
    for name in ("read", "used"):
        yield everybody, "", f"responses.{name}", table["responses"][name]
    for rows in table["responses"]["set_aside"]:
        yield everybody, "", f"responses.set_aside: {rows['reason']}", rows["rows"]
    for segment in table["segments"]:
        yield from _segment_rows(segment["key"], segment)
    for key, perspective in table["perspectives"].items():
        yield from _segment_rows(key, perspective)
    for key, gaps in table["gaps"].items():
        for measure, gap in gaps.items():
            for name, value in gap.items():
                yield from _figure(key, measure, f"gap.{name}", " ".join(value) if name == "items" else value)
    for measure, quality in table["quality"].items():
        for name, value in quality.items():
            yield from _figure(everybody, measure, f"quality.{name}", value)
    if drivers := table["drivers"]:
        yield from _figure(everybody, drivers["outcome"], "drivers.r2", drivers["r2"])
        yield from _figure(everybody, drivers["outcome"], "drivers.n", drivers["n"])
        for measure, share in drivers["shares"].items():
            for name, value in share.items():
                yield from _figure(everybody, measure, f"drivers.{name}", value)


def _segment_rows(key: str, segment: Mapping[str, Any]) -> Iterator[Row]:
    if segment["suppressed"]:
        yield key, "", "suppressed", "true"
        return
    yield from _figure(key, "", "n", segment["n"])
    for measure, figures in segment["measures"].items():
        for name, value in figures.items():
            yield from _figure(key, measure, name, value)


def _comparison_rows(table: Json) -> Iterator[Row]:
    for family, size in table["families"].items():
        yield "", "", f"families.{family}", size
    for segment in table["segments"]:
        if segment["reason"] is not None:
            yield segment["key"], "", "reason", segment["reason"]
        for measure, change in segment["measures"].items():
            for name, value in change.items():
                told = " ".join(value) if name == "matched_items" else value
                yield from _figure(segment["key"], measure, name, told)


def _figure(key: str, measure: str, statistic: str, value: object) -> Iterator[Row]:
    """The rows of a figure: none if it is not told, one per end of a band and per point of a distribution."""
    if isinstance(value, Mapping):
        for end, number in value.items():
            yield key, measure, f"{statistic}.{end}", number
    elif isinstance(value, list):
        for point, share in enumerate(value, start=1):
            yield from _figure(key, measure, f"{statistic}.{point}", share)
    elif isinstance(value, str | int | float):
        yield key, measure, statistic, value


def _csv(rows: Iterator[Row]) -> str:
    """Numbers are written so that reading them gives the same number; text is guarded."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(("key", "measure", "statistic", "value"))
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else repr(cell) for cell in row])
    return sheet.getvalue()
