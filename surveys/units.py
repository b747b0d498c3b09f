"""Turns a tree of units into what a wave would show of it: before a wave, so that it can still be mended."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from surveys.audit import Auditor
from surveys.gate import Gate
from surveys.joining import Proposal, suggest_joins
from surveys.results import Policy
from surveys.suppression import Counts, Mask, System
from surveys.unit_tree import UnitTree


@dataclass(frozen=True)
class UnitCheck:
    """What would be shown of a tree.

    shown               per unit
    recoverable         codes of hidden units, or of people directly at a unit, that could be worked out: none
    smallest_remainder  the fewest people of any hidden group that could be; None if nobody is hidden
    joins               small siblings that could be reported together
    """

    tree: UnitTree
    shown: tuple[bool, ...]
    recoverable: tuple[str, ...]
    smallest_remainder: int | None
    joins: tuple[Proposal, ...]


def check_units(tree: UnitTree, policy: Policy, previous: Iterable[UnitTree] = ()) -> UnitCheck:
    """Applies disclosure control as if everybody answered.

    :param previous: the trees of earlier waves, oldest first: what was hidden then is hidden first.
    """
    counts, system = _as_system(tree)
    hidden = _hidden(counts, system, policy, _hidden_in(previous, policy), tree)
    auditor = Auditor.of(system.equations, system.untold)
    units = len(tree.codes)
    parents = [unit for unit, children in enumerate(tree.children) if children]
    names = (*tree.codes, *(f"{tree.codes[parent]} (directly there)" for parent in parents))
    return UnitCheck(
        tree=tree,
        shown=tuple((~hidden[:units]).tolist()),
        recoverable=tuple(names[row] for row in auditor.recoverable(counts, hidden, policy.min_group)),
        smallest_remainder=auditor.smallest_sum(counts, hidden),
        joins=suggest_joins(tree, policy.min_group),
    )


def shown_units(tree: UnitTree, policy: Policy) -> tuple[bool, ...]:
    """Which units may be told of, the rule and its audit having agreed; without what could be joined."""
    counts, system = _as_system(tree)
    hidden = _hidden(counts, system, policy, frozenset(), tree)
    return tuple((~hidden[: len(tree.codes)]).tolist())


def _hidden_in(previous: Iterable[UnitTree], policy: Policy) -> frozenset[str]:
    """The codes that were hidden in any earlier wave."""
    codes: frozenset[str] = frozenset()
    for tree in previous:
        counts, system = _as_system(tree)
        hidden = _hidden(counts, system, policy, codes, tree)
        codes |= {code for code, gone in zip(tree.codes, hidden, strict=False) if gone}
    return codes


def _hidden(counts: Counts, system: System, policy: Policy, before: frozenset[str], tree: UnitTree) -> Mask:
    first = np.zeros((len(counts), 1), bool)
    first[: len(tree.codes), 0] = [code in before for code in tree.codes]
    none = np.zeros_like(first)
    return Gate(system).hidden(counts[:, None], policy.min_group, none, first, none)[:, 0]


def _as_system(tree: UnitTree) -> tuple[Counts, System]:
    """The units, and after them the people directly at each unit that has units below."""
    counts = list(tree.people)
    equations = []
    for unit, children in enumerate(tree.children):
        if children:
            equations.append((unit, (*children, len(counts))))
            counts.append(tree.people[unit] - sum(tree.people[child] for child in children))
    untold = np.arange(len(counts)) >= len(tree.codes)
    return np.array(counts, dtype=np.int64), System(tuple(equations), untold, np.zeros(len(counts), bool))
