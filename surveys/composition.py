"""Turns what measures are made of into those that may not be told exactly beside one another.

Facets are averages of questions, dimensions of facets. Whoever knows a facet exactly, and all its questions
but one, works that one out; so a whole is told in detail only beside parts that all are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.instrument import Instrument
from surveys.results import DETAILED, ROUNDED

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

# From so many answers on, half a point of a score is more than half of what one answer can make of it.
COARSE_FROM = 100


@dataclass(frozen=True)
class Whole:
    """A facet or dimension and its parts, as columns of measures."""

    column: int
    parts: tuple[int, ...]
    is_facet: bool


def wholes_of(instrument: Instrument, measures: Sequence[str]) -> tuple[Whole, ...]:
    """Every facet, then every dimension, of which something was asked."""
    return tuple(_wholes(instrument, {measure: column for column, measure in enumerate(measures)}))


def _wholes(instrument: Instrument, columns: dict[str, int]) -> Iterator[Whole]:
    for facet in instrument.all_facets:
        parts = tuple(columns[item.id] for item in facet.scored_items if item.id in columns)
        if facet.id in columns:
            yield Whole(columns[facet.id], parts, is_facet=True)
    for dimension in instrument.dimensions:
        parts = tuple(columns[facet.id] for facet in dimension.facets if facet.id in columns)
        if dimension.id in columns:
            yield Whole(columns[dimension.id], parts, is_facet=False)


def betrayed(coarse: Mask, answers: Counts, wholes: Sequence[Whole]) -> Mask:
    """The wholes that must be coarse because one of their parts is: (cells, measures).

    :param coarse: what is not told in detail; answers: how many there are; both (cells, measures).
    """
    found = np.zeros_like(coarse)
    for whole in wholes:
        parts = list(whole.parts)
        found[:, whole.column] = ((coarse | found)[:, parts] & (answers[:, parts] > 0)).any(axis=1)
    return found & ~coarse


def blunted(tiers: NDArray[np.uint8], answers: Counts, wholes: Sequence[Whole]) -> Mask:
    """The facets, bool (cells, measures), whose whole points are too fine beside the questions that are told.

    They rest on so few answers that a score in whole points is exact to a reader who knows scores are sums.
    """
    found = np.zeros(answers.shape, bool)
    for whole in wholes:
        if whole.is_facet:
            parts = list(whole.parts)
            few = answers[:, whole.column] * np.count_nonzero(answers[:, parts], axis=1) < COARSE_FROM
            beside = (tiers[:, parts] == DETAILED).any(axis=1)
            found[:, whole.column] = few & beside & (tiers[:, whole.column] == ROUNDED)
    return found


def resting_on_one(answers: Counts, wholes: Sequence[Whole]) -> Mask:
    """The facets that are one question under another name, bool (cells, measures)."""
    found = np.zeros(answers.shape, bool)
    for whole in wholes:
        if whole.is_facet:
            found[:, whole.column] = np.count_nonzero(answers[:, list(whole.parts)], axis=1) == 1
    for whole in wholes:
        if not whole.is_facet:
            parts = list(whole.parts)
            there = answers[:, parts] > 0
            found[:, whole.column] = (there.sum(axis=1) == 1) & (found[:, parts] & there).any(axis=1)
    return found
