"""Finds out what a reader of a release could work out of those who are not told: by subtraction, exactly."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from surveys.results import Results, Suppressed
from tests.surveys.reader import found_out
from tests.waves.arithmetic import Response, measured, scores_of
from tests.waves.comparing import K
from tests.waves.people import GROUPS, UNITS
from tests.waves.questionnaire import OPTIONS

Told = Callable[[str], bool]

# The smallest groups that segments are made of: people directly at a unit, and those of one tenure or none.
_LEAVES = [unit for unit, perspective, *_ in GROUPS if perspective == "staff"]
_TREE = {key: [unit for unit in _LEAVES if f"{unit}/".startswith(f"{key}/")] for key in UNITS}
_TENURES = [*OPTIONS, ""]
_BY_UNIT: dict[str, Sequence[str]] = {"all": _LEAVES, **_TREE}
_BY_TENURE: dict[str, Sequence[str]] = {
    "all": _TENURES,
    **{f"tenure={option}": [option] for option in OPTIONS},
}


def exposed(told: Results, staff: Sequence[Response], measures: Iterable[str]) -> list[str]:
    """What a reader works out of people, and of each measure: at all from k on, in detail from 2k on."""
    found = _exposed(told, staff, None, in_detail=False)
    for measure in measures:
        there = [person for person in staff if _has(person, measure)]
        for in_detail in (False, True):
            found += _exposed(told, there, measure, in_detail=in_detail)
    return found


def _has(person: Response, measure: str) -> bool:
    return measure in person.ticked or measure in scores_of(person, measured("staff"))


def _exposed(told: Results, there: Sequence[Response], measure: str | None, *, in_detail: bool) -> list[str]:
    least, asked = 2 * K if in_detail else K, _is_told(told, measure, in_detail)
    by_unit = _counted(there, lambda person: person.unit, _LEAVES)
    by_tenure = _counted(there, lambda person: person.tenure or "", _TENURES)
    found = worked_out(_BY_UNIT, by_unit, asked, least) + worked_out(_BY_TENURE, by_tenure, asked, least)
    return [f"{measure or 'people'}: {what}" for what in found]


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


def _counted(
    people: Sequence[Response], of: Callable[[Response], str], names: Sequence[str]
) -> dict[str, int]:
    belong = [of(person) for person in people]
    return {name: belong.count(name) for name in names}


def _is_told(told: Results, measure: str | None, in_detail: bool) -> Told:
    def asked(key: str) -> bool:
        if measure is None:
            return not told.is_suppressed(key)
        figures = told.figures(key, measure)
        return not isinstance(figures, Suppressed) and (figures.detailed or not in_detail)

    return asked
