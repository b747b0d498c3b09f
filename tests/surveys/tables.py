"""Draws small trees, and trees crossed with an attribute, as systems of equations with their atoms."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from surveys.suppression import System


@dataclass
class Table:
    """A system, and which atoms (people who have everything in common) every cell holds."""

    system: System
    cells: np.ndarray  # 0/1 (cells, atoms)
    people: np.ndarray  # (atoms,)

    @property
    def counts(self):
        return self.cells @ self.people

    @property
    def untold(self):
        return set(np.flatnonzero(self.system.untold).tolist())


def _with_rests(parents):
    """Parents of all nodes and of the people directly at each inner one; -1 is the root's."""
    inner = sorted({parent for parent in parents if parent >= 0})
    return [*parents, *inner], [False] * len(parents) + [True] * len(inner)


def tree_table(parents, sizes):
    """A tree from each node's parent (earlier in the list, -1 for the first); sizes of leaves and rests."""
    nodes, rest = _with_rests(parents)
    leaves = [node for node in range(len(nodes)) if node not in nodes]
    cells = np.zeros((len(nodes), len(leaves)), int)
    for atom, leaf in enumerate(leaves):
        node = leaf
        while node >= 0:
            cells[node, atom] = 1
            node = nodes[node]
    equations = tuple(
        (node, tuple(part for part, parent in enumerate(nodes) if parent == node))
        for node in range(len(nodes))
        if node in nodes
    )
    system = System(equations, np.array(rest), np.zeros(len(nodes), bool))
    return Table(system, cells, np.resize(sizes, len(leaves)))


def crossed_table(tree, sizes, values):
    """The tree's units by `values` answers to a background question, of which the last is no answer.

    Cells: the tree, the values (and no answer) of the whole, then unit by unit every crossing.
    """
    nodes, atoms = tree.cells.shape
    split = np.kron(tree.cells, np.ones(values, int))  # every atom falls into one per value
    only = [np.tile(np.eye(values, dtype=int)[value], atoms) for value in range(values)]
    cells = np.vstack([split, *only, *(split[node] * one for node in range(1, nodes) for one in only)])
    answer = [nodes + value for value in range(values)]

    def crossing(node):
        return answer if node == 0 else [nodes + values * node + value for value in range(values)]

    equations = list(tree.system.equations)
    equations += [(node, tuple(crossing(node))) for node in range(nodes)]
    for total, parts in tree.system.equations:
        for value in range(values):
            equations.append((crossing(total)[value], tuple(crossing(part)[value] for part in parts)))
    untold = np.zeros(len(cells), bool)
    untold[:nodes] = tree.system.untold
    for node in range(nodes):
        untold[crossing(node)] = tree.system.untold[node]
        untold[crossing(node)[-1]] = True
    crossed = np.arange(len(cells)) >= nodes + values
    return Table(System(tuple(equations), untold, crossed), cells, np.resize(sizes, atoms * values))


SIZES = st.lists(st.sampled_from([0, 1, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 40]), min_size=24, max_size=24)


@st.composite
def trees(draw, most=10):
    """Trees of up to `most` units, of which many are small."""
    size = draw(st.integers(1, most))
    parents = [-1] + [draw(st.integers(max(0, node - 5), node - 1)) for node in range(1, size)]
    return tree_table(parents, draw(SIZES))


@st.composite
def crossings(draw):
    """Trees of up to five units, crossed with an attribute of two values."""
    tree = draw(trees(most=5))
    return crossed_table(tree, draw(SIZES), values=3)
