"""Turns a questionnaire and a file of translations into the same questionnaire with one language more."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from surveys.faults import BadInput, Fault
from surveys.instrument.marked import Marked, field_of, parse
from surveys.instrument.places import places
from surveys.instrument.reading import read_instrument
from surveys.instrument.writing import write_fields

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FIELDS = ("language", "wordings")


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
    for place in places(_value(text)):
        wording = place.words
        lines.append(f"  # {' '.join(instrument.say(wording, instrument.languages[0]).split())}")
        filled = _quoted(wording[language]) if language in wording else ""
        lines.append(f"  {_quoted(place.name)}: {filled}".rstrip())
    return "\n".join(lines) + "\n"


def translate(text: str, overlay: str, file: str = "", overlay_file: str = "") -> Translation:
    """Adds the overlay's language. Comments of the questionnaire do not survive it.

    :raise BadInput: with every fault of the questionnaire or else of the overlay.
    """
    read_instrument(text, file)
    value = _value(text)
    named = {place.name: place for place in places(value)}
    language, wordings = _checked(parse(overlay, overlay_file), tuple(named), overlay_file)
    for name, words in wordings.items():
        named[name].write({**named[name].words, language: words})
    written = write_fields(value)
    read_instrument(written, overlay_file)
    return Translation(written, language, tuple(name for name in named if name not in wordings))


def _value(text: str) -> dict[str, Any]:
    value = parse(text).value
    assert isinstance(value, dict), "it was read as a questionnaire before"
    return value


def _quoted(text: str) -> str:
    """As one line of YAML."""
    plain = yaml.safe_dump(text, allow_unicode=True, width=10**6, default_flow_style=True)
    return plain.removesuffix("\n").removesuffix("\n...")


def _checked(overlay: Marked, names: tuple[str, ...], file: str) -> tuple[str, dict[str, str]]:
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
        if (message := _wrong(name, words, names))
    ]
    if faults:
        raise BadInput(sorted(faults, key=lambda fault: fault.line or 0))
    return str(language), {name: words for name, words in wordings.items() if words is not None}


def _wrong(name: str, words: object, names: tuple[str, ...]) -> str:
    if name not in names:
        close = get_close_matches(name[:80], names, 1)
        return "names nothing in the questionnaire" + (f"; did you mean {close[0]}?" if close else "")
    if words is not None and (not isinstance(words, str) or not words.strip()):
        return "must be text; left empty, it stays in the questionnaire's first language"
    return ""
