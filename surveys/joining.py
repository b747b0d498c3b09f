"""Turns small neighbouring units into proposals to report them together instead of not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveys.earlier import Refused
from surveys.faults import BadInput, Fault
from surveys.keys import unit_key
from surveys.responses import Responses
from surveys.results import Results
from surveys.unit_tree import UnitTree


@dataclass(frozen=True, slots=True)
class Join:
    """Neighbouring units, by their codes below one parent's, that are reported as one."""

    parent: tuple[str, ...]
    codes: tuple[str, ...]
    label: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """Where the joined unit stands."""
        return (*self.parent, " + ".join(self.codes))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Units of one parent, as rows of a tree, that would be reportable together."""

    parent: int
    units: tuple[int, ...]
    people: int


def suggest_joins(tree: UnitTree, least: int) -> tuple[Proposal, ...]:
    """Joins of small siblings into groups of at least `least`, as few units in each as that takes.

    Siblings that are too small even together take their smallest neighbour along. Nothing is proposed below a
    parent that is itself too small: then the parent is what to join.
    """
    return tuple(
        proposal
        for parent, children in enumerate(tree.children)
        if tree.people[parent] >= least
        for proposal in _joins_below(tree, parent, children, least)
    )


def _joins_below(tree: UnitTree, parent: int, children: Sequence[int], least: int) -> Iterator[Proposal]:
    people = tree.people
    by_size = sorted((unit for unit in children if people[unit]), key=lambda unit: (people[unit], unit))
    small = [unit for unit in by_size if people[unit] < least]
    groups: list[list[int]] = []
    for unit in small:
        if not groups or sum(people[member] for member in groups[-1]) >= least:
            groups.append([])
        groups[-1].append(unit)
    if groups and sum(people[member] for member in groups[-1]) < least:
        left = groups.pop()
        if groups:
            groups[-1] += left
        elif len(by_size) > len(small):
            groups.append([*left, by_size[len(small)]])
    for group in groups:
        yield Proposal(parent, tuple(sorted(group)), sum(people[member] for member in group))


def joined(responses: Responses, joins: Sequence[Join]) -> Responses:
    """The same people, with those of joined units in one unit each; units below joined ones are gone.

    :raise BadInput: if a unit does not exist, is joined twice, or would be joined with itself alone.
    """
    goes_to = _targets(responses, joins)
    labels = dict(zip(responses.unit_paths, responses.unit_labels, strict=True))
    new: dict[tuple[str, ...], str] = {}
    place_of = []
    for path, label in zip(responses.unit_paths, responses.unit_labels, strict=True):
        target = next((goes_to[path[:end]] for end in range(1, len(path) + 1) if path[:end] in goes_to), None)
        here = target.path if target else path
        new.setdefault(here, _label(target, labels) if target else label)
        place_of.append(list(new).index(here))
    units = np.array(place_of, dtype=np.int32)[responses.unit_of]
    return replace(responses, unit_paths=tuple(new), unit_labels=tuple(new.values()), unit_of=units)


def invited_of_joins(invited: Mapping[str, int], joins: Sequence[Join]) -> dict[str, int]:
    """The people invited per segment key, with those of joined units added up."""
    asked = dict(invited)
    for join in joins:
        numbers = [asked.pop(unit_key((*join.parent, code)), None) for code in join.codes]
        known = [number for number in numbers if number is not None]
        if len(known) == len(numbers):
            asked[unit_key(join.path)] = sum(known)
    return asked


def refuse_partial_joins(
    responses: Responses, joins: Sequence[Join], already: Sequence[Results], least: int
) -> None:
    """Refuses a join of which an earlier release told a part, if the rest of it is too few people.

    :raise Refused: so, and if an earlier release told a unit that this cut does not have at all.
    """
    keys = {unit_key(path) for path in responses.unit_paths}
    told = {key for release in already for key in release.counts}
    strange = {
        segment.key for release in already for segment in release.segments if segment.kind == "unit"
    } & told - keys
    if strange - {unit_key(join.path) for join in joins}:
        raise Refused(f"{min(strange)}: told before, and no unit of these answers")
    for join in joins:
        parts = [(*join.parent, code) for code in join.codes]
        left = [path for path in parts if unit_key(path) not in told]
        people = sum(_people(responses, path) for path in left)
        if len(left) < len(parts) and 0 < people < least:
            raise Refused(f"{'/'.join(join.path)}: a part of it was told before, and the rest is too few")


def _people(responses: Responses, path: tuple[str, ...]) -> int:
    inside = [place for place, unit in enumerate(responses.unit_paths) if unit[: len(path)] == path]
    return int((np.isin(responses.unit_of, inside) & (responses.perspective == 0)).sum())


def _targets(responses: Responses, joins: Sequence[Join]) -> dict[tuple[str, ...], Join]:
    targets: dict[tuple[str, ...], Join] = {}
    faults = []
    for join in joins:
        if len(join.codes) < 2:
            faults.append(Fault("a join needs two units or more", field="/".join(join.path)))
        for path in ((*join.parent, code) for code in join.codes):
            if path not in responses.unit_paths:
                faults.append(Fault("is no unit of these answers", field="/".join(path)))
            if path in targets:
                faults.append(Fault("is joined twice", field="/".join(path)))
            targets[path] = join
    if faults:
        raise BadInput(faults)
    return targets


def _label(join: Join, labels: dict[tuple[str, ...], str]) -> str:
    return join.label or " + ".join(labels[(*join.parent, code)] for code in join.codes)
