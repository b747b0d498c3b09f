"""Turns the YAML of a questionnaire, sound or not, into plain fields with all words by language, and back.

Only the shape has to be right: lists where lists belong, groups where groups belong. What stands in the
fields may be wrong, and fields that nobody knows stay where they are.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any, TypeVar

from surveys.faults import BadInput

Path = tuple[str | int, ...]
Fields = dict[str, object]
Kind = TypeVar("Kind", list[Any], dict[str, Any])
# How a part is shaped: words by language, any plain value, a list of one shape, or fields by name in order.
WORDS, PLAIN = "words", "plain"
Shape = str | list["Shape"] | dict[str, "Shape"]

_MIRRORS: Shape = {"leader": WORDS, "customer": WORDS}
_ASKED: dict[str, Shape] = {"id": PLAIN, "text": WORDS, "perspectives": _MIRRORS}
_ITEM: Shape = {**_ASKED, "reverse": PLAIN, "optional": PLAIN, "reserve": PLAIN}
_FACET: Shape = {
    "id": PLAIN,
    **dict.fromkeys(("name", "definition", "high", "low"), WORDS),
    "sources": [WORDS],
    "playbook": [WORDS],
    "items": [_ITEM],
}
_DIMENSION: Shape = {"id": PLAIN, "name": WORDS, "definition": WORDS, "facets": [_FACET]}
_POINT: Shape = {"value": PLAIN, "label": WORDS}
_SCALE: Shape = {
    "points": [_POINT],
    "favourable": [PLAIN],
    "neutral": [PLAIN],
    "not_applicable": WORDS,
    "min": PLAIN,
    "max": PLAIN,
}
QUESTIONNAIRE: dict[str, Shape] = {
    "id": PLAIN,
    "version": PLAIN,
    "title": WORDS,
    "description": WORDS,
    "scale": _SCALE,
    "dimensions": [_DIMENSION],
    "facets": [_FACET],
    "items": [_ITEM],
    "overall": _ITEM,
    "questions": [{**_ASKED, "purpose": PLAIN}],
    "attributes": [{**_ASKED, "options": [{"id": PLAIN, "label": WORDS}]}],
}
# What a part has to say even where there is nothing in it.
_KEPT_EMPTY = frozenset({"items", "options"})


class Shapeless(Exception):
    """A questionnaire's text is no YAML, or none that pages could show: it can only be edited as text."""


def fields_of(text: str) -> Fields:
    """The fields of a questionnaire, to be changed as one likes. :raise Shapeless: if it has none."""
    return deepcopy(_fields(text))


def text_of(fields: Fields) -> str:
    """The YAML of fields; English alone needs no language, and what is empty is left out."""
    from surveys.instrument import write_fields  # brings pydantic, which starting does not need

    return write_fields(_written(fields, QUESTIONNAIRE, outermost=True))


@lru_cache(maxsize=16)
def _fields(text: str) -> Fields:
    from surveys.instrument.marked import parse

    try:
        value = parse(text).value
    except BadInput as bad:
        raise Shapeless from bad
    read = _read(value, QUESTIONNAIRE, ())
    assert isinstance(read, dict), "a questionnaire is shaped as fields by name"
    return read


def _read(value: object, shape: Shape, path: Path) -> object:
    if shape == WORDS:
        return _words(value, path)
    if isinstance(shape, list):
        there = _expect(list, value, path)
        return [_read(each, shape[0], (*path, place)) for place, each in enumerate(there)]
    if isinstance(shape, dict):
        named = _expect(dict, value, path)
        return {name: _read(each, shape.get(name, PLAIN), (*path, name)) for name, each in named.items()}
    return value


def _expect(kind: type[Kind], value: object, path: Path) -> Kind:
    """The value, which has to be of this kind; nothing is an empty one."""
    found = kind() if value is None else value
    if not isinstance(found, kind):
        raise Shapeless(".".join(map(str, path)))
    return found


def _words(value: object, path: Path) -> dict[str, str]:
    by_language = value if isinstance(value, dict) else {"en": value}
    if any(isinstance(each, dict | list) for each in by_language.values()):
        raise Shapeless(".".join(map(str, path)))
    return {str(code): _as_text(words) for code, words in by_language.items() if words is not None}


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _written(fields: Mapping[str, object], shape: Mapping[str, Shape], outermost: bool = False) -> Fields:
    """The fields in the order of their shape, those that nobody knows at the end."""
    order = [*(name for name in shape if name in fields), *(name for name in fields if name not in shape)]
    made = {name: _value(fields[name], shape.get(name, PLAIN)) for name in order}
    return {
        name: value
        for name, value in made.items()
        if value not in (None, {}, []) or (name in _KEPT_EMPTY and not outermost)
    }


def _value(value: object, shape: Shape) -> object:
    if shape == WORDS and isinstance(value, dict):
        said = {code: words for code, words in value.items() if words}
        return said["en"] if [*said] == ["en"] else said
    if isinstance(shape, list) and isinstance(value, list):
        return [_value(each, shape[0]) for each in value]
    if isinstance(shape, dict) and isinstance(value, dict):
        return _written(value, shape)
    return value
