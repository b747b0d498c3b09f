"""Turns an Instrument, or the plain fields of one, into the YAML text of a questionnaire in the house's form.

What fits on a line stands on one, longer things below each other. Facets, items and questions stand below
each other always, field by field, so that a change of one is a change of few lines. Reading what was written
gives the same instrument; comments are the one thing that is lost.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import yaml

from surveys.instrument.marked import is_plain_word
from surveys.instrument.values import Frozen, Instrument

WIDTH = 110
_BELOW = frozenset(
    {"dimensions", "facets", "items", "overall", "questions", "attributes", "sources", "playbook"}
)
_NEEDS_QUOTES = re.compile(r"""^[\s\-?:,\[\]{}#&*!|>'"%@`=~<]|:(\s|$)|\s\#|\s$""")
_NEEDS_QUOTES_IN_BRACES = re.compile(r"[,\[\]{}?:]")
# Control characters, and signs that end a line or turn the reading direction round unseen.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def write_instrument(instrument: Instrument) -> str:
    """The YAML text of an instrument; `read_instrument` turns it into the same instrument again."""
    return write_fields(fields_of(instrument))


def write_fields(fields: Mapping[str, object]) -> str:
    """The YAML text of a questionnaire's fields in their order, sound or not: what a designer is at work on.

    A field is text, a number, true or false, nothing, or a list or mapping of such.
    """
    return "".join(f"{line}\n" for line in _mapping(fields, 0))


def fields_of(part: Frozen) -> dict[str, object]:
    """The fields of an instrument or of a part of it as plain values, without those that need not be said."""
    return {
        name: _plain(value)
        for name, field in type(part).model_fields.items()
        if (value := getattr(part, name)) != field.get_default(call_default_factory=True)
    }


def _plain(value: object) -> object:
    if isinstance(value, Frozen):
        return fields_of(value)
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):  # wordings; English alone needs no language
        return value["en"] if [*value] == ["en"] else {key: _plain(inner) for key, inner in value.items()}
    return value


def _mapping(fields: Mapping[str, object], depth: int) -> Iterator[str]:
    for name, value in fields.items():
        yield from _entry(f"{'  ' * depth}{_text(name)}:", name, value, depth)


def _sequence(values: list[object], depth: int, below: bool) -> Iterator[str]:
    """The entries of a list: the first line of each follows its dash."""
    for value in values:
        start = f"{'  ' * depth}-"
        if isinstance(value, dict) and value and (below or not _fits(start, value)):
            first, *rest = _mapping(value, depth + 1)
            yield from (f"{start} {first.lstrip()}", *rest)
        else:
            yield from _entry(start, "", value, depth)


def _entry(start: str, name: str, value: object, depth: int) -> Iterator[str]:
    """What follows a name or a dash: on the same line where it may and fits, else below."""
    below = name in _BELOW
    if isinstance(value, str) and _is_block(value):
        yield from _block(start, value, depth + 1)
    elif not isinstance(value, dict | list):
        yield f"{start} {_scalar(value)}"
    elif not value or (not below and _fits(start, value)):
        yield f"{start} {_braced(value)}"
    else:
        yield start
        yield from (
            _mapping(value, depth + 1) if isinstance(value, dict) else _sequence(value, depth + 1, below)
        )


def _is_block(text: str) -> bool:
    """Says whether text of several lines can stand below its name as it is, line by line."""
    return "\n" in text and text == text.strip() and not _HIDDEN.search(text.replace("\n", ""))


def _block(start: str, text: str, depth: int) -> Iterator[str]:
    yield f"{start} |-"
    yield from (f"{'  ' * depth}{line}" if line else "" for line in text.split("\n"))


def _fits(start: str, value: object) -> bool:
    """Says whether a value may stand on one line with its name: short, of one piece, and no item or facet."""
    return not _stands_below(value) and len(start) + 1 + len(_braced(value)) <= WIDTH


def _stands_below(value: object) -> bool:
    if isinstance(value, str):
        return "\n" in value
    if isinstance(value, dict):
        return not _BELOW.isdisjoint(value) or any(map(_stands_below, value.values()))
    return isinstance(value, list) and any(map(_stands_below, value))


def _braced(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key, True)}: {_braced(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_braced, value)) + "]"
    return _scalar(value, in_braces=True)


def _scalar(value: object, in_braces: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return _text(str(value), in_braces)


def _text(text: str, in_braces: bool = False) -> str:
    """Text without quotes where every reader of YAML, old or new, takes it for the same text."""
    odd = _NEEDS_QUOTES.search(text) or _HIDDEN.search(text)
    if odd or (in_braces and _NEEDS_QUOTES_IN_BRACES.search(text)) or _is_a_word_of_yaml(text):
        return _HIDDEN.sub(_escaped, json.dumps(text, ensure_ascii=False))
    return text


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _is_a_word_of_yaml(text: str) -> bool:
    """Says whether a reader might take the text for a number, a date, true, false or nothing."""
    words = yaml.SafeLoader.yaml_implicit_resolvers
    return is_plain_word(text) or any(
        pattern.match(text) for _, pattern in (*words.get(text[:1], ()), *words.get(None, ()))
    )
