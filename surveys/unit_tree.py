"""Turns a CSV of units (code, name, parent, n) into a checked tree, or names every fault and its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from surveys.csv_files import Faults, open_csv
from surveys.faults import BadInput, Fault

COLUMNS = ("code", "name", "parent", "n")
_MOST = 10**9  # people
_Found = Iterator[tuple[int, str, str]]


@dataclass(frozen=True)
class UnitTree:
    """Units as they stand in the file.

    parents  the row of each unit's parent, -1 for the root
    people   at or below each unit
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[int, ...]
    people: tuple[int, ...]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The rows directly below each unit, in the order of the file."""
        found: list[list[int]] = [[] for _ in self.codes]
        for unit, parent in enumerate(self.parents):
            if parent >= 0:
                found[parent].append(unit)
        return tuple(map(tuple, found))


def read_units(source: Path | bytes, name: str = "") -> UnitTree:
    """Reads a tree of units; columns besides `code`, `name`, `parent` and `n` are ignored.

    :raise BadInput: if the file cannot be read or is not one tree: cycles, unknown parents, several roots,
        codes twice, numbers of people that are none, or children who are more people than their parent.
    """
    file = open_csv(source, name, COLUMNS)
    missing = [column for column in COLUMNS if column not in file.header]
    if missing:
        raise BadInput([Fault("this column is missing", file.name, 1, column) for column in missing])
    faults = Faults(file.name)
    places = [file.header.index(column) for column in COLUMNS]
    numbers: list[int] = []
    columns: list[list[str]] = [[] for _ in COLUMNS]
    for batch in file.batches(faults):
        numbers += batch.numbers
        for column, place in zip(columns, places, strict=True):
            column.extend(text.strip() for text in (batch.columns[place] if batch.numbers else ()))
    faults.refuse()
    if not numbers:
        raise BadInput([Fault("has no units", file.name)])
    return _tree(columns, numbers, faults)


def _tree(columns: Sequence[list[str]], numbers: list[int], faults: Faults) -> UnitTree:
    codes, names, above, counts = columns
    faults.add(_bad_codes(codes, numbers))
    faults.add(_bad_counts(counts, numbers))
    faults.refuse()
    places = {code: place for place, code in enumerate(codes)}
    faults.add(_bad_parents(above, places, numbers))
    faults.refuse()
    parents = tuple(places[parent] if parent else -1 for parent in above)
    tree = UnitTree(tuple(codes), tuple(names), parents, tuple(map(int, counts)))
    faults.add(_cycles(tree, numbers))
    faults.refuse()
    faults.add(_overfull(tree, numbers))
    faults.refuse()
    return tree


def _bad_codes(codes: list[str], numbers: list[int]) -> _Found:
    seen: dict[str, int] = {}
    for number, code in zip(numbers, codes, strict=True):
        if not code:
            yield number, "code", "is blank"
        elif code in seen:
            yield number, "code", f"{code} stands in row {seen[code]} already"
        seen.setdefault(code, number)


def _bad_counts(counts: list[str], numbers: list[int]) -> _Found:
    for number, text in zip(numbers, counts, strict=True):
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST))):
            yield number, "n", f"{text or 'blank'} is no number of people"


def _bad_parents(above: list[str], places: dict[str, int], numbers: list[int]) -> _Found:
    roots = [number for number, parent in zip(numbers, above, strict=True) if not parent]
    for number, parent in zip(numbers, above, strict=True):
        if parent and parent not in places:
            yield number, "parent", f"{parent} is no unit of this file"
    for number in roots[1:]:
        yield number, "parent", f"is blank: the tree begins in row {roots[0]} already"
    if not roots:
        yield numbers[0], "parent", "no unit stands at the top: one must have no parent"


def _cycles(tree: UnitTree, numbers: list[int]) -> _Found:
    """Every unit from which the way up never ends; with one root, those the root does not reach."""
    reached, ahead = set(), [tree.parents.index(-1)]
    while ahead:
        unit = ahead.pop()
        reached.add(unit)
        ahead.extend(tree.children[unit])
    for unit, number in enumerate(numbers):
        if unit not in reached:
            yield number, "parent", f"{tree.codes[unit]} is, in the end, its own parent or below one that is"


def _overfull(tree: UnitTree, numbers: list[int]) -> _Found:
    for unit, children in enumerate(tree.children):
        below = sum(tree.people[child] for child in children)
        if below > tree.people[unit]:
            yield numbers[unit], "n", f"is {tree.people[unit]}, but the units below add up to {below}"
