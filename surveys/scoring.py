"""Turns raw answers into keyed answers and into each person's facet and dimension scores."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.codes import MISSING, Perspective
from surveys.instrument import Facet, Instrument, Item
from surveys.responses import Answers

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Scoring:
    """How one perspective's answers become scores: which columns are turned round and which count where.

    items        ids of the columns
    asked        bool (items,): worded in this perspective
    reversed     bool (items,): turned round
    turn         min + max of the scale
    facets       ids of the facets with an item among the columns
    in_facet     float64 (items, facets) of 0 and 1: asked and counted
    dimensions   ids of the dimensions with such a facet
    in_dimension float64 (facets, dimensions) of 0 and 1
    """

    items: tuple[str, ...]
    asked: Bools
    reversed: Bools
    turn: float
    facets: tuple[str, ...]
    in_facet: Array
    dimensions: tuple[str, ...]
    in_dimension: Array

    @property
    def measures(self) -> tuple[str, ...]:
        """Ids of items, facets and dimensions, in the order of the columns of `person_scores`."""
        return (*self.items, *self.facets, *self.dimensions)


def scoring_of(
    instrument: Instrument,
    items: tuple[str, ...],
    perspective: Perspective = "staff",
    only: Iterable[str] | None = None,
) -> Scoring:
    """How the answers in the columns `items` are scored in a perspective.

    Facets and dimensions of which no item is among the columns are left out, in every perspective alike.

    :param only: ids of the items that count in scores, instead of all; the others stay measures themselves.
    """
    allowed = set(items if only is None else only)
    by_id = {item.id: item for item in instrument.all_items}
    worded = {item.id for item in by_id.values() if instrument.wording(item, perspective) is not None}
    facets = [facet for facet in instrument.all_facets if _counted(facet, items)]
    dimensions = [d for d in instrument.dimensions if any(facet in facets for facet in d.facets)]
    counts = [{item.id for item in _counted(facet, items)} & worded & allowed for facet in facets]
    return Scoring(
        items=items,
        asked=np.array([item in worded for item in items], dtype=bool),
        reversed=np.array([by_id[item].reverse for item in items], dtype=bool),
        turn=instrument.scale.minimum + instrument.scale.maximum,
        facets=tuple(facet.id for facet in facets),
        in_facet=_membership(items, counts),
        dimensions=tuple(dimension.id for dimension in dimensions),
        in_dimension=_membership(
            [facet.id for facet in facets], [{facet.id for facet in d.facets} for d in dimensions]
        ),
    )


def keyed(answers: Answers, scoring: Scoring) -> Array:
    """The answers as float64 (people, items), reversed items turned round, NaN where missing or not asked.

    Each item's answers lie next to each other in memory, which is how they are read from here on.
    """
    by_item = np.ascontiguousarray(answers.T)
    values = by_item.astype(np.float64)
    if by_item.dtype == np.int8:
        values[by_item == MISSING] = np.nan
    values[~scoring.asked] = np.nan
    values[scoring.reversed] = scoring.turn - values[scoring.reversed]
    return values.T


def person_scores(values: Array, scoring: Scoring, least: float = 0.5) -> tuple[Array, Array]:
    """Facet scores (people, facets) and dimension scores (people, dimensions) on the scale's own points.

    A facet's score is the mean of the answered items when at least half of those asked are answered; a
    dimension's is the mean of its facets' scores when at least half the facets and half the items are there
    (the half rule of Ware et al., SF-36 manual). NaN where they are not.

    :param values: keyed answers, (people, items).
    :param least: the share that must be there, instead of half; 0 for any answer at all.
    """
    answered = ~np.isnan(values)
    asked = scoring.in_facet.sum(axis=0)
    counts = _added(answered.astype(np.float64), scoring.in_facet)
    facets = _means_if(least, _added(np.where(answered, values, 0.0), scoring.in_facet), counts, asked)
    scored = ~np.isnan(facets)
    sums = _added(np.where(scored, facets, 0.0), scoring.in_dimension)
    facets_there = _added(scored.astype(np.float64), scoring.in_dimension)
    dimensions = _means_if(least, sums, facets_there, (asked > 0) @ scoring.in_dimension)
    items_there = _added(counts, scoring.in_dimension)
    dimensions[items_there < least * (asked @ scoring.in_dimension)] = np.nan
    return facets, dimensions


def to_percent(means: Array, instrument: Instrument) -> Array:
    """Means in scale points as scores from 0 to 100."""
    scale = instrument.scale
    return 100 * (means - scale.minimum) / (scale.maximum - scale.minimum)


def _counted(facet: Facet, items: tuple[str, ...]) -> tuple[Item, ...]:
    return tuple(item for item in facet.scored_items if item.id in items)


def _membership(rows: Iterable[str], columns: Iterable[set[str]]) -> Array:
    """float64 (rows, columns): 1 where the column's set holds the row's id."""
    names, sets = list(rows), list(columns)
    return np.array([[name in held for held in sets] for name in names], dtype=np.float64).reshape(
        len(names), len(sets)
    )


def _added(columns: Array, members: Array) -> Array:
    """The sums (people, sets) of the columns in each set: `columns @ members`, quick for columns by item."""
    sums = np.empty((members.shape[1], len(columns)))
    for place, member in enumerate(members.T):
        columns.T[member > 0].sum(axis=0, out=sums[place])
    return sums.T


def _means_if(least: float, sums: Array, counts: Array, asked: Array) -> Array:
    enough = (counts > 0) & (counts >= least * asked)
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=enough)
