"""Sets every group against every axis, in colour and number: scores, and changes since the last wave."""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from reports import palette, tints, wording
from reports.chapters.rows import in_pages
from reports.language import DASH
from reports.reader import MOST_AXES, Reader
from surveys.changes import Change
from surveys.results import Segment

MOST_ROWS = 200  # about five pages; a longer map is no map
ROOMY = 27  # rows that fit the first page at their full height, of scores and changes together,
FIRST, LATER = 38, 46  # and set closely, there and on a page after it
MOVES = 44  # groups whose changes fit a page
ROW = 16.0  # px of a row, set closely


class Square(NamedTuple):
    """One score or change as text, and its class of the style sheet."""

    text: str
    kind: str


@dataclass(frozen=True)
class MapRow:
    """One group; without squares if it is too small to show."""

    name: str
    depth: int
    kind: str
    n: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Moves:
    """The changes of one group, axis by axis: points, and the verdict as a class of the style sheet."""

    name: str
    depth: int
    n: str
    squares: tuple[Square, ...]


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where there are groups besides the organisation, and axes that fit a page."""
    columns = axes_that_fit(reader)
    if not reader.parts or not columns:
        return None
    language, shown = reader.language, (reader.results.segments[0], *reader.parts[:MOST_ROWS])
    moves, own = _moves(reader, columns), ceil(reader.own_high("heatmap") / ROW)
    return {
        "columns": headings_of(reader),
        "pages": in_pages(
            [map_row(reader, segment, columns) for segment in shown], max(FIRST - own, 1), LATER
        ),
        "dense": len(shown) + own > ROOMY,
        "moves": in_pages(moves, MOVES, MOVES),
        "together": bool(moves) and len(shown) + len(moves) + own <= ROOMY,
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


def map_row(reader: Reader, segment: Segment, columns: tuple[str, ...]) -> MapRow:
    """One group against these axes."""
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


def _moves(reader: Reader, columns: tuple[str, ...]) -> tuple[Moves, ...]:
    """The change of every axis in every group of which both waves may be told."""
    return tuple(
        Moves(
            reader.label(segment),
            segment.depth,
            reader.language.people(reader.count(segment.key)),
            tuple(_move(reader, reader.change(axis, segment.key)) for axis in columns),
        )
        for segment in reader.parts[:MOST_ROWS]
        if any(reader.change(axis, segment.key) for axis in columns)
    )


def _move(reader: Reader, change: Change | None) -> Square:
    if change is None or change.change is None:
        return Square(DASH, "")
    return Square(reader.language.signed(change.change), change.verdict.replace(" ", "-"))
