"""Turns answers that carry a code in both waves into changes over the people who answered in both.

Only imported data carry codes; the platform itself never links people. What a paired test tells (the mean and
the spread of those who answered twice) is one more release from the same answers, so it must not open what
disclosure control closed: those who answered twice, and those left over in each wave, are groups like any
other. A paired change is told only

* of what both waves' results tell unrounded, over at least ten people who answered twice;
* where nobody, or at least twice the threshold, is left over in each wave;
* where rule and audit (surveys.gate), with twice the threshold, find nothing to work out from the paired
  changes of the other segments, nor from the people left over in them; whoever changed unit or attribute in
  between is a part that is never told.

Elsewhere the change stays tested as that of an anonymous wave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveys.cells import Grid, lay_out
from surveys.changes import LEAST_FOR_T, Linked
from surveys.gate import Gate
from surveys.keys import attribute_key, unit_key
from surveys.matching import Matching
from surveys.responses import Coded, Responses
from surveys.results import DETAILED, Results
from surveys.scoring import keyed, person_scores, scoring_of, to_percent
from surveys.statistics import hedges_g, paired
from surveys.suppression import System

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

STAFF = 0  # the place of staff in surveys.instrument.PERSPECTIVES


@dataclass(frozen=True)
class _Scored:
    """Staff with their scores of each measure (people, measures), 0-100; NaN where there is none."""

    staff: Responses
    scores: Array


def linked_changes(
    before: Responses, after: Responses, told: tuple[Results, Results], matching: Matching
) -> dict[tuple[str, str], Linked]:
    """The paired changes that may be told, by segment key and measure id.

    :param before: the earlier answers, with codes in `links`, that the first of `told` was released from.
    :param told: what both waves' results tell, without weights.
    """
    measures = [id_ for id_, match in matching.matches.items() if match.reason is None and match.whole]
    old, new = _scored(before, measures), _scored(after, measures)
    old_rows, new_rows = _in_both(old.staff, new.staff)
    was, is_ = old.scores[old_rows], new.scores[new_rows]
    pairs = _pairs(old.staff.rows(old_rows), new.staff.rows(new_rows))
    twice = _Scored(pairs, np.where(np.isnan(was - is_), np.nan, is_))
    grid = _counted(twice)
    shown = _may_be_told(grid, (_counted(old), _counted(new)), told, measures)
    keys = [cell.key for cell in grid.cells]
    return {
        (key, measures[column]): change
        for key, people in _members(pairs)
        for column, change in _changes(was[people], is_[people], shown[keys.index(key)])
    }


def _scored(responses: Responses, measures: Sequence[str]) -> _Scored:
    staff = responses.rows(responses.perspective == STAFF)
    scoring = scoring_of(staff.instrument, staff.items)
    items = keyed(staff.answers, scoring)
    every = np.hstack([items, *person_scores(items, scoring)])
    columns = [scoring.measures.index(id_) for id_ in measures]
    return _Scored(staff, to_percent(every[:, columns], staff.instrument))


def _in_both(before: Responses, after: Responses) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows of the people whose code both waves hold, in the same order."""
    assert before.links is not None
    assert after.links is not None
    row_of = {code: row for row, code in enumerate(before.links.tolist()) if code}
    both = [(row_of[code], row) for row, code in enumerate(after.links.tolist()) if code in row_of]
    old, new = np.array(both, dtype=np.intp).reshape(-1, 2).T
    return old, new


def _pairs(before: Responses, after: Responses) -> Responses:
    """The people of both waves, at the deepest unit of theirs in both; unanswered where they changed."""
    paths = tuple(sorted({*before.unit_paths, *after.unit_paths}))
    place = {path: number for number, path in enumerate(paths)}
    at = [
        place[_shared(before.unit_paths[old], after.unit_paths[new])]
        for old, new in zip(before.unit_of.tolist(), after.unit_of.tolist(), strict=True)
    ]
    return replace(
        after,
        unit_paths=paths,
        unit_labels=tuple(path[-1] if path else "" for path in paths),
        unit_of=np.array(at, dtype=np.int32),
        attributes=tuple(
            _unchanged(old, new) for old, new in zip(before.attributes, after.attributes, strict=True)
        ),
    )


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return max((one[:n] for n in range(len(one) + 1) if one[:n] == other[:n]), key=len)


def _unchanged(before: Coded, after: Coded) -> Coded:
    """The later answers, unanswered where the earlier one was another."""
    names = np.array([*before.options, ""])[before.codes], np.array([*after.options, ""])[after.codes]
    return replace(after, codes=np.where(names[0] == names[1], after.codes, np.int16(-1)))


def _counted(scored: _Scored) -> Grid:
    """How many people each cell has, and how many of them a score of each measure."""
    people = scored.staff
    ones = np.hstack([np.ones((len(people), 1)), ~np.isnan(scored.scores)])
    attributes = {
        coded.id: _sums(
            ones, np.where(coded.codes < 0, len(coded.options), coded.codes), len(coded.options) + 1
        )
        for coded in people.attributes
    }
    return lay_out(people, _sums(ones, people.unit_of, len(people.unit_paths)), attributes, {})


def _sums(rows: Array, groups: NDArray[np.integer], number: int) -> Array:
    sums = np.zeros((number, rows.shape[1]))
    np.add.at(sums, groups, rows)
    return sums


def _may_be_told(
    grid: Grid, waves: tuple[Grid, Grid], told: tuple[Results, Results], measures: Sequence[str]
) -> Bools:
    """Which paired changes may be told, bool (cells, measures)."""
    counts = np.rint(grid.sums).astype(np.int64)
    least = max(results.policy.detailed_from for results in told)
    closed = counts < LEAST_FOR_T
    for wave, results in zip(waves, told, strict=True):
        left = _looked_up(wave, grid) - counts
        closed |= (left != 0) & (left < least)
        closed[:, 1:] |= ~_detailed(results, grid, measures)
    system = System(
        tuple((equation.total, equation.parts) for equation in grid.equations),
        untold=np.array([cell.kind in ("rest", "unanswered") for cell in grid.cells], dtype=bool),
        crossed=np.zeros(len(grid.cells), dtype=bool),
    )
    nothing = np.zeros(counts.shape, dtype=bool)
    gate, given = Gate(system), ~system.untold[:, np.newaxis]
    hidden = closed | gate.hidden(counts, least, closed & given, nothing, nothing)
    for wave in waves:  # those left over can be subtracted like any others, across segments too
        left = np.maximum(_looked_up(wave, grid) - counts, 0)
        hidden |= gate.hidden(left, least, hidden & given, nothing, nothing) & (left > 0)
    return ~hidden[:, 1:]


def _looked_up(wave: Grid, grid: Grid) -> Ints:
    """A wave's counts (cells, 1 + measures) in the cells of another grid; -1 where it has no such cell."""
    counts = np.rint(wave.sums).astype(np.int64)
    rows = {cell.key: row for cell, row in zip(wave.cells, counts, strict=True)}
    nowhere = np.full(grid.sums.shape[1], -1, dtype=np.int64)
    return np.stack([rows.get(cell.key, nowhere) for cell in grid.cells])


def _detailed(results: Results, grid: Grid, measures: Sequence[str]) -> Bools:
    """What the results tell unrounded, bool (cells, measures)."""
    rows = {segment.key: row for row, segment in enumerate(results.segments)}
    columns = [results.measures.index(id_) for id_ in measures]
    detailed = results.table.tiers[:, columns] == DETAILED
    nowhere = np.zeros(len(measures), dtype=bool)
    return np.stack(
        [detailed[rows[cell.key]] if cell.key in results.counts else nowhere for cell in grid.cells]
    )


def _members(pairs: Responses) -> Iterator[tuple[str, Bools]]:
    """Yields every segment with its people."""
    for path in pairs.unit_paths:
        below = np.array([other[: len(path)] == path for other in pairs.unit_paths], dtype=bool)
        yield unit_key(path), below[pairs.unit_of]
    for coded in pairs.attributes:
        for code, option in enumerate(coded.options):
            yield attribute_key(coded.id, option), coded.codes == code


def _changes(was: Array, is_: Array, shown: Bools) -> Iterator[tuple[int, Linked]]:
    """Yields the column and the paired change of each measure that may be told."""
    there = ~np.isnan(was - is_)
    n = there.sum(axis=0)
    test = paired(was, is_)
    (old_mean, old_sd), (new_mean, new_sd) = _moments(was, there), _moments(is_, there)
    size = hedges_g(old_mean, old_sd, n, new_mean, new_sd, n)
    for column in np.flatnonzero(shown & ~np.isnan(test.p)).tolist():
        figures = {
            "before": old_mean[column],
            "after": new_mean[column],
            "change": test.estimate[column],
            "change_low": test.low[column],
            "change_high": test.high[column],
            "hedges_g": size.g[column],
            "g_low": size.low[column],
            "g_high": size.high[column],
            "p": test.p[column],
        }
        yield column, Linked({name: float(value) for name, value in figures.items()}, int(n[column]))


def _moments(values: Array, there: Bools) -> tuple[Array, Array]:
    """Mean and standard deviation of each column over those who are there; NaN below two of them."""
    n = there.sum(axis=0).astype(np.float64)
    mean = np.where(there, values, 0.0).sum(axis=0) / np.where(n > 0, n, np.nan)
    squares = np.where(there, (values - mean) ** 2, 0.0).sum(axis=0)
    return mean, np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
