"""Turns responses into Results: the one door between what people said and what is told.

Counts of people and of every measure pass the gate (the rule and its audit) twice: with the threshold k for
being told at all, and with 2k for being told in detail, because an exact total less its exact parts hands out
the exact figures of whoever is left. What passes is pressed, banded and rounded (surveys.pressing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from surveys.analysis import Cell, Cells
from surveys.gate import Gate
from surveys.instrument import Instrument
from surveys.pressing import AT, told_figures
from surveys.results import (
    DETAILED,
    ROUNDED,
    SUPPRESSED,
    Band,
    Drivers,
    Intake,
    Policy,
    Quality,
    Results,
    Segment,
    SegmentKind,
    band_of,
)
from surveys.suppression import System

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
Tiers = NDArray[np.uint8]

GROUPS_FOR_ICC = 10
DRIVERS_FROM = 100  # answers, and ten for each facet
_NEVER_TOLD = ("rest", "unanswered")


class Refused(ValueError):
    """A second release of the same wave would tell, by comparison with the first, what few people said."""


def protect(
    cells: Cells,
    policy: Policy,
    instrument: Instrument,
    intake: Intake,
    *,
    invited: Mapping[str, int] | None = None,
    previous: Sequence[Results] = (),
    already: Sequence[Results] = (),
) -> Results:
    """What may be told of cells.

    :param invited: people invited per segment key, where known.
    :param previous: earlier waves: what was hidden then is hidden first now, where there is a choice.
    :param already: earlier releases from the same responses: what they told counts as told.
    :raise Refused: if `already` told figures of the same cells that differ by the answers of too few people.
    """
    _refuse_small_differences(cells, policy, already)
    told = _Told.decide(cells, policy, previous, already)
    table = told_figures(
        cells.values,
        cells.shares,
        told.tiers,
        told.banded[:, 1:],
        policy,
        instrument.scale.maximum - instrument.scale.minimum,
    )
    rows = _in_order(cells)
    segments = [_segment(cells.cells[row]) for row in rows]
    counts = {cells.cells[row].key: told.count(cells, row) for row in rows if told.people[row]}
    return Results(
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        policy=policy,
        intake=intake,
        items=cells.items,
        measures=cells.measures,
        segments=tuple(segment for segment in segments if segment.kind != "perspective"),
        perspectives=tuple(segment for segment in segments if segment.kind == "perspective"),
        table=table.rows(rows),
        counts=counts,
        invited={key: number for key, number in (invited or {}).items() if key in counts},
        quality=_quality(cells, told.tiers),
        drivers=_drivers(cells.drivers, instrument),
    )


@dataclass(frozen=True)
class _Told:
    """What may be told of which cells.

    people  bool (cells,): whether anything may be told
    tiers   uint8 (cells, measures)
    banded  bool (cells, 1 + measures): whether the number of people, or of answers to a measure, is a band
    """

    people: Mask
    tiers: Tiers
    banded: Mask

    @classmethod
    def decide(
        cls, cells: Cells, policy: Policy, previous: Sequence[Results], already: Sequence[Results]
    ) -> "_Told":
        system = _system(cells)
        gate = Gate.of(system)
        answers = np.nan_to_num(cells.values[..., AT["n"]]).astype(np.int64)
        counts = np.column_stack([cells.people, answers])
        first = ~_told_before(cells, previous, ROUNDED) if previous else np.zeros(counts.shape, bool)
        known = _told_before(cells, already, ROUNDED)
        hidden = np.ones(counts.shape, bool)
        nothing = np.zeros(len(counts), bool)
        hidden[:, 0] = gate.hidden(counts[:, 0], policy.min_group, nothing, first[:, 0], known[:, 0])
        for column in range(1, counts.shape[1]):
            hidden[:, column] = gate.hidden(
                counts[:, column], policy.min_group, hidden[:, 0], first[:, column], known[:, column]
            )
        coarse = hidden.copy()
        first = ~_told_before(cells, previous, DETAILED) if previous else first
        known = _told_before(cells, already, DETAILED)
        for column in range(1, counts.shape[1]):
            coarse[:, column] = gate.hidden(
                counts[:, column], policy.detailed_from, hidden[:, column], first[:, column], known[:, column]
            )
        tiers = np.where(hidden, SUPPRESSED, np.where(coarse, ROUNDED, DETAILED)).astype(np.uint8)[:, 1:]
        items = tiers[:, : len(cells.items)]
        items[items == ROUNDED] = SUPPRESSED
        return cls(~hidden[:, 0], tiers, _banded(system, hidden & (counts > 0)))

    def count(self, cells: Cells, row: int) -> int | Band:
        """How many people a told cell has, as far as that may be told."""
        people = int(cells.people[row])
        return band_of(people) if self.banded[row, 0] else people


def _system(cells: Cells) -> System:
    equations = tuple((equation.total, equation.parts) for equation in cells.equations)
    crossed = np.array([cell.kind == "crossed" for cell in cells.cells], dtype=bool)
    untold = np.array([cell.kind in _NEVER_TOLD for cell in cells.cells], dtype=bool)
    for _, parts in equations:
        if crossed[list(parts)].any():  # whoever is in no part that is told belongs to the crossing too
            crossed[list(parts)] |= untold[list(parts)]
    return System(equations, untold, crossed)


def _banded(system: System, secret: Mask) -> Mask:
    """The cells with a hidden neighbour: a part of the same total, in whatever way it is divided."""
    banded = np.zeros(secret.shape, bool)
    for _, parts in system.equations:
        rows = list(parts)
        banded[rows] |= secret[rows].any(axis=0)
    return banded


def _told_before(cells: Cells, releases: Sequence[Results], tier: int) -> Mask:
    """What some release told in at least this tier, bool (cells, 1 + measures)."""
    told = np.zeros((len(cells.cells), 1 + len(cells.measures)), bool)
    for release in releases:
        rows = {segment.key: row for row, segment in enumerate((*release.segments, *release.perspectives))}
        columns = {measure: column for column, measure in enumerate(release.measures)}
        common = [(here, columns[name]) for here, name in enumerate(cells.measures) if name in columns]
        here_columns, there_columns = np.array(common, dtype=np.intp).reshape(-1, 2).T
        for row, cell in enumerate(cells.cells):
            if cell.key in release.counts and cell.kind not in _NEVER_TOLD:
                told[row, 0] = True
                told[row, 1 + here_columns] |= release.table.tiers[rows[cell.key], there_columns] >= tier
    return told


def _refuse_small_differences(cells: Cells, policy: Policy, already: Sequence[Results]) -> None:
    """Refuses a cell that was told before of nearly the same answers: the difference is what few people said.

    :raise Refused: if the number of people differs by less than k, or the means differ at the same number.
    """
    rows = {cell.key: row for row, cell in enumerate(cells.cells)}
    for release in already:
        means = _means_told(release)
        for segment in (*release.segments, *release.perspectives):
            row, then = rows.get(segment.key), release.counts.get(segment.key)
            if row is None or then is None:
                continue
            apart = 0 if isinstance(then, Band) else abs(int(cells.people[row]) - then)
            after = dict(zip(cells.measures, cells.values[row, :, AT["mean"]].tolist(), strict=True))
            moved = any(abs(after.get(name, mean) - mean) > 1e-9 for name, mean in means[segment.key].items())
            if 0 < apart < policy.min_group or (apart == 0 and moved):
                raise Refused(f"{segment.label}: told before of nearly the same answers")


def _means_told(release: Results) -> dict[str, dict[str, float]]:
    """The exact means that a release told, per segment key and measure."""
    means = release.table.values[..., AT["mean"]]
    segments = (*release.segments, *release.perspectives)
    return {
        segment.key: {name: mean for name, mean in zip(release.measures, row, strict=True) if mean == mean}
        for segment, row in zip(segments, means.tolist(), strict=True)
    }


def _in_order(cells: Cells) -> list[int]:
    """The rows that have a place in Results: segments as they come, then perspectives."""
    told = [row for row, cell in enumerate(cells.cells) if cell.kind not in _NEVER_TOLD]
    return sorted(told, key=lambda row: cells.cells[row].kind == "perspective")


def _segment(cell: Cell) -> Segment:
    return Segment(cell.key, cell.label, cell.parent, cast(SegmentKind, cell.kind), cell.depth)


def _quality(cells: Cells, tiers: Tiers) -> dict[str, Quality]:
    """Reliability of what is told in detail for the whole organisation; agreement from ten told groups on."""
    parents = {cell.parent for cell in cells.cells if cell.kind == "unit"}
    deepest = [row for row, cell in enumerate(cells.cells) if cell.kind == "unit" and cell.key not in parents]
    told = {}
    for column, measure in enumerate(cells.measures):
        found = cells.quality.get(measure)
        if found is None or tiers[0, column] != DETAILED:
            continue
        enough = int((tiers[deepest, column] > SUPPRESSED).sum()) >= GROUPS_FOR_ICC
        told[measure] = (
            found if enough else Quality(found.alpha, found.omega, icc1=None, icc2=None, rwg_mean=None)
        )
    return told


def _drivers(drivers: Drivers | None, instrument: Instrument) -> Drivers | None:
    least = max(DRIVERS_FROM, 10 * len(instrument.all_facets))
    return drivers if drivers is not None and drivers.n >= least else None
