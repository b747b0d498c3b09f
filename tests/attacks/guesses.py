"""Turns what rows betray into guesses of who said what, and guesses into a score.

An attacker has clues to people and clues to what was said: for each person, and for each response, something
that can be compared or put in order. Whatever the clue, there are two ways to use it: rows that show the same
belong together (two rows with the same xmin were written by the same transaction), or rows that come at the
same place of their order do.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from scipy.stats import rankdata

Clue = Mapping[Any, Any]  # a person or a response -> what shows of it
Groups = Mapping[Any, Hashable]  # a person or a response -> the combination that everybody may know


def same_value(people: Clue, said: Clue, group_of_person: Groups, group_of_said: Groups) -> dict[Any, Any]:
    """Pairs those that show the same; where several do, in the order in which they are listed."""
    waiting: dict[Hashable, list[Any]] = defaultdict(list)
    for row, value in said.items():
        waiting[group_of_said[row], value].append(row)
    pairs = {}
    for person, value in people.items():
        if rows := waiting[group_of_person[person], value]:
            pairs[person] = rows.pop(0)
    return pairs


def same_place(people: Clue, said: Clue, group_of_person: Groups, group_of_said: Groups) -> dict[Any, Any]:
    """Pairs the first person of a combination with the first response of it, the second with the second."""
    rows = _in_order(said, group_of_said)
    return {
        person: row
        for group, members in _in_order(people, group_of_person).items()
        for person, row in zip(members, rows[group], strict=False)
    }


def _in_order(clue: Clue, groups: Groups) -> dict[Hashable, list[Any]]:
    found: dict[Hashable, list[Any]] = defaultdict(list)
    for one in sorted(clue, key=clue.__getitem__):
        found[groups[one]].append(one)
    return found


def right_pairs(pairs: Mapping[Any, Any], truth: Mapping[Any, Any]) -> int:
    """How many people a guess finds out, by what only the test knows."""
    return sum(truth[row] == person for person, row in pairs.items())


def likeness(people: Clue, said: Clue, truth: Mapping[Any, Any]) -> float:
    """How much two orders are alike: an order that is kept only roughly shows in this one number.

    It is Spearman's rank correlation in units of its standard deviation, which is 1 / sqrt(n - 1) for two
    orders that have nothing to do with each other.
    """
    rows = [row for row in said if truth[row] in people]
    ours = rankdata(_numbered([people[truth[row]] for row in rows]))
    theirs = rankdata(_numbered([said[row] for row in rows]))
    if len(rows) < 2 or ours.std() == 0 or theirs.std() == 0:
        return 0.0
    return float(np.corrcoef(ours, theirs)[0, 1] * math.sqrt(len(rows) - 1))


def _numbered(values: list[Any]) -> list[int]:
    """Numbers in the same order, for whatever can be compared; equal ones stay equal."""
    places = {value: place for place, value in enumerate(sorted(set(values)))}
    return [places[value] for value in values]
