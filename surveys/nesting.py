"""Turns responses into the background answers that could be subtracted from units, though nothing is crossed.

If everybody of two departments gave one background answer, and hardly anybody else did, then the people of
that answer less those of the departments are those few. Here a reader is taken to know all units and answers
that are large enough, and who could not have given which answer; whatever then tells too few is given up.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from surveys.audit import Auditor
from surveys.cells import attribute_key, parents_of
from surveys.responses import Coded, Responses

Ints = NDArray[np.int64]


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
    while told:
        exposed = _exposed(table, told, least)
        if not exposed:
            break
        loser = min(exposed, key=lambda option: (sizes[option], option))
        told.remove(loser)
        keys.add(attribute_key(coded.id, coded.options[loser]))
    return keys


def _exposed(table: Ints, told: list[int], least: int) -> set[int]:
    """The told columns in which a reader of all rows and told columns finds fewer than `least` people."""
    others = np.delete(table, told, axis=1).sum(axis=1)
    cells = np.column_stack([table[:, told], others])
    if _plainly_safe(cells, least):
        return set()
    rows, columns = np.nonzero(cells)
    total = len(rows)  # stands for any known sum
    lines = [np.flatnonzero(rows == row) for row in np.unique(rows)]
    lines += [np.flatnonzero(columns == column) for column in np.unique(columns)]
    equations = tuple((total, tuple(line.tolist())) for line in lines)
    counts = np.append(cells[rows, columns], 0)
    found = Auditor.of(equations, np.ones(total + 1, bool)).recoverable(counts, counts > 0, least)
    exposed = {int(columns[cell]) for cell in found}
    return {told[column] for column in exposed if column < len(told)} or (set(told) if exposed else set())


def _plainly_safe(cells: Ints, least: int) -> bool:
    """Says whether every small cell may be larger by one exchange: with the largest in its row and column.

    A shortcut: it settles nearly every real table without a linear programme.
    """
    row, column = np.nonzero((cells > 0) & (cells < least))
    small, beside, above = np.arange(len(row)), cells[row], cells[:, column].T
    beside[small, column] = above[small, row] = -1
    corner = cells[above.argmax(axis=1), beside.argmax(axis=1)] > 0
    reached = cells[row, column] + np.minimum(beside.max(axis=1), above.max(axis=1)) >= least
    return bool((corner & reached).all())
