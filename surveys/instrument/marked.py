"""Turns the text of one plain YAML document into values, and remembers the line of each.

Only what a questionnaire needs is YAML here: groups, lists, text, numbers, true and false. Anchors, aliases,
tags, repeated fields and deep nesting are refused, because they can hide what a file says or make it explode.
`no` and `on` are text: Norwegian is a language.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from surveys.faults import BadInput, Fault

Path = tuple[str | int, ...]
MAX_DEPTH = 16
MAX_PARTS = 20_000  # fields and entries; the largest questionnaire that ships has 2,000
MAX_FAULTS = 100  # more help nobody, and a hostile file holds a million

# The plain words that are no text (the core schema of YAML 1.2, without octal, hexadecimal and infinity).
_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (re.compile(r"(~|null|Null|NULL|)"), lambda _: None),
    (re.compile(r"(true|True|TRUE)"), lambda _: True),
    (re.compile(r"(false|False|FALSE)"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,15}"), int),
    (re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}"), float),
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A document's value, and the line on which each part of it begins, by its path."""

    value: object
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, file: str = "") -> Marked:
    """:raise BadInput: if the text is not one plain document; it names every fault that can be told apart."""
    builder = _Builder(file)
    try:
        value = builder.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise BadInput([*builder.faults, _syntax(error, text, file)]) from None
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise BadInput([Fault("holds half a character (a lone surrogate)", file, line)]) from None
    if builder.faults:
        raise BadInput(builder.faults)
    return Marked(value, builder.lines)


def is_plain_word(text: str) -> bool:
    """Says whether a word without quotes is no text: nothing, true, false or a number."""
    return any(pattern.fullmatch(text) for pattern, _ in _PLAIN)


def field_of(path: Path) -> str:
    """A path as people write it: `facets[0].items[2].text.en`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _shown(text: str, most: int = 60) -> str:
    """A stranger's text, fit for one line of a terminal."""
    text = text if len(text) <= most else f"{text[:most]}…"
    return text if text.isprintable() else ascii(text)


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None, "the parser marks every event"
    return event.start_mark.line + 1


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return Fault(f"is not YAML: {error.problem or error.context}", file, mark.line + 1 if mark else None)
    position = getattr(error, "position", None)
    line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
    return Fault(f"is not YAML: {getattr(error, 'reason', None) or 'unreadable'}", file, line)


class _Builder:
    """Builds values from the parser's events; the stack is as deep as the document, which is bounded."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []

    def document(self, events: Iterator[yaml.Event]) -> object:
        """The value of the only document; None if there is none."""
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault("a file holds one questionnaire; this begins a second document", event, ())
                    break
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, events, ())
        return value

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> object:
        self.lines.setdefault(path, _line(event))
        self._refuse_tricks(event, path)
        if len(self.lines) > MAX_PARTS:
            self._fault(f"holds more than {MAX_PARTS} fields: no questionnaire does", event, ())
            raise BadInput(self.faults)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return _scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def _refuse_tricks(self, event: yaml.Event, path: Path) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            self._fault(f"{kind}{_shown(anchor)} is refused: write the text out", event, path)
        if tag:
            self._fault(f"tag {_shown(tag)} is refused: write plain values", event, path)
        if len(path) > MAX_DEPTH:
            self._fault(f"is nested more than {MAX_DEPTH} deep", event, ())
            raise BadInput(self.faults)

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, object]:
        value: dict[str, object] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path)
            inner = (*path, key)
            if key in value:
                self._fault(f"is given twice (first on line {self.lines[inner]})", event, inner)
            self.lines.setdefault(inner, _line(event))
            value[key] = self._node(next(events), events, inner)
        return value

    def _key(self, event: yaml.Event, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._fault("the name of a field must be plain text", event, path)
            raise BadInput(self.faults)
        self._refuse_tricks(event, path)
        return str(event.value)

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[object]:
        value: list[object] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            value.append(self._node(event, events, (*path, len(value))))
        return value

    def _fault(self, message: str, event: yaml.Event, path: Path) -> None:
        self.faults.append(Fault(message, self.file, _line(event), field_of(path)))
        if len(self.faults) >= MAX_FAULTS:
            raise BadInput(self.faults)


def _scalar(event: yaml.ScalarEvent) -> object:
    if event.style:  # quoted and block scalars are text
        return event.value
    found = (convert(event.value) for pattern, convert in _PLAIN if pattern.fullmatch(event.value))
    return next(found, event.value)
