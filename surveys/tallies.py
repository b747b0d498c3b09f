"""Turns answers into sums per group that can be added up: everything that scores by segment are made of.

A tally is one row of numbers per group. Rows of groups that do not overlap may be added, so that people are
counted once, at the leaves of the tree, and never again for the segments above.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from surveys.codes import Perspective
from surveys.instrument import Instrument
from surveys.responses import Answers
from surveys.scoring import Scoring, keyed, person_scores, scoring_of

Array = NDArray[np.float64]
Ints = NDArray[np.intp]

_CHUNK = 32_768  # people at a time: what they need fits into the processor's cache
_EXACT = 2**24  # whole numbers below this are exact in float32


@dataclass(frozen=True)
class Tally:
    """What is summed for each group, and where it stands in a row.

    points    values of the scale as answered; empty if continuous
    weighted  whether Σw, Σw² and Σwx stand beside the plain counts
    blocks    columns of items whose products are summed, for reliability: those of a dimension together
    """

    scoring: Scoring
    points: tuple[int, ...]
    middle: float
    weighted: bool
    blocks: tuple[tuple[int, ...], ...]

    @property
    def kinds(self) -> int:
        """How many counts stand for one: n, and if weighted Σw and Σw²."""
        return 3 if self.weighted else 1

    @property
    def reach(self) -> float:
        """How far an answer can lie from the scale's middle."""
        return max((abs(value - self.middle) for value in self.points), default=np.inf)

    @cached_property
    def scored(self) -> tuple[str, ...]:
        """The measures whose person scores are summed; items are, only if there are no points to count."""
        return self.scoring.measures[len(self.scoring.items) if self.points else 0 :]

    @cached_property
    def _places(self) -> dict[str, tuple[slice, tuple[int, ...]]]:
        shapes = {
            "people": (1,),
            "counts": (self.kinds, len(self.scoring.items), len(self.points)),
            "sums": (7 if self.weighted else 3, len(self.scored)),
            **{f"block {b}": (2 * len(block), 2 * len(block)) for b, block in enumerate(self.blocks)},
        }
        edges = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes.values())]).tolist()
        return {
            name: (slice(start, stop), shape)
            for (name, shape), (start, stop) in zip(shapes.items(), pairwise(edges), strict=True)
        }

    @property
    def width(self) -> int:
        """How many numbers a row holds."""
        return max(int(place.stop) for place, _ in self._places.values())

    def part(self, rows: Array, name: str) -> Array:
        """A view (groups, ...) of rows:

        people   (1): how many
        counts   (kinds, items, points): answers per point as answered
        sums     (3 or 7, scored): n, Σx, Σx² and if weighted Σw, Σw², Σwx, Σwx², x from the scale's middle
        block i  (2k, 2k): products of (x, answered) of the k items of a block, x keyed and from the middle
        """
        place, shape = self._places[name]
        return rows[:, place].reshape(len(rows), *shape)

    def block(self, rows: Array, number: int) -> tuple[Array, Array, Array]:
        """Σ xᵢxⱼ, Σ xᵢ and n (groups, k, k), each over the people who answered both items of a pair."""
        products = self.part(rows, f"block {number}")
        k = len(self.blocks[number])
        return products[:, :k, :k], products[:, :k, k:], products[:, k:, k:]


def tally_of(
    instrument: Instrument, items: tuple[str, ...], perspective: Perspective, weighted: bool
) -> Tally:
    """What has to be summed for a perspective's answers in the columns `items`."""
    scoring = scoring_of(instrument, items, perspective)
    return tally_over(scoring, instrument, weighted, tuple(_blocks(scoring)))


def tally_over(
    scoring: Scoring, instrument: Instrument, weighted: bool, blocks: tuple[tuple[int, ...], ...]
) -> Tally:
    """What has to be summed for a way of scoring, with products for reliability or without."""
    scale = instrument.scale
    middle = (scale.minimum + scale.maximum) / 2
    return Tally(scoring, scale.values, middle, weighted, blocks)


def count(
    tally: Tally,
    answers: Answers,
    weights: Array | None,
    groupings: Sequence[tuple[Ints, int]],
    rows: Ints,
) -> list[Array]:
    """Sums the answers of the people in `rows` by each grouping, in one pass over them.

    :param groupings: group numbers (people,) and how many groups there are. Rows sorted by the first
        grouping are quickest.
    :return: an array (groups, tally.width) per grouping.
    """
    totals = [np.zeros((groups, tally.width)) for _, groups in groupings]
    for start in range(0, len(rows), _CHUNK):
        chosen = rows[start : start + _CHUNK]
        people = _People(tally, answers[chosen], None if weights is None else weights[chosen])
        for (codes, _), total in zip(groupings, totals, strict=True):
            people.add_to(total, codes[chosen])
    return totals


class _People:
    """One chunk of people: their answers, scores and products, ready to be added up by any grouping.

    Everything stands by item or measure, (..., people).
    """

    def __init__(self, tally: Tally, answers: Answers, weights: Array | None) -> None:
        self.tally = tally
        self.weights = weights
        values = keyed(answers, tally.scoring)
        facets, dimensions = person_scores(values, tally.scoring)
        counted = [facets.T, dimensions.T] if tally.points else [values.T, facets.T, dimensions.T]
        self.scores = np.vstack(counted) - tally.middle
        self.pairs = self._pairs(values.T - tally.middle)
        self.points = self._points(answers)

    def add_to(self, total: Array, codes: Ints) -> None:
        """Adds the chunk's sums to the rows of its groups."""
        order = None if (codes[1:] >= codes[:-1]).all() else np.argsort(_narrow(codes), kind="stable")
        ordered = codes if order is None else codes[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        groups = ordered[starts]
        part = self.tally.part
        part(total, "people")[groups, 0] += np.diff(np.r_[starts, len(codes)])
        part(total, "sums")[groups] += self._sums(order, starts)
        self._count(part(total, "counts"), codes)
        for number, pairs in enumerate(self.pairs if order is None else self.pairs_by_person):
            block = part(total, f"block {number}")
            arranged = pairs.T if order is None else pairs[order]
            for group, people in zip(groups, _runs(starts, len(codes)), strict=True):
                rows = arranged[people]
                block[group] += rows.T @ rows

    @cached_property
    def pairs_by_person(self) -> list[NDArray[np.floating]]:
        """The pairs with each person's next to each other in memory, so that people are quick to reorder."""
        return [np.ascontiguousarray(pairs.T) for pairs in self.pairs]

    def _pairs(self, values: Array) -> list[NDArray[np.floating]]:
        """(x, answered) of each block's items, (2k, people), in float32 where their products are exact."""
        there = ~np.isnan(values)
        exact = bool(self.tally.points) and self.tally.reach**2 * values.shape[1] < _EXACT
        kind = np.dtype(np.float32 if exact else np.float64)
        both = np.where(there, values, 0.0).astype(kind), there.astype(kind)
        return [np.vstack([rows[list(block)] for rows in both]) for block in self.tally.blocks]

    def _points(self, answers: Answers) -> Ints:
        """Where each answer is counted (items, people): item × (points + 1) + point, the last one missing."""
        points = self.tally.points
        if not points:
            return np.empty((0, len(answers)), dtype=np.intp)
        table = np.full(256, len(points), dtype=np.intp)
        for place, value in enumerate(points):
            table[np.int8(value).view(np.uint8)] = place
        places = np.take(table, np.ascontiguousarray(answers.T).view(np.uint8))
        places[~self.tally.scoring.asked] = len(points)
        places += np.arange(len(places))[:, None] * (len(points) + 1)
        return places

    def _sums(self, order: Ints | None, starts: Ints) -> Array:
        """(groups, 3 or 7, scored)."""
        scores = self.scores if order is None else self.scores[:, order]
        there = ~np.isnan(scores)
        filled = np.where(there, scores, 0.0)
        rows = [there.astype(np.float64), filled, filled**2]
        if self.weights is not None:
            w = self.weights if order is None else self.weights[order]
            rows += [there * w, there * w**2, filled * w, filled**2 * w]
        return np.stack([np.add.reduceat(row, starts, axis=1).T for row in rows], axis=1)

    def _count(self, counts: Array, codes: Ints) -> None:
        _, kinds, items, points = counts.shape
        if not points:
            return
        first, width = int(codes.min()), items * (points + 1)  # sorted people meet few groups in a chunk
        span = int(codes.max()) - first + 1
        places = (self.points + (codes - first) * width).ravel()
        for kind in range(kinds):
            # There are weights wherever there is more than one kind.
            weights = None if not kind else np.tile(self.weights**kind, items)  # type: ignore[operator]
            found = np.bincount(places, weights, minlength=span * width)
            counts[first : first + span, kind] += found.reshape(span, items, points + 1)[:, :, :points]


def _narrow(codes: Ints) -> NDArray[np.integer]:
    """In sixteen bits where they fit: those are sorted without being compared."""
    return codes.astype(np.uint16) if codes.max() < 2**16 else codes


def _runs(starts: Ints, people: int) -> Iterator[slice]:
    edges = [*starts.tolist(), people]
    return (slice(start, stop) for start, stop in pairwise(edges))


def _blocks(scoring: Scoring) -> Iterator[tuple[int, ...]]:
    """The columns of each dimension's items, then of each facet that is in no dimension."""
    alone = np.flatnonzero(scoring.in_dimension.sum(axis=1) == 0)
    members = np.hstack([scoring.in_facet @ scoring.in_dimension, scoring.in_facet[:, alone]])
    for column in members.T:
        if column.any():
            yield tuple(np.flatnonzero(column).tolist())
