"""Holds what may be told of one wave: for every segment and measure its figures, or that it is suppressed.

A `Results` is all that reports, pages and exports ever see of a wave. It is stored as a release.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

SegmentKind = Literal["organisation", "unit", "attribute", "crossed", "perspective"]

# The last axis of FigureTable.values. Percentages and scores are 0-100; mean and sd are in scale points.
STATISTICS = (
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
    "silence_low",  # worst case if nobody who was silent had answered favourably
    "silence_high",  # ... and if everybody had
    "margin",  # margin of error of % favourable, in points
    "alpha",
    "alpha_low",
    "alpha_high",
    "omega",
    "rwg",
    "rwg_skewed",
    "n_effective",  # Kish's, where a weight is given; every interval and test counts with it instead of n
)

# Tiers of FigureTable.tiers.
SUPPRESSED, ROUNDED, DETAILED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that is told only as a limit, because the exact one would say that everybody agreed."""

    at_most: float | None = None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A number of people that is told only as a range."""

    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Too few people answered here or in a neighbouring group: nothing is told, not even how many."""

    reason: str = "too few answers, here or in a neighbouring group"


@dataclass(frozen=True, slots=True)
class Segment:
    """What figures are told for: the organisation, a unit, an attribute value, a crossing, a perspective."""

    key: str
    label: str
    parent: str | None
    kind: SegmentKind
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one measure in one segment; None where a figure does not apply or may not be told."""

    n: int | Band
    mean: float | None
    sd: float | None
    score: float | Bound | None
    score_low: float | None
    score_high: float | None
    favourable: float | Bound | None
    neutral: float | Bound | None
    unfavourable: float | Bound | None
    favourable_low: float | None
    favourable_high: float | None
    silence_low: float | None
    silence_high: float | None
    margin: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    omega: float | None
    rwg: float | None
    rwg_skewed: float | None
    distribution: tuple[float | Bound | None, ...] | None  # % per scale point; items only
    detailed: bool  # False between k and 2k - 1 answers: score and interval in whole points only
    n_effective: float | None = None  # None where everybody counts the same


@dataclass(frozen=True)
class FigureTable:
    """Figures of all segments as arrays. NaN: does not apply; -inf: at most 5; +inf: at least 95.

    values  float64 (segments, measures, STATISTICS)
    shares  float64 (segments, items, scale points), % of those who answered, keyed as answered
    tiers   uint8 (segments, measures): SUPPRESSED, ROUNDED or DETAILED
    banded  bool (segments, measures): n may be told only as a band; values hold the band's lower edge
    """

    values: NDArray[np.float64]
    shares: NDArray[np.float64]
    tiers: NDArray[np.uint8]
    banded: NDArray[np.bool_]

    def rows(self, chosen: Sequence[int]) -> "FigureTable":
        """Some of the segments, in the order given."""
        wanted = list(chosen)
        return FigureTable(self.values[wanted], self.shares[wanted], self.tiers[wanted], self.banded[wanted])


@dataclass(frozen=True)
class SetAside:
    """Rows of the input that were not used, and why."""

    reason: str
    rows: int


@dataclass(frozen=True)
class Intake:
    """How many responses were read and used, what was set aside, and which columns nothing named."""

    read: int
    used: int
    set_aside: tuple[SetAside, ...] = ()
    ignored_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """How well one measure was measured in the whole organisation; None where it may not be told."""

    alpha: float | None
    omega: float | None
    icc1: float | None
    icc2: float | None
    rwg_mean: float | None


@dataclass(frozen=True, slots=True)
class DriverShare:
    """A facet's share of the explained variance of the outcome, with the interval of its rank."""

    share: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True)
class Drivers:
    """What goes together with the outcome item; never what causes it."""

    outcome: str
    r2: float
    n: int
    shares: Mapping[str, DriverShare]


@dataclass(frozen=True, slots=True)
class Gap:
    """How another perspective sees a measure compared with the staff, over the items worded for both.

    `staff`, `other` and the difference (other minus staff) with its interval are in points of score.
    """

    perspective: str
    measure: str
    items: tuple[str, ...]
    n_staff: int
    n_other: int
    staff: float
    other: float
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of disclosure control of one wave; frozen at the first invitation."""

    min_group: int = 5
    pressed_below: int = 20

    def __post_init__(self) -> None:
        if self.min_group < 5:
            raise ValueError("min_group must be 5 or more: smaller groups can be found out")

    @property
    def detailed_from(self) -> int:
        """Answers from which items, shares, distributions and unrounded figures are told."""
        return 2 * self.min_group


@dataclass(frozen=True)
class Results:
    """The results of one wave. `segments` holds the tree in reading order, then attributes, then crossings.

    Rows of `table` are `segments` followed by `perspectives`; its measures are `measures`, of which the
    first `len(items)` are items.
    """

    instrument_id: str
    instrument_version: int
    policy: Policy
    intake: Intake
    items: tuple[str, ...]
    measures: tuple[str, ...]
    segments: tuple[Segment, ...]
    perspectives: tuple[Segment, ...]
    table: FigureTable
    counts: Mapping[str, int | Band]  # people per told segment key
    invited: Mapping[str, int]
    quality: Mapping[str, Quality]
    drivers: Drivers | None = None
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {segment.key: row for row, segment in enumerate((*self.segments, *self.perspectives))}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {measure: column for column, measure in enumerate(self.measures)}

    def segment(self, key: str) -> Segment:
        """:raise KeyError: if there is no such segment."""
        return (*self.segments, *self.perspectives)[self._rows[key]]

    def children(self, key: str) -> Iterator[Segment]:
        """Yields the units directly below a segment, in reading order."""
        return (segment for segment in self.segments if segment.parent == key and segment.kind == "unit")

    def is_suppressed(self, key: str) -> bool:
        """Says whether nothing at all may be told of a segment."""
        return key not in self.counts

    def figures(self, key: str, measure: str) -> Figures | Suppressed:
        """:raise KeyError: if there is no such segment or measure."""
        row, column = self._rows[key], self._columns[measure]
        if self.is_suppressed(key) or self.table.tiers[row, column] == SUPPRESSED:
            return Suppressed()
        return _figures(self.table, row, column, column < len(self.items))

    def told(self, measure: str, statistic: str) -> dict[str, float | Bound]:
        """One statistic of a measure by the keys of the segments in which it is told.

        The same as `figures` give one by one, for tables of many segments; not `n`, which may be a band.

        :raise KeyError: if there is no such measure.
        """
        column, place = self._columns[measure], STATISTICS.index(statistic)
        values = self.table.values[:, column, place].tolist()
        tiers = self.table.tiers[:, column].tolist()
        found = (
            (key, _told(values[row]))
            for key, row in self._rows.items()
            if key in self.counts and tiers[row] != SUPPRESSED
        )
        return {key: value for key, value in found if value is not None}


def _figures(table: FigureTable, row: int, column: int, is_item: bool) -> Figures:
    told: dict[str, Any] = {
        name: _told(value) for name, value in zip(STATISTICS, table.values[row, column], strict=True)
    }
    detailed = bool(table.tiers[row, column] == DETAILED)
    people = int(table.values[row, column, 0])
    distribution = (
        tuple(_told(share) for share in table.shares[row, column]) if is_item and detailed else None
    )
    told["n"] = band_of(people) if table.banded[row, column] else people
    return Figures(**told, distribution=distribution, detailed=detailed)


def _told(value: float) -> float | Bound | None:
    if np.isnan(value):
        return None
    if np.isinf(value):
        return Bound(at_least=95) if value > 0 else Bound(at_most=5)
    return float(value)


_BANDS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 500_000, 1_000_000)


def band_of(people: int) -> Band:
    """The band in which a number of people lies."""
    above = [edge for edge in _BANDS if edge > people]
    below = [edge for edge in _BANDS if edge <= people]
    return Band(below[-1] if below else 0, above[0] - 1 if above else None)
