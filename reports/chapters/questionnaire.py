"""Prints every question in the words that each perspective read, side by side."""

from dataclasses import dataclass

from reports.chapters.perspectives import NAMES
from reports.language import DASH
from reports.reader import Reader
from surveys.codes import Perspective
from surveys.instrument import Item


@dataclass(frozen=True)
class Asked:
    """One question: its id, what staff read, and what the other readers read."""

    id: str
    text: str
    reverse: bool
    mirrors: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """The questions of one facet, and its definition where no other chapter has it."""

    name: str
    definition: str
    asked: tuple[Asked, ...]


def build(reader: Reader) -> dict[str, object]:
    """Always applies."""
    scale = reader.instrument.scale
    others = _others(reader)
    return {
        "readers": tuple(reader.language.say(NAMES[key]) for key in ("staff", *others)) if others else (),
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
    elsewhere = any(reader.figures(item.id) for item in reader.items)  # definitions stand by the answers
    made = [
        Section(
            reader.name(facet.id),
            "" if elsewhere else reader.wording(facet.definition),
            _asked(reader, facet.items),
        )
        for facet in reader.facets
    ]
    rest = (*reader.instrument.items, *((reader.overall,) if reader.overall else ()))
    title = reader.language.say("Further questions") if made else ""
    return [*made, Section(title, "", _asked(reader, rest))]


def _asked(reader: Reader, items: tuple[Item, ...]) -> tuple[Asked, ...]:
    asked = tuple(item for item in items if item in reader.items)
    return tuple(Asked(item.id, reader.name(item.id), item.reverse, _mirrors(reader, item)) for item in asked)


def _mirrors(reader: Reader, item: Item) -> tuple[str, ...]:
    """What each other perspective read: its own words, the same as staff, or nothing if not asked."""
    told = []
    for other in _others(reader):
        wording = reader.instrument.wording(item, other)
        same = reader.language.say("the same words")
        told.append(DASH if wording is None else same if wording == item.text else reader.wording(wording))
    return tuple(told)


def _others(reader: Reader) -> tuple[Perspective, ...]:
    """The perspectives besides staff that took part, read words of their own and are told."""
    others: tuple[Perspective, ...] = ("leader", "customer")
    took_part = {segment.key for segment in reader.results.perspectives}
    worded = [other for other in others if other in took_part and other in reader.instrument.perspectives]
    return tuple(other for other in worded if reader.brief.contents.tells(other))
