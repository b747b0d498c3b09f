"""Lays out every question by facet: how people answered, how many favourably, how many at all."""

from dataclasses import dataclass
from typing import NamedTuple

from reports import marks, palette
from reports.chapters.rows import change_text, interval, is_clear, verdict_text
from reports.language import DASH
from reports.reader import ORGANISATION, Reader
from surveys.instrument import Item
from surveys.results import Figures


@dataclass(frozen=True)
class ItemRow:
    """One question as a table prints it."""

    text: str
    reverse: bool
    mark: str
    shares: str  # every number under its share of the mark
    favourable: str
    favourable_interval: str
    score: str
    interval: str
    change: str
    verdict: str
    clear: bool  # it clearly rose or fell
    n: str


class ItemTable(NamedTuple):
    """The questions of one facet."""

    name: str
    colour: str
    rows: tuple[ItemRow, ...]
    note: str = ""


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where the organisation is large enough for questions to be told."""
    tables = tuple(table for table in _tables(reader) if table.rows)
    if not tables:
        return None
    scale = reader.instrument.scale
    return {
        "tables": tables,
        "continuous": scale.continuous,
        "points": tuple(
            (reader.language.number(point.value), reader.wording(point.label), colour)
            for point, colour in zip(scale.points, palette.of_points(len(scale.points)), strict=True)
        ),
        "has_changes": reader.brief.comparison is not None,
        "has_reverse": any(item.reverse for item in reader.items),
    }


def _tables(reader: Reader) -> list[ItemTable]:
    tables = []
    for place, group in enumerate(reader.groups if reader.facets else ()):
        colour = (palette.sector(place) if group.dimension else palette.PLAIN).strong
        for facet in reader.facets:
            if facet.id in group.axes:
                definition = reader.wording(facet.definition)
                tables.append(
                    ItemTable(reader.name(facet.id), colour, item_rows(reader, facet.items), definition)
                )
    others = tuple(item for item in reader.instrument.items if item in reader.items)
    overall = (reader.overall,) if reader.overall else ()
    rest = reader.language.say("Further questions") if reader.facets else reader.language.say("Questions")
    return [*tables, ItemTable(rest, palette.PLAIN.strong, item_rows(reader, (*others, *overall)))]


def item_rows(reader: Reader, items: tuple[Item, ...], key: str = ORGANISATION) -> tuple[ItemRow, ...]:
    """A row per question that may be told of a segment."""
    made = []
    for item in items:
        figures = reader.figures(item.id, key)
        if figures is not None:
            made.append(_row(reader, item, figures, key))
    return tuple(made)


def _row(reader: Reader, item: Item, figures: Figures, key: str) -> ItemRow:
    language, change = reader.language, reader.change(item.id, key)
    shares = figures.distribution or ()
    low, high = figures.favourable_low, figures.favourable_high
    return ItemRow(
        text=reader.name(item.id),
        reverse=item.reverse,
        mark=_mark(item, figures),
        shares=marks.line(marks.under(shares, [language.figure(share) for share in shares])),
        favourable=language.percent(figures.favourable),
        favourable_interval=DASH if low == high else language.interval(low, high),
        score=language.figure(figures.score),
        interval=interval(language, figures),
        change=change_text(language, change),
        verdict=verdict_text(language, change),
        clear=is_clear(change),
        n=language.people(figures.n),
    )


def _mark(item: Item, figures: Figures) -> str:
    """The distribution, coloured so that blue is always the favourable end; without one, the score."""
    if not figures.distribution:
        return marks.interval(figures.score, figures.score_low, figures.score_high, palette.PLAIN.strong)
    colours = palette.of_points(len(figures.distribution))
    return marks.distribution(figures.distribution, colours[::-1] if item.reverse else colours)
