"""Turns a release into the list of all questions: how people answered each, and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from culture3d.web.insight.charts import NARROW, WIDE, Table
from culture3d.web.insight.drawing import drawn
from culture3d.web.insight.keeping import Kept
from culture3d.web.insight.over_waves import plain
from culture3d.web.insight.reading import Readable
from reports.chapters.items import ItemRow, item_rows
from reports.chapters.ranking import SIGNS
from reports.figures import shares
from reports.reader import Reader
from surveys.instrument import Item

_kept: Kept["Told"] = Kept(most=48)


@dataclass(frozen=True)
class Line:
    """A question; without a row where too few answered it. `kind` and `sign` are of its change."""

    id: str
    text: str
    row: ItemRow | None
    kind: str
    sign: str


@dataclass(frozen=True)
class Section:
    """The questions of a facet, and the place of its dimension's colour."""

    name: str
    definition: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Told:
    """What the page shows: the points of the scale with their colours at two widths, and the questions."""

    legend: tuple[Markup, ...]
    has_reverse: bool
    sections: tuple[Section, ...]
    files: Mapping[str, Table]


def told_questions(readable: Readable) -> Told:
    """What the page shows of the group that the address names."""
    return _kept.get(readable.known_by, lambda: _told(readable.reader, readable.segment.key))


def _told(reader: Reader, key: str) -> Told:
    return Told(
        legend=_legend(reader),
        has_reverse=any(item.reverse for item in reader.items),
        sections=tuple(_sections(reader, key)),
        files={"questions": Table([*_rows(reader, key)])},
    )


def _legend(reader: Reader) -> tuple[Markup, ...]:
    points = points_of(reader)
    if not points:
        return ()
    language = reader.brief.language
    alt = reader.language.say("Answers, in %")
    return tuple(drawn(shares((), points, False, language, wide), alt) for wide in (WIDE, NARROW))


def points_of(reader: Reader) -> tuple[str, ...]:
    """What the points of the scale are called, the lowest first; none on a continuous scale."""
    scale, language = reader.instrument.scale, reader.language
    if scale.continuous:
        return ()
    return tuple(reader.wording(point.label) or language.number(point.value) for point in scale.points)


def _sections(reader: Reader, key: str) -> Iterator[Section]:
    """By facet, then the questions of none; a list with a heading at least."""
    for facet in reader.facets:
        lines = _lines(reader, [item for item in facet.items if item in reader.items], key)
        yield Section(reader.name(facet.id), reader.wording(facet.definition), lines)
    loose = [item for item in reader.items if item in (*reader.instrument.items, reader.overall)]
    if loose:
        name = reader.language.say("Further questions" if reader.facets else "Questions")
        yield Section(name, "", _lines(reader, loose, key))


def _lines(reader: Reader, items: Sequence[Item], key: str) -> tuple[Line, ...]:
    made = []
    for item in items:
        rows, change = item_rows(reader, (item,), key), reader.change(item.id, key)
        kind = change.verdict if change else ""
        row = rows[0] if rows else None
        made.append(Line(item.id, reader.name(item.id), row, kind.replace(" ", "-"), SIGNS.get(kind, "")))
    return tuple(made)


def _rows(reader: Reader, key: str) -> Iterator[Sequence[object]]:
    """The same for a spreadsheet, unrounded."""
    points = [f"% {point}" for point in points_of(reader)]
    yield ("id", "question", "n", "score", "low", "high", "% favourable", "low", "high", *points)
    for item in reader.items:
        yield item.id, reader.name(item.id), *numbers(reader, item.id, key)


def numbers(reader: Reader, measure: str, key: str) -> tuple[object, ...]:
    """How many answered, score and % favourable with their intervals, and the share of every point."""
    figures = reader.figures(measure, key)
    if figures is None:
        return ()
    return (
        reader.language.people(figures.n),
        plain(figures.score),
        figures.score_low,
        figures.score_high,
        plain(figures.favourable),
        figures.favourable_low,
        figures.favourable_high,
        *map(plain, figures.distribution or ()),
    )
