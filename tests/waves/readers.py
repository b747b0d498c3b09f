"""Finds out what a reader of a release could work out of those who are not told: by subtraction, exactly."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from surveys.results import Results, Suppressed
from tests.surveys.reader import found_out
from tests.waves.arithmetic import Response

Told = Callable[[str], bool]


def worked_out(
    groups: Mapping[str, Sequence[str]], people: Mapping[str, int], told: Told, least: int
) -> list[str]:
    """What follows from the told segments about hidden ones, or about groups of fewer than `least` people.

    :param groups: by the key of a segment, the smallest groups that it is made of.
    :param people: how many count in each smallest group.
    """
    names = list(people)
    cells = np.array([[int(name in inside) for name in names] for inside in groups.values()])
    hidden = np.array([not told(key) for key in groups])
    known, few = found_out(cells, np.array(list(people.values())), hidden, least)
    found = [f"the hidden {list(groups)[row]}" for row in known]
    return found + [f"fewer than {least}: {[names[place] for place in group]}" for group in few]


def counted(
    people: Sequence[Response], of: Callable[[Response], str], names: Sequence[str]
) -> dict[str, int]:
    """How many people belong to each group."""
    belong = [of(person) for person in people]
    return {name: belong.count(name) for name in names}


def is_told(told: Results, measure: str | None, in_detail: bool) -> Told:
    """Whether anything of a segment is told, or of a measure in it, or that in detail."""

    def asked(key: str) -> bool:
        if measure is None:
            return not told.is_suppressed(key)
        figures = told.figures(key, measure)
        return not isinstance(figures, Suppressed) and (figures.detailed or not in_detail)

    return asked
