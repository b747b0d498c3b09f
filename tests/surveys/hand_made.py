"""Turns answers written down in a test into Results, without the road through a file and disclosure control.

Only what a test of comparisons needs: counts, means, spreads and shares, told as if the groups were large.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from surveys.instrument import Instrument
from surveys.results import (
    DETAILED,
    ROUNDED,
    STATISTICS,
    SUPPRESSED,
    FigureTable,
    Intake,
    Policy,
    Results,
    Segment,
)

AT = {name: place for place, name in enumerate(STATISTICS)}


def instrument_of(text: str = "{}", reverse: bool = False, **changes: object) -> Instrument:
    """Two dimensions of two facets of two items each, a1.1 to b2.2, on five points; `text` words items."""

    def facet(name: str) -> dict[str, object]:
        ids = (f"{name}.1", f"{name}.2")
        return {"id": name, "items": [{"id": i, "text": text.format(i), "reverse": reverse} for i in ids]}

    whole = {
        "id": "small",
        "version": 1,
        "scale": {"points": [{"value": v} for v in range(1, 6)], "favourable": [4, 5], "neutral": [3]},
        "dimensions": [{"id": d, "facets": [facet(f"{d}1"), facet(f"{d}2")]} for d in ("a", "b")],
    }
    return Instrument.model_validate(whole | changes)


def changed(instrument: Instrument, item_id: str, **fields: object) -> Instrument:
    """The instrument with one item changed."""
    whole = instrument.model_dump()
    for dimension in whole["dimensions"]:
        for facet in dimension["facets"]:
            facet["items"] = [i | fields if i["id"] == item_id else i for i in facet["items"]]
    return Instrument.model_validate(whole)


@dataclass
class Group:
    """One segment: persons' scores by measure, on 1..5, and how many were invited."""

    scores: Mapping[str, np.ndarray]
    invited: int | None = None
    tier: int = DETAILED
    n_effective: float = np.nan
    kind: str = "unit"
    tiers: Mapping[str, int] = field(default_factory=dict)


def results_of(groups: Mapping[str, Group], items: tuple[str, ...], min_group: int = 5) -> Results:
    """The results of these segments; the first is the whole organisation."""
    measures = tuple(dict.fromkeys(measure for group in groups.values() for measure in group.scores))
    measures = (*items, *(measure for measure in measures if measure not in items))
    values = np.full((len(groups), len(measures), len(STATISTICS)), np.nan)
    tiers = np.full(values.shape[:2], SUPPRESSED, dtype=np.uint8)
    for row, group in enumerate(groups.values()):
        for column, measure in enumerate(measures):
            if measure in group.scores:
                values[row, column] = figures_of(group.scores[measure], group.n_effective)
                tiers[row, column] = group.tiers.get(measure, group.tier)
    small = tiers == ROUNDED
    values[small] = rounded(values[small])
    values[tiers == SUPPRESSED] = np.nan
    return Results(
        instrument_id="small",
        instrument_version=1,
        policy=Policy(min_group=min_group),
        intake=Intake(100, 100),
        items=items,
        measures=measures,
        segments=tuple(
            Segment(
                key,
                key.title(),
                None if key == "all" else "all",
                "organisation" if key == "all" else group.kind,
            )
            for key, group in groups.items()
        ),
        perspectives=(),
        table=FigureTable(values, np.full((len(groups), len(items), 5), np.nan), tiers, tiers == 9),
        counts={
            key: max(map(len, group.scores.values()))
            for key, group in groups.items()
            if group.tier != SUPPRESSED
        },
        invited={key: group.invited for key, group in groups.items() if group.invited},
        quality={},
    )


def figures_of(scores: np.ndarray, n_effective: float) -> np.ndarray:
    """The figures that a comparison reads, of persons' scores on 1..5."""
    figures = np.full(len(STATISTICS), np.nan)
    told = {
        "n": len(scores),
        "mean": scores.mean(),
        "sd": scores.std(ddof=1) if len(scores) > 1 else np.nan,
        "score": 25 * (scores.mean() - 1),
        "favourable": 100 * (scores >= 4).mean(),
        "n_effective": n_effective,
    }
    for name, value in told.items():
        figures[AT[name]] = value
    return figures


def rounded(figures: np.ndarray) -> np.ndarray:
    """What is told of a group between k and 2k − 1: n, and the score in whole points."""
    kept = np.full_like(figures, np.nan)
    kept[:, AT["n"]] = figures[:, AT["n"]]
    kept[:, AT["score"]] = np.round(figures[:, AT["score"]])
    return kept
