"""Turns a Reader into the sets of measures that can stand as the columns of the map."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from reports.reader import Reader


@dataclass(frozen=True)
class Column:
    """A measure that heads a column, with the place of its dimension, by which it is coloured."""

    id: str
    name: str
    sector: int | None


@dataclass(frozen=True)
class ColumnSet:
    """Columns that are chosen together; `under` heads the sets of one kind in the form."""

    id: str
    name: str
    columns: tuple[Column, ...]
    under: str = ""


def column_sets(reader: Reader) -> tuple[ColumnSet, ...]:
    """Facets first, then dimensions, all questions, and the questions of each facet."""
    first = gettext("Facets") if reader.facets else gettext("Questions")
    sets = [ColumnSet("axes", first, _columns(reader, reader.axes))]
    dimensions = [part.id for part in reader.dimensions]
    sets.append(ColumnSet("dimensions", gettext("Dimensions"), _columns(reader, dimensions)))
    items = [item.id for item in reader.items if reader.facets]
    sets.append(ColumnSet("items", gettext("All questions"), _columns(reader, items)))
    questions = gettext("Questions of one facet")
    sets += [
        ColumnSet(facet.id, reader.name(facet.id), _columns(reader, (facet.id, *asked)), questions)
        for facet in reader.facets
        if (asked := [item.id for item in facet.items if item in reader.items])
    ]
    within = {item.id for facet in reader.facets for item in facet.items} | set(reader.axes)
    further = [item.id for item in reader.items if item.id not in within]
    sets.append(ColumnSet("further", gettext("Further questions"), _columns(reader, further), questions))
    return tuple(each for each in sets if each.columns)


def _columns(reader: Reader, measures: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(measure, reader.name(measure), sector_of(reader, measure)) for measure in measures)


def sector_of(reader: Reader, measure: str) -> int | None:
    """The place of the dimension that a measure belongs to; None if it belongs to none."""
    for place, part in enumerate(reader.dimensions):
        facets = [facet.id for facet in part.facets]
        items = [item.id for facet in part.facets for item in facet.items]
        if measure in (part.id, *facets, *items):
            return place
    return None
