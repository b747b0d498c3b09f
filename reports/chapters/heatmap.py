"""Sets every group against every axis in colour and number, the organisation on top."""

from dataclasses import dataclass
from typing import NamedTuple

from reports import palette, tints, wording
from reports.chapters.rows import in_pages
from reports.language import DASH
from reports.reader import MOST_AXES, Reader
from surveys.results import Segment

MOST_ROWS = 200  # about five pages; a longer map is no map
ROOMY = 27  # rows that fit the first page at their full height,
FIRST, LATER = 38, 46  # and set closely, there and on a page after it


class Square(NamedTuple):
    """One score as text, and the class of its colour."""

    text: str
    colour: str


@dataclass(frozen=True)
class MapRow:
    """One group; without squares if it is too small to show."""

    name: str
    depth: int
    kind: str
    n: str
    squares: tuple[Square, ...]


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where there are groups besides the organisation, and axes that fit a page."""
    columns = axes_that_fit(reader)
    if not reader.parts or not columns:
        return None
    language, shown = reader.language, (reader.results.segments[0], *reader.parts[:MOST_ROWS])
    return {
        "columns": headings_of(reader),
        "pages": in_pages([_row(reader, segment, columns) for segment in shown], FIRST, LATER),
        "dense": len(shown) > ROOMY,
        "scale": tuple(
            Square(language.number(score), tints.square(score)) for score in (0.0, 25.0, 50.0, 75.0, 100.0)
        ),
        "hidden": wording.unshown(language, sum(not reader.is_told(segment) for segment in shown)),
        "left_out": language.number(left) if (left := len(reader.parts) - MOST_ROWS) > 0 else "",
    }


def axes_that_fit(reader: Reader) -> tuple[str, ...]:
    """The axes, or the dimensions where there are too many axes for a page's width."""
    if len(reader.axes) <= MOST_AXES:
        return reader.axes
    return reader.headings if len(reader.headings) <= MOST_AXES else ()


def headings_of(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The names of those axes, with the colours of their dimensions."""
    return tuple((reader.name(axis), _colour(reader, axis)) for axis in axes_that_fit(reader))


def _colour(reader: Reader, axis: str) -> str:
    for place, group in enumerate(reader.groups):
        if group.dimension and axis in (group.dimension, *group.axes):
            return palette.sector(place).strong
    return palette.PLAIN.strong


def _row(reader: Reader, segment: Segment, columns: tuple[str, ...]) -> MapRow:
    told = reader.is_told(segment)
    return MapRow(
        name=reader.label(segment),
        depth=segment.depth,
        kind=segment.kind,
        n=reader.language.people(reader.count(segment.key)),
        squares=tuple(_square(reader, segment, axis) for axis in columns) if told else (),
    )


def _square(reader: Reader, segment: Segment, axis: str) -> Square:
    figures = reader.figures(axis, segment.key)
    if figures is None or not isinstance(figures.score, float):
        return Square(reader.language.figure(figures.score) if figures else DASH, tints.UNTOLD)
    return Square(reader.language.number(figures.score), tints.square(figures.score))
