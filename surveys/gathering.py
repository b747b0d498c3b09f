"""Turns how many people answered in each unit into the unit that their answers are kept with.

Answers that stay labelled with a team of three are those of three people, for whoever knows who answered.
The rule that decides what is told (surveys.suppression) also says how far such answers have to be thrown
together until they point to nobody: what it hides is kept with the part above that is shown.
"""

from collections.abc import Collection, Sequence

import numpy as np

from surveys.suppression import System, hide


def kept_with(
    parents: Sequence[int], people: Sequence[int], least: int, first: Collection[int] = ()
) -> list[int]:
    """For each unit the place of the unit its answers are kept with: itself or one above; -1 for the whole.

    Wherever answers are kept, those of nobody or of at least `least` people are kept together, unless fewer
    answered in all.

    :param parents: for each unit the place of the one above it, -1 for a top one.
    :param people: how many answered directly in each unit; the last number those in no unit at all.
    :param first: places of units to hide before others, where there is a choice.
    """
    units = len(parents)
    chosen = np.zeros(2 * units + 2, bool)
    chosen[list(first)] = True
    hidden = hide(_counts(parents, people), _system(parents), least, first=chosen)
    return [_shown_above(unit, parents, hidden.tolist()) for unit in range(units)]


def _shown_above(unit: int, parents: Sequence[int], hidden: Sequence[bool]) -> int:
    while unit >= 0 and hidden[unit]:
        unit = parents[unit]
    return unit


# A cell for each unit with all below it, one for the whole, and then for each the people directly there.


def _counts(parents: Sequence[int], people: Sequence[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    below = np.array(people, dtype=np.int64)
    for unit in sorted(range(len(parents)), key=lambda unit: _depth(unit, parents), reverse=True):
        below[parents[unit]] += below[unit]  # -1 is the last cell: the whole
    return np.concatenate([below, np.array(people, dtype=np.int64)])


def _system(parents: Sequence[int]) -> System:
    units = len(parents)
    parts: list[list[int]] = [[units + 1 + cell] for cell in range(units + 1)]
    for unit, parent in enumerate(parents):
        parts[parent].append(unit)
    equations = tuple((cell, tuple(each)) for cell, each in enumerate(parts) if len(each) > 1)
    none = np.zeros(2 * units + 2, bool)
    untold = none.copy()
    untold[units + 1 :] = True
    return System(equations, untold, none)


def _depth(unit: int, parents: Sequence[int]) -> int:
    depth = 0
    while parents[unit] >= 0:
        unit, depth = parents[unit], depth + 1
    return depth
