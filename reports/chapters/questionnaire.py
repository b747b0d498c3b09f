"""Prints every question in the words that each perspective read."""

from dataclasses import dataclass

from reports.chapters.perspectives import NAMES
from reports.reader import Reader
from surveys.instrument import Item, Perspective


@dataclass(frozen=True)
class Asked:
    """One question: its id, what staff read, and what others read."""

    id: str
    text: str
    reverse: bool
    mirrors: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """The questions of one facet."""

    name: str
    definition: str
    asked: tuple[Asked, ...]


def build(reader: Reader) -> dict[str, object]:
    """Always applies."""
    scale = reader.instrument.scale
    return {
        "instrument_title": reader.wording(reader.instrument.title) or reader.instrument.id,
        "version": reader.instrument.version,
        "scale": tuple(
            (reader.language.number(point.value), reader.wording(point.label)) for point in scale.points
        ),
        "ends": (reader.language.number(scale.minimum), reader.language.number(scale.maximum)),
        "sections": tuple(section for section in _sections(reader) if section.asked),
        "questions": tuple(reader.wording(question.text) for question in reader.instrument.questions),
        "has_reverse": any(item.reverse for item in reader.items),
    }


def _sections(reader: Reader) -> list[Section]:
    made = [
        Section(reader.name(facet.id), reader.wording(facet.definition), _asked(reader, facet.items))
        for facet in reader.facets
    ]
    rest = (*reader.instrument.items, *((reader.overall,) if reader.overall else ()))
    title = reader.language.say("Further questions") if made else ""
    return [*made, Section(title, "", _asked(reader, rest))]


def _asked(reader: Reader, items: tuple[Item, ...]) -> tuple[Asked, ...]:
    asked = tuple(item for item in items if item in reader.items)
    return tuple(Asked(item.id, reader.name(item.id), item.reverse, _mirrors(reader, item)) for item in asked)


def _mirrors(reader: Reader, item: Item) -> tuple[tuple[str, str], ...]:
    """What the perspectives that took part read, where it differs from the staff's wording."""
    others: tuple[Perspective, ...] = ("leader", "customer")
    took_part = {segment.key for segment in reader.results.perspectives}
    return tuple(
        (reader.language.say(NAMES[other]), reader.wording(wording))
        for other in others
        if other in took_part and (wording := item.wording(other)) and wording != item.text
    )
