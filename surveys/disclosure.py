"""Turns responses into Results: the one door between what people said and what is told.

Counts of people and of every measure pass the gate (the rule and its audit) twice: with the threshold k for
being told at all, and with 2k for being told in detail, because an exact total less its exact parts hands out
the exact figures of whoever is left. What passes is pressed, banded and rounded (surveys.pressing).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from surveys.analysis import Cell, Cells, analyse
from surveys.composition import Whole, betrayed, blunted, resting_on_one, wholes_of
from surveys.earlier import Refused, hidden_before, refuse_small_differences, told_before, trend_allowed
from surveys.faults import BadInput, Fault
from surveys.gate import Gate
from surveys.instrument import Instrument
from surveys.joining import Join, invited_of_joins, joined, refuse_partial_joins
from surveys.nesting import given_up
from surveys.pressing import AT, HIGH, LOW, outward, told_figures, whole_points
from surveys.reliability_told import quality_told
from surveys.responses import Responses
from surveys.results import (
    DETAILED,
    ROUNDED,
    SUPPRESSED,
    Band,
    Drivers,
    FigureTable,
    Gap,
    Intake,
    Policy,
    Results,
    Segment,
    SegmentKind,
    band_of,
)
from surveys.suppression import System

__all__ = ["Refused", "protect", "release", "trend_allowed"]

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
Tiers = NDArray[np.uint8]

DRIVERS_FROM = 100  # answers, and ten for each facet
_NEVER_TOLD = ("rest", "unanswered")


def release(
    responses: Responses,
    policy: Policy,
    *,
    invited: Mapping[str, int] | None = None,
    outcome: str | None = None,
    crossed: tuple[str, ...] = (),
    previous: Sequence[Results] = (),
    already: Sequence[Results] = (),
    joins: Sequence[Join] = (),
    seed: int = 0,
) -> Results:
    """The results of a wave: everything that may be told of its responses, and nothing else.

    :param invited: people invited per segment key (`all` for everybody), where known.
    :param outcome: id of the item that drivers are sought for.
    :param crossed: the attribute to cross with the tree; one at most.
    :param previous: earlier waves: what was hidden then is hidden first now, where there is a choice.
    :param already: earlier releases from the same responses: what they told counts as told.
    :param joins: small neighbouring units that are reported as one, as the organisation has agreed.
    :param seed: of the drivers' bootstrap.
    :raise BadInput: if a name does not exist, more people answered than were invited, or several attributes
        are to be crossed.
    :raise Refused: if what `already` told differs from this by the answers of too few people.
    """
    if len(crossed) > 1:
        names = ", ".join(crossed)
        raise BadInput([Fault("one attribute at most can be crossed with the units", field=names)])
    refuse_partial_joins(responses, joins, already, policy.min_group)
    asked = invited_of_joins(invited or {}, joins)
    cut = joined(responses, joins) if joins else responses
    return protect(
        analyse(cut, invited=asked, outcome=outcome, crossed=crossed, seed=seed),
        policy,
        responses.instrument,
        responses.intake,
        invited=asked,
        previous=previous,
        already=already,
        never={least: given_up(cut, least) for least in (policy.min_group, policy.detailed_from)},
    )


def protect(
    cells: Cells,
    policy: Policy,
    instrument: Instrument,
    intake: Intake,
    *,
    invited: Mapping[str, int] | None = None,
    previous: Sequence[Results] = (),
    already: Sequence[Results] = (),
    never: Mapping[int, frozenset[str]] | None = None,
) -> Results:
    """What may be told of cells.

    :param invited: people invited per segment key, where known.
    :param previous: earlier waves: what was hidden then is hidden first now, where there is a choice.
    :param already: earlier releases from the same responses: what they told counts as told.
    :param never: keys that are given up whatever their size, by threshold (surveys.nesting).
    :raise Refused: if `already` told figures of the same cells that differ by the answers of too few people.
    """
    keys = tuple(cell.key for cell in cells.cells)
    means = cells.values[..., AT["mean"]]
    refuse_small_differences(keys, cells.measures, cells.people, means, already, policy.min_group)
    told = _Told.decide(cells, policy, instrument, previous, already, never or {})
    table = told.figures(cells, policy, instrument)
    segments, perspectives = _rows_of(cells, perspectives=False), _rows_of(cells, perspectives=True)
    rows = [*segments, *perspectives]
    counts = {cells.cells[row].key: told.count(cells, row) for row in rows if told.people[row]}
    return Results(
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        policy=policy,
        intake=_without_hidden_perspectives(intake, cells, told.people),
        items=cells.items,
        measures=cells.measures,
        segments=tuple(_segment(cells.cells[row]) for row in segments),
        perspectives=tuple(_segment(cells.cells[row]) for row in perspectives),
        table=table.rows(rows),
        counts=counts,
        invited={key: number for key, number in (invited or {}).items() if key in counts},
        quality=quality_told(cells, told.tiers),
        drivers=_drivers(cells.drivers, instrument),
        gaps=tuple(_gaps(cells, table, policy)),
    )


@dataclass(frozen=True)
class _Told:
    """What may be told of which cells.

    people  bool (cells,): whether anything may be told
    tiers   uint8 (cells, measures)
    banded  bool (cells, 1 + measures): whether the number of people, or of answers to a measure, is a band
    blunted bool (cells, measures): whether even whole points of a score would be exact
    """

    people: Mask
    tiers: Tiers
    banded: Mask
    blunted: Mask

    @classmethod
    def decide(
        cls,
        cells: Cells,
        policy: Policy,
        instrument: Instrument,
        previous: Sequence[Results],
        already: Sequence[Results],
        never: Mapping[int, frozenset[str]],
    ) -> "_Told":
        keys = tuple(cell.key for cell in cells.cells)
        system = _system(cells)
        gate = Gate(system)
        answers = np.nan_to_num(cells.values[..., AT["n"]]).astype(np.int64)
        counts = np.column_stack([cells.people, answers])
        wholes = wholes_of(instrument, cells.measures)
        layers = [np.zeros(counts.shape, bool)]
        for tier, least in ((ROUNDED, policy.min_group), (DETAILED, policy.detailed_from)):
            first = hidden_before(keys, cells.measures, previous, tier)
            known = told_before(keys, cells.measures, already, tier)
            lost = np.array([key in never.get(least, ()) for key in keys])
            start = layers[-1] | lost[:, None] | _carried_by_few(cells, least)
            layer = gate.hidden(counts, least, start, first, known)
            while tier == DETAILED and (more := _beside(layer, counts, wholes) & ~known).any():
                layer = gate.hidden(counts, least, layer | more, first, known)
            layers.append(layer)
        _, hidden, coarse = layers
        tiers = np.where(hidden, SUPPRESSED, np.where(coarse, ROUNDED, DETAILED)).astype(np.uint8)[:, 1:]
        tiers[(tiers == ROUNDED) & resting_on_one(answers, wholes)] = SUPPRESSED
        items = tiers[:, : len(cells.items)]
        items[items == ROUNDED] = SUPPRESSED
        return cls(
            ~hidden[:, 0],
            tiers,
            _banded(system, hidden & (counts > 0)),
            blunted(tiers, answers, wholes),
        )

    def figures(self, cells: Cells, policy: Policy, instrument: Instrument) -> FigureTable:
        """What the release holds of the figures of all cells."""
        width = instrument.scale.maximum - instrument.scale.minimum
        return told_figures(
            cells.values, cells.shares, self.tiers, self.banded[:, 1:], self.blunted, policy, width
        )

    def count(self, cells: Cells, row: int) -> int | Band:
        """How many people a told cell has, as far as that may be told."""
        people = int(cells.people[row])
        return band_of(people) if self.banded[row, 0] else people


def _carried_by_few(cells: Cells, least: int) -> Mask:
    """Figures, (cells, 1 + measures), that rest on a few heavy weights: Kish's n is below half of `least`.

    A mean in which one person weighs more than all others is that person's answer, however many answered.
    """
    with np.errstate(invalid="ignore"):
        few: Mask = np.less(2 * cells.values[..., AT["n_effective"]], least)
    few &= cells.values[..., AT["n"]] > 0
    return np.column_stack([np.zeros(len(few), bool), few])


def _beside(coarse: Mask, counts: Counts, wholes: Sequence[Whole]) -> Mask:
    """What the composition of measures makes coarse besides, (cells, 1 + measures)."""
    return np.column_stack([np.zeros(len(coarse), bool), betrayed(coarse[:, 1:], counts[:, 1:], wholes)])


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


def _without_hidden_perspectives(intake: Intake, cells: Cells, told: Mask) -> Intake:
    """Leaders who are too few are counted nowhere: all responses less the staff would be them."""
    hidden = [row for row, cell in enumerate(cells.cells) if cell.kind == "perspective" and not told[row]]
    few = int(cells.people[hidden].sum())
    return replace(intake, read=intake.read - few, used=intake.used - few)


def _rows_of(cells: Cells, *, perspectives: bool) -> list[int]:
    """The rows that have a place in Results, as they come: those of perspectives, or all others."""
    return [
        row
        for row, cell in enumerate(cells.cells)
        if cell.kind not in _NEVER_TOLD and (cell.kind == "perspective") == perspectives
    ]


def _segment(cell: Cell) -> Segment:
    return Segment(cell.key, cell.label, cell.parent, cast(SegmentKind, cell.kind), cell.depth)


def _drivers(drivers: Drivers | None, instrument: Instrument) -> Drivers | None:
    least = max(DRIVERS_FROM, 10 * len(instrument.all_facets))
    return drivers if drivers is not None and drivers.n >= least else None


def _gaps(cells: Cells, table: FigureTable, policy: Policy) -> Iterator[Gap]:
    """Yields the gaps between perspectives that are both told, in detail only where both are.

    A gap is left out where either side's score is pressed, for then it would give it back.
    """
    columns = {measure: column for column, measure in enumerate(cells.measures)}
    rows = {cell.key: row for row, cell in enumerate(cells.cells) if cell.kind == "perspective"}
    for gap in cells.gaps:
        column = columns[gap.measure]
        tier = min(table.tiers[row, column] for row in (0, rows[gap.perspective]))
        fewest = min(gap.n_staff, gap.n_other)
        pressed = fewest < policy.pressed_below and not all(
            LOW < end < HIGH for end in (gap.staff, gap.other)
        )
        if tier == SUPPRESSED or fewest < policy.min_group or pressed:
            continue
        if tier == DETAILED and fewest >= policy.detailed_from:
            yield gap
        elif gap.measure not in cells.items and len(gap.items) > 1:
            yield _in_whole_points(gap)


def _in_whole_points(gap: Gap) -> Gap:
    """The same rounded as the scores beside it are; the difference is that of the rounded scores."""
    staff, other = whole_points(np.array([gap.staff, gap.other])).tolist()
    gap = replace(gap, staff=staff, other=other, difference=other - staff)
    if gap.low is None or gap.high is None:
        return gap
    low, high = outward(np.array(gap.low), np.array(gap.high))
    return replace(gap, low=float(low), high=float(high))
