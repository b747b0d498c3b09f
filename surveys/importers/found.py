"""Holds what a questionnaire of another kind asks, after it was read and before it becomes an Instrument."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveys.instrument import Note

Words = Mapping[str, str]  # plain text by language; empty where there is none
Kind = Literal["rated", "chosen", "open"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: `rated` on a scale for certain, `chosen` among some answers, or `open`.

    place  where it stands, in the words of its own kind: a question's code, a sheet and row, a path
    """

    kind: Kind
    code: str
    text: Words
    place: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together: a group, a page, a panel, or the rows of an array."""

    code: str
    name: Words
    place: str
    definition: Words = field(default_factory=dict)
    parts: tuple["Asked | Group", ...] = ()

    def asked(self) -> Iterator[Asked]:
        """Every question in it, in reading order."""
        for part in self.parts:
            yield from part.asked() if isinstance(part, Group) else (part,)


@dataclass(frozen=True, slots=True)
class Found:
    """A whole questionnaire of another kind.

    languages  the first one first
    left       what could not be carried over, with its place
    """

    code: str
    title: Words
    description: Words
    languages: tuple[str, ...]
    parts: tuple[Asked | Group, ...]
    left: tuple[Note, ...]
