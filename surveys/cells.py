"""Turns sums at the leaves of the tree into cells: every segment, every untold part, and how they add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveys.keys import ORGANISATION, attribute_key, crossed_key, unit_key
from surveys.responses import Coded, Responses
from surveys.results import SegmentKind

Array = NDArray[np.float64]
CellKind = SegmentKind | Literal["rest", "unanswered"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A segment or a part of one that is never told: people directly at a unit, or without an answer."""

    key: str
    label: str
    parent: str | None
    kind: CellKind
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Equation:
    """A total and the parts that add up to it, as rows of Cells."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Grid:
    """The staff's cells, the sums of each (cells, width), and every way in which cells add up."""

    cells: tuple[Cell, ...]
    sums: Array
    equations: tuple[Equation, ...]


def parents_of(paths: tuple[tuple[str, ...], ...]) -> NDArray[np.intp]:
    """The place of each unit's parent, -1 for the organisation."""
    places = {path: place for place, path in enumerate(paths)}
    return np.array([places[path[:-1]] if path else -1 for path in paths], dtype=np.intp)


def lay_out(
    responses: Responses, own: Array, attributes: Mapping[str, Array], crossings: Mapping[str, Array]
) -> Grid:
    """Adds leaves up to cells. Parts of nobody are no cells; told segments always are.

    :param own: sums (units, width) of the people directly at each unit; people stand in column 0.
    :param attributes: sums (options + 1, width) by attribute, the unanswered last.
    :param crossings: sums (units, options + 1, width) of the people directly at each unit by attribute.
    """
    grid = _Growing(responses)
    totals = _up_the_tree(own, grid.parents)
    units = [grid.unit(place, total) for place, total in enumerate(totals)]
    tops = {coded.id: grid.attribute(coded, attributes[coded.id]) for coded in responses.attributes}
    crossed = {
        coded.id: grid.crossing(coded, _up_the_tree(crossings[coded.id], grid.parents), units, tops[coded.id])
        for coded in responses.attributes
        if coded.id in crossings
    }
    rests = [grid.rest(place, unit, own[place]) for place, unit in enumerate(units)]
    grid.tree(units, rests)
    for coded in responses.attributes:
        if coded.id in crossings:
            grid.crossed_trees(coded, crossings[coded.id], crossed[coded.id], rests)
    return Grid(tuple(grid.cells), np.stack(grid.sums), tuple(grid.equations))


@dataclass
class _Growing:
    """A grid while cells are added to it. A place is a row of the grid; None is a part of nobody."""

    responses: Responses
    cells: list[Cell] = field(default_factory=list)
    sums: list[Array] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.paths = self.responses.unit_paths
        self.parents = parents_of(self.paths)
        self.children: list[list[int]] = [[] for _ in self.paths]
        for place, parent in enumerate(self.parents.tolist()):
            if parent >= 0:
                self.children[parent].append(place)

    def add(self, cell: Cell, sums: Array) -> int:
        self.cells.append(cell)
        self.sums.append(sums)
        return len(self.cells) - 1

    def add_if_any(self, cell: Cell, sums: Array) -> int | None:
        return self.add(cell, sums) if sums[0] > 0 else None

    def equate(self, total: int | None, parts: list[int | None]) -> None:
        there = tuple(part for part in parts if part is not None)
        if total is not None and there:
            self.equations.append(Equation(total, there))

    def unit(self, place: int, sums: Array) -> int:
        path, label = self.paths[place], self.responses.unit_labels[place]
        kind: CellKind = "unit" if path else "organisation"
        parent = unit_key(path[:-1]) if path else None
        return self.add(Cell(unit_key(path), label, parent, kind, len(path)), sums)

    def rest(self, place: int, unit: int, sums: Array) -> int | None:
        if not self.children[place]:
            return None
        cell = self.cells[unit]
        key = "=rest" if not self.paths[place] else f"{cell.key}/=rest"
        return self.add_if_any(Cell(key, cell.label, cell.key, "rest", cell.depth + 1), sums)

    def tree(self, units: list[int], rests: list[int | None]) -> None:
        for place, children in enumerate(self.children):
            if children:
                self.equate(units[place], [*(units[child] for child in children), rests[place]])

    def attribute(self, coded: Coded, sums: Array) -> list[int | None]:
        """The places of an attribute's values and, last, of the unanswered."""
        told: list[int | None] = [
            self.add(Cell(attribute_key(coded.id, option), label, ORGANISATION, "attribute"), row)
            for option, label, row in zip(coded.options, coded.labels, sums[:-1], strict=True)
        ]
        unanswered = Cell(attribute_key(coded.id, ""), "", ORGANISATION, "unanswered")
        places = [*told, self.add_if_any(unanswered, sums[-1])]
        self.equate(0, places)
        return places

    def crossing(
        self, coded: Coded, totals: Array, units: list[int], tops: list[int | None]
    ) -> list[list[int | None]]:
        """The places (units, options + 1) of an attribute's values in each unit, which add up to the unit."""
        places = [tops]
        for place, unit in list(enumerate(units))[1:]:
            within = [
                self.add_if_any(self._crossed(coded, place, option), totals[place, option])
                for option in range(len(coded.options) + 1)
            ]
            self.equate(unit, within)
            places.append(within)
        return places

    def _crossed(self, coded: Coded, place: int, option: int) -> Cell:
        path, last = self.paths[place], option == len(coded.options)
        key = crossed_key(path, coded.id, "" if last else coded.options[option])
        label = "" if last else f"{self.responses.unit_labels[place]} · {coded.labels[option]}"
        return Cell(key, label, unit_key(path), "unanswered" if last else "crossed", len(path))

    def crossed_trees(
        self, coded: Coded, own: Array, places: list[list[int | None]], rests: list[int | None]
    ) -> None:
        """The same tree once more within each value of an attribute; and each rest by the attribute."""
        for place, children in enumerate(self.children):
            if not children:
                continue
            within: list[int | None] = []
            for option in range(len(coded.options) + 1):
                cell = self._crossed(coded, place, option)
                key = f"{cell.key}/=rest"
                rest = self.add_if_any(replace(cell, key=key, kind="rest"), own[place, option])
                self.equate(places[place][option], [*(places[child][option] for child in children), rest])
                within.append(rest)
            self.equate(rests[place], within)


def _up_the_tree(own: Array, parents: NDArray[np.intp]) -> Array:
    """Sums of everybody at or below each unit; parents stand before their children."""
    totals = own.copy()
    for place in range(len(parents) - 1, 0, -1):
        totals[parents[place]] += totals[place]
    return totals
