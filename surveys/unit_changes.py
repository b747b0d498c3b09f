"""Turns what became of units, one change after the other, into where the people of each old unit are now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

# (key before, key after) of each unit that took part in one change; no key before where it is new. One that a
# part was split off stands there with the part's key, and stays where it was as well.
Step = Sequence[tuple[str | None, str]]


def moves(steps: Iterable[Step], staying: Iterable[frozenset[str]]) -> frozenset[tuple[str, str]]:
    """The (old key, new key) of all units that people moved between, from the first change to the last.

    :param staying: for each step, the keys whose people did not all go where the step says.
    """
    places: dict[tuple[str, int], frozenset[str]] = {}  # of each unit, by its first key and the step it is of
    for number, (step, stays) in enumerate(zip(steps, staying, strict=True), start=1):
        goes: defaultdict[str, set[str]] = defaultdict(set)
        for before, after in step:
            if before is not None:
                goes[before] |= {after, before} if before in stays else {after}
        known = set().union(*places.values())
        places |= {(old, 0): frozenset({old}) for old in goes if old not in known}
        places = {
            first: frozenset(key for here in now for key in goes.get(here, {here}))
            for first, now in places.items()
        }
        places |= {(after, number): frozenset({after}) for before, after in step if before is None}
    return frozenset((old, new) for (old, at), now in places.items() for new in now if not at and old != new)
