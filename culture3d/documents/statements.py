"""Turns a wave's questionnaire into every statement in the words that each perspective reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING

from culture3d.services.wave_facts import WaveFacts
from reports.language import Language, message

if TYPE_CHECKING:
    from surveys.codes import Perspective
    from surveys.instrument import Item, Wording

READERS: "Mapping[Perspective, str]" = {
    "staff": message("Staff"),
    "leader": message("Leaders"),
    "customer": message("Customers"),
}


def words_of(facts: WaveFacts) -> "Callable[[Wording | None], str]":
    return lambda wording: facts.instrument.say(wording, facts.language)


def perspectives_of(facts: WaveFacts) -> "tuple[Perspective, ...]":
    """From which perspectives people are asked: those on the list, or those that there are wordings for."""
    listed: Mapping[str, object] = facts.asked.perspectives
    return tuple(each for each in READERS if each in listed) or facts.instrument.perspectives


def sections(
    facts: WaveFacts, perspectives: "Sequence[Perspective]", language: Language
) -> Iterator[SimpleNamespace]:
    """The statements under their facets, and at the end those under none."""
    instrument = facts.instrument
    for facet in instrument.all_facets:
        name = instrument.name_of(facet.id, facts.language)
        yield SimpleNamespace(name=name, asked=_statements(facts, facet.items, perspectives, language))
    rest = (*instrument.items, *((instrument.overall,) if instrument.overall else ()))
    if rest:
        title = language.say("Further statements") if instrument.all_facets else ""
        yield SimpleNamespace(name=title, asked=_statements(facts, rest, perspectives, language))


def _statements(
    facts: WaveFacts, items: "Sequence[Item]", perspectives: "Sequence[Perspective]", language: Language
) -> tuple[SimpleNamespace, ...]:
    asked = (item for item in items if not item.reserve)
    return tuple(
        SimpleNamespace(
            id=item.id, reverse=item.reverse, texts=tuple(_texts(facts, item, perspectives, language))
        )
        for item in asked
    )


def _texts(
    facts: WaveFacts, item: "Item", perspectives: "Sequence[Perspective]", language: Language
) -> Iterator[str]:
    """What each perspective reads."""
    for perspective in perspectives:
        wording = facts.instrument.wording(item, perspective)
        if wording is None:
            yield language.say("is not asked")
        elif perspective != perspectives[0] and wording == item.text:
            yield language.say("the same words")
        else:
            yield words_of(facts)(wording)


def scale_of(facts: WaveFacts, language: Language) -> Iterator[str]:
    scale = facts.instrument.scale
    for point in scale.points:
        label, value = words_of(facts)(point.label), language.number(point.value)
        yield f"{value} = {label}" if label else value
    if scale.points and scale.not_applicable:
        yield words_of(facts)(scale.not_applicable)
