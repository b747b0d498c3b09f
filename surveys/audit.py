"""Turns a choice of hidden cells into the list of those that a reader could work out: nobody, or it fails.

Independent of the rule in surveys.suppression. What a reader knows is a system of linear equations over the
hidden cells. A hidden cell is *recoverable*
* if the system determines it: its row of the null space is zero (rank), or
* if it lies in a sum of hidden cells that the system determines and that holds fewer than `least` people.
  Equally (linear programming duality; the systems of a tree crossed with an attribute are networks, so the
  bound is exact, and cautious elsewhere): if no table with the same known figures has at least `least` people
  in that cell. See Fischetti & Salazar 2001 on attacker's bounds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import coo_array, csc_array, csgraph, diags_array, hstack

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
LARGEST = 3000  # unknown cells of one audit; more than that is refused instead of waited for
_TOLERANCE = 1e-6
_UNBOUNDED = 3  # scipy's status


@dataclass(frozen=True, eq=False)
class Auditor:
    """The equations of a table as a matrix (equations, cells): 1 for a part, -1 for a total.

    untold  bool (cells,): parts that nobody is told but that may be worked out if they are large enough
    """

    matrix: csc_array
    untold: Mask

    @classmethod
    def of(cls, equations: tuple[tuple[int, tuple[int, ...]], ...], untold: Mask) -> "Auditor":
        """Sets the equations (total, parts) up."""
        entries = [
            (row, cell, sign)
            for row, (total, parts) in enumerate(equations)
            for cell, sign in ((total, -1), *((part, 1) for part in parts))
        ]
        rows, cells, signs = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        shape = (len(equations), len(untold))
        return cls(csc_array(coo_array((signs.astype(float), (rows, cells)), shape=shape)), untold)

    def recoverable(self, counts: Ints, hidden: Mask, least: int) -> tuple[int, ...]:
        """The hidden cells that a reader could work out; those of nobody are known and protect nothing."""
        cells = np.flatnonzero(hidden & (counts > 0))
        unknown = self.matrix[:, cells]
        sought = ~_swappable(unknown, counts[cells], least) & ~(self.untold[cells] & (counts[cells] >= least))
        if not sought.any():
            return ()
        part = _connected(unknown, sought)
        if part.sum() > LARGEST:
            return tuple(cells[sought].tolist())
        found = _exposed(unknown[:, part], counts[cells][part], sought[part], least)
        return tuple(cells[part][found].tolist())

    def smallest_sum(self, counts: Ints, hidden: Mask) -> int | None:
        """The fewest people in a sum of hidden cells that a reader could work out; None if none is hidden."""
        cells = np.flatnonzero(hidden & (counts > 0))
        unknown = self.matrix[:, cells]
        bounds = [_most(unknown, counts[cells], cell) for cell in range(len(cells))]
        return min((round(bound) for bound in bounds if np.isfinite(bound)), default=None)


def _swappable(unknown: csc_array, people: Ints, least: int) -> Mask:
    """The cells that stand in the same equations as others: together at least `least`, any one may hold all.

    Cells in no equation at all are free. A shortcut: it settles nearly every real case without a programme.
    """
    keys = np.random.default_rng(0).integers(1, 2**50, unknown.shape[0], dtype=np.int64)
    signatures = unknown.astype(np.int64).T @ keys
    _, group, size = np.unique(signatures, return_inverse=True, return_counts=True)
    together = np.bincount(group, weights=people)
    swappable: Mask = (size[group] > 1) & (together[group] >= least)
    alone: Mask = np.diff(unknown.indptr) == 0
    return swappable | alone


def _connected(unknown: csc_array, sought: Mask) -> Mask:
    """The cells that hang together with a sought one through any equation."""
    links = abs(unknown).T @ abs(unknown)
    _, component = csgraph.connected_components(links, directed=False)
    return np.isin(component, component[sought])


def _exposed(unknown: csc_array, people: Ints, sought: Mask, least: int) -> Mask:
    """The sought cells that are bounded below `least`, or determined.

    Every table found on the way that fits the known figures shows what may be larger, and what may differ.
    """
    exposed = np.zeros_like(sought)
    fixed = sought & (people >= least)
    left = sought & (people < least)
    while left.any():
        table = _table(unknown, people, left, least)
        fixed &= abs(table - people) < _TOLERANCE
        reached = left & (table >= least - _TOLERANCE)
        if not reached.any():
            doubtful: list[int] = np.flatnonzero(left).tolist()
            exposed[[cell for cell in doubtful if _most(unknown, people, cell) < least - _TOLERANCE]] = True
            break
        left &= ~reached
    if fixed.any():
        part = _connected(unknown, fixed)
        exposed[np.flatnonzero(part)[_determined(unknown[:, part])]] = True
    return exposed & sought


def _determined(unknown: csc_array) -> Mask:
    """The cells whose value is the same in every solution: a random one of the null space shows which."""
    dense = unknown[np.unique(unknown.indices)].toarray()
    arrow = np.random.default_rng(1).standard_normal(dense.shape[1])
    inside = np.linalg.lstsq(dense, dense @ arrow, rcond=None)[0]
    determined: Mask = abs(arrow - inside) < _TOLERANCE
    return determined


def _table(unknown: csc_array, people: Ints, wanted: Mask, least: int) -> NDArray[np.float64]:
    """A table with the same known figures and as many wanted cells as possible filled up to `least`."""
    size, wants = len(people), np.flatnonzero(wanted)
    known = hstack([unknown, csc_array((unknown.shape[0], len(wants)))])
    pick = coo_array((np.ones(len(wants)), (np.arange(len(wants)), wants)), shape=(len(wants), size))
    solved = _programme(
        np.concatenate([np.zeros(size), -np.ones(len(wants))]),
        A_ub=hstack([-pick, diags_array(np.ones(len(wants)))]),
        b_ub=np.zeros(len(wants)),
        A_eq=known,
        b_eq=unknown @ people,
        bounds=[(0, None)] * size + [(0, least)] * len(wants),
    )
    return np.asarray(solved.x[:size]) if solved.status == 0 else np.zeros(size)


def _most(unknown: csc_array, people: Ints, cell: int) -> float:
    """The most people that a cell may hold as far as a reader knows; 0 if that cannot be told."""
    aim = np.zeros(len(people))
    aim[cell] = -1
    solved = _programme(aim, A_eq=unknown, b_eq=unknown @ people, bounds=(0, None))
    if solved.status == _UNBOUNDED:
        return np.inf
    return -float(solved.fun) if solved.status == 0 else 0.0


def _programme(aim: NDArray[np.float64], **limits: Any) -> OptimizeResult:  # noqa: ANN401  # no stub fits
    """Solves a linear programme; the type stubs of scipy know no sparse matrices, so limits are untyped."""
    return linprog(aim, method="highs-ds", **limits)
