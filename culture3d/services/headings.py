"""Finds the columns that we look for under whatever a spreadsheet calls them, in English and German."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.faults import BadInput, Fault, told


@dataclass(frozen=True)
class Columns:
    """Which column holds what: `places` by what we call it, `ignored` those that nothing names."""

    header: tuple[str, ...]
    places: Mapping[str, int]
    ignored: tuple[str, ...]

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """The texts of a row by what we call their columns."""
        return {name: cells[place].strip() for name, place in self.places.items()}

    def heading(self, name: str) -> str:
        """What the file calls a column of ours."""
        place = self.places.get(name)
        return name if place is None else self.header[place]

    @property
    def understood(self) -> list[tuple[str, str]]:
        """What the file calls each column, and what we take it for."""
        return [(self.header[place], name) for name, place in self.places.items()]


def plain(heading: str) -> str:
    """A heading without what does not tell it from others: case, spaces, hyphens, dots, stars."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def understand(
    header: Sequence[str], names: Mapping[str, Iterable[str]], needed: Iterable[Sequence[str]], file: str
) -> Columns:
    """Finds each column by one of its names.

    :param names: what we call a column -> what else it may be called.
    :param needed: columns of which one each has to be there.
    :raise BadInput: if one is missing, or there twice.
    """
    ours = {plain(each): name for name, others in names.items() for each in (*others, name)}
    found: dict[str, int] = {}
    faults = []
    for place, heading in enumerate(header):
        name = ours.get(plain(heading))
        if name is not None and found.setdefault(name, place) != place:
            faults.append(Fault(told("this column is there twice"), file, 1, heading))
    for choice in needed:
        if not any(name in found for name in choice):
            faults.append(Fault(told("this column is missing"), file, 1, choice[0]))
    if faults:
        raise BadInput(faults)
    ignored = [heading for place, heading in enumerate(header) if heading and place not in found.values()]
    return Columns(tuple(header), found, tuple(ignored))
