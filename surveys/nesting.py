"""Turns responses into how few people stand between two views that are told apart: units and attributes.

Units and attributes are told on their own, without being crossed. Still, whoever knows that everybody of one
unit gave the same background answer can subtract the one from the other; so must everybody else be enough.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from surveys.cells import attribute_key, parents_of
from surveys.responses import Coded, Responses

Ints = NDArray[np.int64]
Codes = NDArray[np.int32] | NDArray[np.int16]
_NONE = np.iinfo(np.int64).max


def closest_views(responses: Responses) -> Mapping[str, int]:
    """For attribute values that hold a unit or another value, or are held by one: the fewest people between.

    Keys are those of attribute values; values that are the same people as another view, or that are nested
    in none but the whole organisation, are left out.
    """
    staff = np.flatnonzero(responses.perspective == 0)
    units = responses.unit_of[staff]
    closest: dict[str, int] = {}
    for coded in responses.attributes:
        table = _crossed(units, coded.codes[staff], len(responses.unit_paths), len(coded.options))
        _add_up(table, parents_of(responses.unit_paths).tolist())
        rows, everybody = table.sum(axis=1), table[0]
        _note(closest, coded, table[1:-1, :-1], rows[1:-1, None], everybody[None, :-1])
    for one, other in combinations(responses.attributes, 2):
        table = _crossed(one.codes[staff], other.codes[staff], len(one.options), len(other.options))
        rows, columns = table.sum(axis=1), table.sum(axis=0)
        _note(closest, other, table[:-1, :-1], rows[:-1, None], columns[None, :-1])
    return closest


def _crossed(one: Codes, other: Codes, rows: int, columns: int) -> Ints:
    """People by two answers, (rows + 1, columns + 1), the unanswered last."""
    row, column = np.where(one < 0, rows, one).astype(np.int64), np.where(other < 0, columns, other)
    counted = np.bincount(row * (columns + 1) + column, minlength=(rows + 1) * (columns + 1))
    return counted.reshape(rows + 1, columns + 1)


def _add_up(table: Ints, parents: list[int]) -> None:
    """Adds each unit's people to its parent's; parents stand before their children."""
    for unit in range(len(parents) - 1, 0, -1):
        table[parents[unit]] += table[unit]


def _note(closest: dict[str, int], coded: Coded, both: Ints, rows: Ints, columns: Ints) -> None:
    """Notes the smallest difference of each value to a view that holds it or that it holds."""
    nested = (both > 0) & ((both == rows) | (both == columns)) & (rows != columns)
    between = np.where(nested, abs(rows - columns), _NONE)
    fewest = between.min(axis=0, initial=_NONE)
    for option, people in zip(coded.options, fewest.tolist(), strict=True):
        if people < _NONE:
            key = attribute_key(coded.id, option)
            closest[key] = min(people, closest.get(key, people))
