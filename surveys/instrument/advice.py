"""Turns a sound instrument into advice: what works but could be better, such as missing translations."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from surveys.codes import PERSPECTIVES
from surveys.faults import told
from surveys.instrument.marked import field_of
from surveys.instrument.rules import each_facet, each_item
from surveys.instrument.values import Instrument, Worded, Wording

_NEGATIONS = {
    "en": re.compile(r"\b(not|never|no|nobody|nothing|cannot)\b|n['’]t\b", re.IGNORECASE),
    "de": re.compile(r"\b(nicht|nie|niemals|kein\w*|niemand\w*|nichts)\b", re.IGNORECASE),
}
_NOT_ASKED: Mapping[str, Callable[[str], str]] = {
    "leader": lambda items: told("not asked of leaders: %(items)s", items=items),
    "customer": lambda items: told("not asked of customers: %(items)s", items=items),
}
MANY_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of advice on one part of an instrument."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


def advise(instrument: Instrument) -> tuple[Note, ...]:
    """What the author of an instrument may want to know; nothing here is a fault."""
    return tuple(note for advice in ADVICE for note in advice(instrument))


def each_wording(instrument: Instrument) -> Iterator[tuple[str, Wording]]:
    """Every wording that an instrument gives, with its place in words; those left out are not there."""
    named: list[tuple[str, Wording | None]] = [("title", instrument.title)]
    named += [("description", instrument.description), ("not applicable", instrument.scale.not_applicable)]
    named += [(f"scale point {point.value}", point.label) for point in instrument.scale.points]
    for dimension in instrument.dimensions:
        named += [(dimension.id, dimension.name), (f"{dimension.id} definition", dimension.definition)]
    for facet in instrument.all_facets:
        named += [(facet.id, facet.name), (f"{facet.id} definition", facet.definition)]
        named += [(f"{facet.id} high", facet.high), (f"{facet.id} low", facet.low)]
        named += [(f"{facet.id} source {number}", one) for number, one in enumerate(facet.sources, 1)]
        named += [(f"{facet.id} playbook {number}", one) for number, one in enumerate(facet.playbook, 1)]
    parts: tuple[Worded, ...] = (*instrument.all_items, *instrument.questions, *instrument.attributes)
    for part in parts:
        named += [
            (part.id, part.text),
            *((f"{part.id} {who}", one) for who, one in part.perspectives.items()),
        ]
    for attribute in instrument.attributes:
        named += [(f"{attribute.id} {option.id}", option.label) for option in attribute.options]
    return ((place, wording) for place, wording in named if wording)


def _missing_translations(instrument: Instrument) -> Iterator[Note]:
    for language in instrument.languages:
        missing = [place for place, wording in each_wording(instrument) if language not in wording]
        if missing:
            yield Note(
                told("not worded in %(language)s: %(places)s", language=language, places=_listed(missing))
            )


def _missing_mirrors(instrument: Instrument) -> Iterator[Note]:
    for perspective in PERSPECTIVES[1:]:
        if perspective in instrument.perspectives:
            missing = [item.id for item in instrument.all_items if item.wording(perspective) is None]
            if missing:
                yield Note(_NOT_ASKED[perspective](_listed(missing)))


def _reversed_items(instrument: Instrument) -> Iterator[Note]:
    for path, facet in each_facet(instrument):
        reversed_ids = [item.id for item in facet.scored_items if item.reverse]
        if len(reversed_ids) > 1:
            several = told("more than one reversed item: %(items)s", items=_listed(reversed_ids))
            yield Note(several, field_of(path))
    for path, item in each_item(instrument):
        for language, text in item.text.items() if item.reverse else ():
            if language in _NEGATIONS and _NEGATIONS[language].search(text):
                yield Note(
                    told("a reversed item with a negation is often misread"),
                    field_of((*path, "text", language)),
                )


def _short_facets(instrument: Instrument) -> Iterator[Note]:
    short = [facet.id for facet in instrument.all_facets if len(facet.scored_items) == 1]
    if short:
        yield Note(
            told("of one item, so that their reliability cannot be told: %(facets)s", facets=_listed(short)),
            "facets",
        )


def _scale(instrument: Instrument) -> Iterator[Note]:
    scale = instrument.scale
    if not scale.continuous and not scale.favourable:
        yield Note(told("no favourable points: %% favourable cannot be told"), "scale")
    if scale.points and not all(point.label for point in (scale.points[0], scale.points[-1])):
        yield Note(told("the ends of the scale have no labels"), "scale.points")


def _fine_attributes(instrument: Instrument) -> Iterator[Note]:
    for number, attribute in enumerate(instrument.attributes):
        if len(attribute.options) > MANY_OPTIONS:
            yield Note(
                told(
                    "%(many)s options make small groups, and small groups are never shown",
                    many=len(attribute.options),
                ),
                field_of(("attributes", number, "options")),
            )


def _listed(names: list[str], most: int = 6) -> str:
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


ADVICE: tuple[Callable[[Instrument], Iterator[Note]], ...] = (
    _missing_translations,
    _missing_mirrors,
    _reversed_items,
    _short_facets,
    _scale,
    _fine_attributes,
)
