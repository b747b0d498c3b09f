"""Turns a Reader into the map of groups: every group against some measures, filtered, sorted and folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask_babel import gettext

from culture3d.web.insight.map_cells import NO_CELL, SHOWN, Cell
from culture3d.web.insight.map_columns import Column, ColumnSet, column_sets
from reports import wording
from reports.reader import ORGANISATION, Reader
from surveys.results import Segment

FOLDED_FROM = 720  # cells: a larger map shows its upper levels first
MOST_CELLS = 6500  # on one page
UNITS = "units"


@dataclass(frozen=True)
class Choice:
    """What somebody asked of the map; what names nothing that is there counts as not given.

    groups  `units`, or the id of an attribute; everything where not given
    below   the key of a unit: it and what lies below it
    levels  `all`: nothing is folded away
    sort    a measure, highest first; with a minus, lowest first; else in reading order
    """

    show: str = "score"
    columns: str = "axes"
    groups: str = ""
    below: str = ""
    levels: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One group: its cells, none if it is too small to show; `folded` units below it are not on the page."""

    key: str
    name: str
    place: str
    depth: int
    kind: str
    n: str
    cells: tuple[Cell, ...]
    folded: int = 0


class Part(NamedTuple):
    """Groups of one kind, under a title of their own."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Map:
    """The whole table, and what it offers to look at instead."""

    choice: Choice
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    sets: tuple[ColumnSet, ...]
    groups: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    hidden: str
    pages: int
    folds: bool  # some levels are folded away, or would be
    reference: str  # what the signs compare with


def build(reader: Reader, segments: Sequence[Segment], asked: Choice, *, whole: bool = False) -> Map:
    """The map of these segments, which whoever is here may read; `whole`, or folded and cut into pages."""
    sets = column_sets(reader)
    choice = _there(reader, segments, sets, replace(asked, levels="all", page=1) if whole else asked)
    columns = next(each for each in sets if each.id == choice.columns).columns
    parts, folded, folds = _parts(reader, segments, choice, len(columns))
    root = _root(segments)
    cells = [SHOWN[choice.show].column(reader, column.id, root.key if root else None) for column in columns]
    drawn = [
        Part(title, tuple(_line(reader, each, cells, folded.get(each.key, 0)) for each in shown))
        for title, shown in parts
    ]
    lines = sum(len(part.lines) for part in drawn)
    rows = lines if whole else max(MOST_CELLS // len(columns), 20)
    pages = max(1, -(-lines // rows))
    choice = replace(choice, page=min(choice.page, pages))
    start = rows * (choice.page - 1)
    cut = _cut([_sorted(part, columns, choice) for part in drawn], start, start + rows)
    return Map(
        choice=choice,
        columns=columns,
        parts=cut,
        sets=sets,
        groups=_groups(reader, segments),
        units=_units(reader, segments),
        hidden=wording.unshown(reader.language, sum(not line.cells for part in cut for line in part.lines)),
        pages=pages,
        folds=folds,
        reference=reader.label(root) if root else "",
    )


def measures(reader: Reader) -> dict[str, Column]:
    """Everything that has a cell, by id: facets, dimensions and questions."""
    return {column.id: column for each in column_sets(reader) for column in each.columns}


def _there(reader: Reader, segments: Sequence[Segment], sets: Sequence[ColumnSet], asked: Choice) -> Choice:
    """The choice, with the usual in the place of what is not there."""
    columns = asked.columns if any(each.id == asked.columns for each in sets) else sets[0].id
    measures = {column.id for each in sets if each.id == columns for column in each.columns}
    keys = {segment.key for segment in segments if segment.kind == "unit"}
    show = asked.show if asked.show in SHOWN else "score"
    return Choice(
        show="score" if show == "change" and reader.previous is None else show,
        columns=columns,
        groups=asked.groups if asked.groups in dict(_groups(reader, segments)) else "",
        below=asked.below if asked.below in keys else "",
        levels="all" if asked.levels == "all" else "",
        sort=asked.sort if asked.sort.lstrip("-") in measures else "",
        page=max(asked.page, 1),
    )


def attribute_of(reader: Reader, segment: Segment) -> str:
    """The id of the attribute that a segment is about; '' for a unit."""
    if segment.kind not in ("attribute", "crossed"):
        return ""
    last = segment.key.rpartition("/")[2]
    return next((each.id for each in reader.instrument.attributes if last.startswith(f"{each.id}=")), last)


def _groups(reader: Reader, segments: Sequence[Segment]) -> tuple[tuple[str, str], ...]:
    """The approved views that may be chosen, with their words."""
    asked = {attribute_of(reader, segment) for segment in segments}
    named = [(each.id, reader.wording(each.text)) for each in reader.instrument.attributes]
    views = [(UNITS, gettext("Units"))] if any(segment.kind == "unit" for segment in segments) else []
    views += [(attribute, words) for attribute, words in named if attribute in asked]
    return tuple(views) if len(views) > 1 else ()


def _units(reader: Reader, segments: Sequence[Segment]) -> tuple[tuple[str, str], ...]:
    """The units that have units below them, indented, to look at the map from there."""
    parents = {segment.parent for segment in segments if segment.kind == "unit"}
    return tuple(
        (segment.key, "\N{NO-BREAK SPACE}" * 3 * (segment.depth - 1) + reader.label(segment))
        for segment in segments
        if segment.kind == "unit" and segment.key in parents
    )


_Groups = list[tuple[str, list[Segment]]]


def _parts(
    reader: Reader, segments: Sequence[Segment], choice: Choice, columns: int
) -> tuple[_Groups, dict[str, int], bool]:
    """The groups by kind; how many units are folded away below which; and whether any are or would be."""
    top = [segment for segment in segments if segment.key == ORGANISATION and not choice.below]
    units = [segment for segment in segments if segment.kind == "unit" and _is_below(segment, choice.below)]
    shown = _upper(units, max(FOLDED_FROM // columns, 20))
    folds = len(shown) < len(units) and not choice.sort
    if not folds or choice.levels == "all":
        shown = units
    parts: _Groups = []
    if choice.groups in ("", UNITS) and (units or top):
        parts.append(("", [*top, *shown]))
    elif top:
        parts.append(("", top))
    if not choice.below:
        parts += _by_attribute(reader, segments, choice.groups)
    return parts, {} if choice.sort else _folded(units, shown), folds


def _is_below(segment: Segment, key: str) -> bool:
    return not key or segment.key == key or segment.key.startswith(f"{key}/")


def _upper(units: list[Segment], most: int) -> list[Segment]:
    """As many levels as fit, from the top; always two, or opening a unit would show nothing."""
    levels = sorted({unit.depth for unit in units})
    for level in reversed(levels[1:]):
        shown = [unit for unit in units if unit.depth <= level]
        if len(shown) <= most or level == levels[1]:
            return shown
    return units


def _folded(units: list[Segment], shown: list[Segment]) -> dict[str, int]:
    """Unit on the page -> how many units below it are not."""
    there = {unit.key for unit in shown}
    counts: dict[str, int] = {}
    for unit in units:
        if unit.key not in there:
            above = unit.key.rpartition("/")[0]
            while above and above not in there:
                above = above.rpartition("/")[0]
            counts[above] = counts.get(above, 0) + 1
    return counts


def _by_attribute(reader: Reader, segments: Sequence[Segment], chosen: str) -> _Groups:
    named = {each.id: reader.wording(each.text) for each in reader.instrument.attributes}
    parts: dict[str, list[Segment]] = {}
    for segment in segments:
        attribute = attribute_of(reader, segment)
        if attribute and chosen in ("", attribute):
            parts.setdefault(attribute, []).append(segment)
    return [(named.get(attribute, attribute), found) for attribute, found in parts.items()]


def _root(segments: Sequence[Segment]) -> Segment | None:
    """What groups are compared with: the organisation, or the one unit that holds all that may be read."""
    first = next(iter(segments), None)
    if first is None or first.key == ORGANISATION:
        return first
    return first if all(_is_below(segment, first.key) for segment in segments) else None


def _line(reader: Reader, segment: Segment, cells: Sequence[Mapping[str, Cell]], folded: int) -> Line:
    told = reader.is_told(segment)
    return Line(
        key=segment.key,
        name=reader.label(segment),
        place=reader.place(segment),
        depth=segment.depth,
        kind=segment.kind,
        n=reader.language.people(reader.count(segment.key)),
        cells=tuple(column.get(segment.key, NO_CELL) for column in cells) if told else (),
        folded=folded,
    )


def _sorted(part: Part, columns: Sequence[Column], choice: Choice) -> Part:
    """The groups by one column, those without a figure last; the organisation stays on top."""
    if not choice.sort:
        return part
    measure, sign = choice.sort.lstrip("-"), 1 if choice.sort.startswith("-") else -1
    place = next(at for at, column in enumerate(columns) if column.id == measure)

    def order(line: Line) -> tuple[bool, bool, float]:
        value = line.cells[place].sorted if line.cells else None
        return line.key != ORGANISATION, value is None, sign * (value or 0.0)

    return Part(part.title, tuple(sorted(part.lines, key=order)))


def _cut(parts: Sequence[Part], start: int, end: int) -> tuple[Part, ...]:
    """The lines of one page; parts of which none is on it are left out."""
    cut, reached = [], 0
    for title, lines in parts:
        kept = lines[max(start - reached, 0) : max(end - reached, 0)]
        reached += len(lines)
        cut += [Part(title, kept)] if kept else []
    return tuple(cut)
