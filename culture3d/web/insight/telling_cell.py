"""Turns one cell of the map into all that may be told of it: the answers, how sure they are, what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from culture3d.web.insight.map_columns import sector_of
from reports import marks, palette, wording
from reports.chapters.changes import REASONS
from reports.chapters.items import ItemRow, item_rows
from reports.chapters.rows import Row, row
from reports.reader import ORGANISATION, Reader
from surveys.changes import Change
from surveys.instrument import Item
from surveys.results import Bound, Segment

_STATISTICS = (
    "score",
    "score_low",
    "score_high",
    "favourable",
    "neutral",
    "unfavourable",
    "favourable_low",
    "favourable_high",
)


class Share(NamedTuple):
    """One point of the scale: how many chose it here, and in the whole organisation."""

    label: str
    mark: str
    here: str
    whole: str


class Favourable(NamedTuple):
    """The share of favourable answers, here and in the organisation; '' where percentages are not told."""

    share: str = ""
    mark: str = ""
    interval: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Question:
    """A question of a facet, and by which id its own page knows it."""

    id: str
    row: ItemRow


@dataclass(frozen=True)
class CellTold:
    """A measure in a group; without a row where it may not be told.

    `rounded`: so few answered that score and interval are told in whole points, and nothing else is.
    """

    name: str
    definition: str
    group: str
    place: str
    row: Row | None
    beside: bool  # the organisation's figures stand beside it
    favourable: Favourable
    shares: tuple[Share, ...]
    reverse: bool
    questions: tuple[Question, ...]
    changed: str
    reason: str
    rounded: bool


def build(reader: Reader, segment: Segment, measure: str, beside: bool) -> CellTold:
    """What may be told of a measure in a segment; beside the organisation where that may be read too."""
    figures, place = reader.figures(measure, segment.key), sector_of(reader, measure)
    colour = (palette.PLAIN if place is None else palette.sector(place)).strong
    beside = beside and segment.key != ORGANISATION
    item = next((each for each in reader.items if each.id == measure), None)
    change = reader.change(measure, segment.key) if reader.previous else None
    told = None if figures is None else row(reader, measure, segment.key, colour, "head", reference=beside)
    return CellTold(
        name=reader.name(measure),
        definition=_definition(reader, measure),
        group=reader.label(segment),
        place=reader.place(segment),
        row=told,
        beside=beside,
        favourable=_favourable(reader, measure, segment.key, colour, beside),
        shares=_shares(reader, item, segment.key, beside) if item else (),
        reverse=item.reverse if item else False,
        questions=_questions(reader, measure, segment.key),
        changed=_changed(reader, measure, change) if told else "",
        reason=reader.language.say(REASONS[change.reason]) if change and change.reason in REASONS else "",
        rounded=figures is not None and not figures.detailed,
    )


def rows(reader: Reader, segment: Segment, measure: str) -> Iterator[list[object]]:
    """The figures of a cell and of the questions behind it, unrounded, by the names of the command line."""
    for each in (measure, *_behind(reader, measure)):
        figures = reader.figures(each, segment.key)
        if figures is not None:
            told = [segment.key, each, reader.name(each)]
            yield [*told, "n", reader.language.people(figures.n)]
            for name in _STATISTICS:
                yield [*told, name, _plain(reader, getattr(figures, name))]
            points = reader.instrument.scale.points
            for point, share in zip(points, figures.distribution or (), strict=False):
                yield [*told, f"distribution.{point.value}", _plain(reader, share)]


def _plain(reader: Reader, value: float | Bound | None) -> float | str | None:
    return reader.language.figure(value) if isinstance(value, Bound) else value


def _changed(reader: Reader, measure: str, change: Change | None) -> str:
    """What became of it in a sentence; nothing where there is no wave before."""
    return wording.changed(reader.language, reader.name(measure), change) if reader.previous else ""


def _definition(reader: Reader, measure: str) -> str:
    said = {part.id: part.definition for part in reader.dimensions}
    said |= {facet.id: facet.definition for facet in reader.facets}
    return reader.wording(said.get(measure, {}))


def _favourable(reader: Reader, measure: str, key: str, colour: str, beside: bool) -> Favourable:
    figures, language = reader.figures(measure, key), reader.language
    if figures is None or figures.favourable is None:
        return Favourable()
    whole = reader.figures(measure) if beside else None
    share, low, high = figures.favourable, figures.favourable_low, figures.favourable_high
    return Favourable(
        language.percent(share),
        marks.interval(share, low, high, colour, reference=whole.favourable if whole else None),
        language.interval(None if low == high else low, high),
        language.percent(whole.favourable) if whole else "",
    )


def _shares(reader: Reader, item: Item, key: str, beside: bool) -> tuple[Share, ...]:
    """Every point of the scale, most favourable answers in blue as everywhere."""
    figures, whole = reader.figures(item.id, key), reader.figures(item.id) if beside else None
    here = figures.distribution if figures else None
    if not here:
        return ()
    points, colours = reader.instrument.scale.points, palette.of_points(len(here))
    others = whole.distribution if whole and whole.distribution else (None,) * len(here)
    return tuple(
        Share(
            reader.wording(point.label) or reader.language.number(point.value),
            marks.bar(share, colour, reference=other),
            reader.language.percent(share),
            reader.language.percent(other) if beside else "",
        )
        for point, share, other, colour in zip(
            points, here, others, colours[::-1] if item.reverse else colours, strict=True
        )
    )


def _questions(reader: Reader, measure: str, key: str) -> tuple[Question, ...]:
    """The questions of a facet, or those of a dimension, that may be told of a group."""
    told = [(id_, item_rows(reader, (item,), key)) for id_, item in _behind(reader, measure).items()]
    return tuple(Question(id_, found[0]) for id_, found in told if found)


def _behind(reader: Reader, measure: str) -> dict[str, Item]:
    """The questions that a facet or dimension is measured by, by id."""
    facets = [each for each in reader.facets if measure == each.id]
    facets += [each for part in reader.dimensions if part.id == measure for each in part.facets]
    return {item.id: item for facet in facets for item in facet.items if item in reader.items}
