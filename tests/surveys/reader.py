"""Works out by exact arithmetic and sheer patience what a reader of the shown cells of a small table knows.

A third opinion beside the rule and the audit: it knows neither equations nor programmes, only people. The
people of a table fall into *atoms* (the finest groups there are), every cell is a set of atoms, and whoever
knows the figures of the shown cells knows those of every sum of atoms in their span.
"""

from fractions import Fraction
from itertools import combinations

import numpy as np


class Reader:
    """Somebody who knows the shown cells: rows of 0 and 1 over the atoms."""

    def __init__(self, shown):
        self.basis = []  # (pivot, row), each row 1 at its own pivot and 0 at the pivots before it
        for row in shown:
            left = self._left(list(map(Fraction, row)))
            pivot = next((place for place, value in enumerate(left) if value), None)
            if pivot is not None:
                self.basis.append((pivot, [value / left[pivot] for value in left]))

    def _left(self, row):
        for pivot, known in self.basis:
            if row[pivot]:
                factor = row[pivot]
                row = [value - factor * other for value, other in zip(row, known, strict=True)]
        return row

    def knows(self, row):
        """Says whether the figures of these atoms together follow from the shown cells."""
        return not any(self._left(list(map(Fraction, row))))


def found_out(cells, people, hidden, least, harmless=()):
    """What a reader finds out: hidden cells, and groups of atoms with fewer than `least` people.

    :param cells: 0/1 matrix (cells, atoms); people: per atom; harmless: rows that may be known if large.
    """
    there = np.flatnonzero(people)
    cells, people = cells[:, there], people[there]
    counts = cells @ people
    reader = Reader(cells[~hidden & (counts > 0)].tolist())
    known = [
        row
        for row in np.flatnonzero(hidden & (counts > 0)).tolist()
        if not (row in harmless and counts[row] >= least) and reader.knows(cells[row].tolist())
    ]
    few = [atom for atom in range(len(people)) if people[atom] < least]
    groups = [
        group
        for size in range(1, least)
        for group in combinations(few, size)
        if sum(people[list(group)]) < least
        and reader.knows([int(atom in group) for atom in range(len(people))])
    ]
    return known, groups
