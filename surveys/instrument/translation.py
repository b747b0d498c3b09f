"""Turns a questionnaire and a file of translations into the same questionnaire with one language more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from surveys.faults import BadInput, Fault
from surveys.instrument.marked import Marked, field_of, parse
from surveys.instrument.reading import read_instrument
from surveys.instrument.writing import write_fields

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FACET_FIELDS = ("name", "definition", "high", "low", "sources", "playbook")
_FIELDS = ("language", "wordings")
Place = tuple[
    str, dict[str, Any] | list[Any], str | int
]  # its name, what holds the wording, and under which key


@dataclass(frozen=True, slots=True)
class Translation:
    """The questionnaire's YAML with the language added, and what the file left to the first language."""

    text: str
    language: str
    missing: tuple[str, ...]


def blank(text: str, language: str, file: str = "") -> str:
    """A file of translations to fill in: each place, below what stands there now.

    :raise BadInput: if the text is no sound questionnaire, or the language is none.
    """
    instrument = read_instrument(text, file)
    if not _LANGUAGE.fullmatch(language):
        raise BadInput([Fault(f"{language} is no language code such as en or pt-BR")])
    lines = [f"language: {language}", "wordings:"]
    for name, holder, key in _places(_value(text)):
        wording = _by_language(holder[key])  # type: ignore[index]  # a key of this very holder
        lines.append(f"  # {' '.join(instrument.say(wording, instrument.languages[0]).split())}")
        lines.append(
            f"  {_quoted(name)}: {_quoted(wording[language]) if language in wording else ''}".rstrip()
        )
    return "\n".join(lines) + "\n"


def translate(text: str, overlay: str, file: str = "", overlay_file: str = "") -> Translation:
    """Adds the overlay's language. Comments of the questionnaire do not survive it.

    :raise BadInput: with every fault of the questionnaire or else of the overlay.
    """
    read_instrument(text, file)
    value = _value(text)
    places = {name: (holder, key) for name, holder, key in _places(value)}
    language, wordings = _checked(parse(overlay, overlay_file), tuple(places), overlay_file)
    for name, words in wordings.items():
        holder, key = places[name]
        holder[key] = {**_by_language(holder[key]), language: words}  # type: ignore[index]  # as above
    written = write_fields(value)
    read_instrument(written, overlay_file)
    return Translation(written, language, tuple(name for name in places if name not in wordings))


def _value(text: str) -> dict[str, Any]:
    value = parse(text).value
    assert isinstance(value, dict), "it was read as a questionnaire before"
    return value


def _by_language(wording: object) -> dict[str, str]:
    return dict(wording) if isinstance(wording, dict) else {"en": str(wording)}


def _quoted(text: str) -> str:
    """As one line of YAML."""
    plain = yaml.safe_dump(text, allow_unicode=True, width=10**6, default_flow_style=True)
    return plain.removesuffix("\n").removesuffix("\n...")


def _places(instrument: dict[str, Any]) -> Iterator[Place]:
    """Every wording there is, in reading order, by the names that authors know: ids, and what of them."""
    yield from _fields(instrument, "", ("title", "description"))
    scale = instrument["scale"]
    for point in scale.get("points") or ():
        yield from _fields(point, f"scale {point['value']}", ("label",), hidden=True)
    yield from _fields(scale, "scale", ("not_applicable",))
    for dimension in instrument.get("dimensions") or ():
        yield from _fields(dimension, dimension["id"], ("name", "definition"))
        for facet in dimension["facets"]:
            yield from _facet(facet)
    for facet in instrument.get("facets") or ():
        yield from _facet(facet)
    parts = (
        *(instrument.get("items") or ()),
        instrument.get("overall"),
        *(instrument.get("questions") or ()),
    )
    for part in filter(None, parts):
        yield from _worded(part)
    for attribute in instrument.get("attributes") or ():
        yield from _worded(attribute)
        for option in attribute["options"]:
            yield from _fields(option, f"{attribute['id']} option {option['id']}", ("label",), hidden=True)


def _facet(facet: dict[str, Any]) -> Iterator[Place]:
    yield from _fields(facet, facet["id"], _FACET_FIELDS)
    for item in facet["items"]:
        yield from _worded(item)


def _worded(part: dict[str, Any]) -> Iterator[Place]:
    yield from _fields(part, part["id"], ("text",), hidden=True)
    yield from _fields(part.get("perspectives") or {}, part["id"], ("leader", "customer"))


def _fields(
    holder: dict[str, Any], name: str, fields: tuple[str, ...], hidden: bool = False
) -> Iterator[Place]:
    """The wordings among some fields. Lists are numbered; `hidden` fields go without their own name."""
    for field in fields:
        found = holder.get(field)
        full = name if hidden else f"{name} {field}".strip()
        if isinstance(found, list):
            yield from ((f"{full} {place + 1}", found, place) for place in range(len(found)))
        elif found:
            yield full, holder, field


def _checked(overlay: Marked, places: tuple[str, ...], file: str) -> tuple[str, dict[str, str]]:
    """The language and the wordings that are filled in. :raise BadInput: with every fault."""
    value = overlay.value if isinstance(overlay.value, dict) else {}
    faults = [
        Fault(
            "is no field here; there are language and wordings",
            file,
            overlay.line((field,)),
            field_of((field,)),
        )
        for field in value
        if field not in _FIELDS
    ]
    language, wordings = value.get("language"), value.get("wordings")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        faults.append(
            Fault(
                "must be a language code such as ar or pt-BR", file, overlay.line(("language",)), "language"
            )
        )
    if not isinstance(wordings, dict):
        faults.append(
            Fault("must be wordings by place: {A1.1: ...}", file, overlay.line(("wordings",)), "wordings")
        )
        wordings = {}
    faults += [
        Fault(message, file, overlay.line(("wordings", name)), field_of(("wordings", name)))
        for name, words in wordings.items()
        if (message := _wrong(name, words, places))
    ]
    if faults:
        raise BadInput(sorted(faults, key=lambda fault: fault.line or 0))
    return str(language), {name: words for name, words in wordings.items() if words is not None}


def _wrong(name: str, words: object, places: tuple[str, ...]) -> str:
    if name not in places:
        close = get_close_matches(name[:80], places, 1)
        return "names nothing in the questionnaire" + (f"; did you mean {close[0]}?" if close else "")
    if words is not None and (not isinstance(words, str) or not words.strip()):
        return "must be text; left empty, it stays in the questionnaire's first language"
    return ""
