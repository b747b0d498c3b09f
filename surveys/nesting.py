"""Turns responses into the background answers that could be subtracted from units, though nothing is crossed.

If everybody of two departments gave one background answer, and hardly anybody else did, then the people of
that answer less those of the departments are those few. A reader is taken to know all units and answers that
are large enough, and of a unit that all its people, or none, gave one of some answers. How many of a unit's
people gave which answer is told nowhere, so nothing else can be subtracted.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from surveys.cells import parents_of
from surveys.keys import attribute_key
from surveys.responses import Coded, Responses

Ints = NDArray[np.int64]
MANY = 8  # options up to which every choice of them is looked at: 255 choices


def given_up(responses: Responses, least: int) -> frozenset[str]:
    """The keys of attribute values that may not be told beside the units and the other attributes."""
    staff = np.flatnonzero(responses.perspective == 0)
    units = _deepest_told(responses, responses.unit_of[staff], least)
    keys: set[str] = set()
    for coded in responses.attributes:
        keys |= _of_columns(units, coded, staff, least)
    for one, other in combinations(responses.attributes, 2):
        keys |= _of_columns(_group(one, staff), other, staff, least)
    return frozenset(keys)


def _deepest_told(responses: Responses, unit_of: NDArray[np.int32], least: int) -> Ints:
    """The lowest unit of at least `least` people that each person belongs to."""
    parents = parents_of(responses.unit_paths).tolist()
    people = np.bincount(unit_of, minlength=len(parents))
    for unit in range(len(parents) - 1, 0, -1):
        people[parents[unit]] += people[unit]
    told = list(range(len(parents)))
    for unit in range(1, len(parents)):
        if people[unit] < least:
            told[unit] = told[parents[unit]]
    return np.array(told, dtype=np.int64)[unit_of]


def _group(coded: Coded, staff: NDArray[np.intp]) -> Ints:
    codes = coded.codes[staff]
    return np.where(codes < 0, len(coded.options), codes).astype(np.int64)


def _of_columns(rows: Ints, coded: Coded, staff: NDArray[np.intp], least: int) -> set[str]:
    """The values to give up beside some groups, a number per person: one by one, the smallest first."""
    columns, width = _group(coded, staff), len(coded.options) + 1
    counted = np.bincount(rows * width + columns, minlength=(int(rows.max(initial=0)) + 1) * width)
    table = counted.reshape(-1, width)
    sizes = table.sum(axis=0)
    told = [option for option in range(width - 1) if sizes[option] >= least]
    keys = set()
    while exposed := _exposed(table, told, least):
        loser = min(exposed, key=lambda option: (sizes[option], option))
        told.remove(loser)
        keys.add(attribute_key(coded.id, coded.options[loser]))
    return keys


def _exposed(table: Ints, told: list[int], least: int) -> set[int]:
    """The told columns of which some together are fewer than `least` people off a union of rows.

    Two unions of rows matter: all that lie wholly in the columns, and all that the columns touch.
    """
    chosen = _together(table.shape[1], told)
    inside = table @ chosen.T
    rows = table.sum(axis=1)
    columns = chosen @ table.sum(axis=0)
    within = columns - np.where(inside == rows[:, None], inside, 0).sum(axis=0)
    around = np.where(inside > 0, rows[:, None], 0).sum(axis=0) - columns
    # Where no row is of use, the rest is everybody: the rule for parts that add up sees to those.
    few = (within > 0) & (within < np.minimum(least, columns))
    few |= (around > 0) & (around < np.minimum(least, rows.sum() - columns))
    return set(np.flatnonzero(chosen[few].any(axis=0)).tolist())


def _together(width: int, told: list[int]) -> Ints:
    """int64 (choices, width) of 0 and 1: every choice of told columns, or up to two where there are many."""
    most = len(told) if len(told) <= MANY else 2
    choices = [choice for size in range(1, most + 1) for choice in combinations(told, size)]
    chosen = np.zeros((len(choices), width), np.int64)
    for number, choice in enumerate(choices):
        chosen[number, list(choice)] = 1
    return chosen
