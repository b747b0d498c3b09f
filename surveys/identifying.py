"""Turns what somebody wrote into the places in it that may point to a person, for whoever reads it first.

It finds what has a form: addresses, numbers, titles before names, and names that are known. What points to
somebody by what it tells, no rule can find; a reader has to.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

GONE = "[…]"
SHORTEST_NAME = 3  # letters; below that, words like “am” and “Jo” would be marked everywhere


class Kind(StrEnum):
    """What a place in a text looks like."""

    MAIL = "mail"
    WEB = "web"
    NUMBER = "number"
    TITLE = "title"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text, from `start` up to `end`."""

    start: int
    end: int
    kind: Kind


# The first that fits wins where two overlap. Each is bounded, so that no text keeps it busy for long.
_FORMS = (
    (Kind.MAIL, re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    (Kind.WEB, re.compile(r"(?:https?://|www\.)\S{1,200}", re.IGNORECASE)),
    (Kind.NUMBER, re.compile(r"(?<!\w)[+(]?\d(?:[\d\s()./-]{0,20}\d)(?!\w)")),
    (
        Kind.TITLE,
        re.compile(
            r"\b(?:Herrn?|Frau|Dr|Prof|Mrs|Mr|Ms|Miss|Mx)\b\.?(?:\s+(?:Dr|Prof)\b\.?)?\s+[^\W\d_][\w'’-]{1,40}"
        ),
    ),
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_PARTS = re.compile(r"[^\W\d_]+")


def known_names(people: Iterable[str]) -> frozenset[str]:
    """The words that people's names are made of, in small letters; made once for many texts."""
    words = (part.casefold() for name in people for part in _PARTS.findall(name))
    return frozenset(word for word in words if len(word) >= SHORTEST_NAME)


def marks(text: str, names: frozenset[str] = frozenset()) -> tuple[Mark, ...]:
    """The places in a text that may point to somebody, from left to right; none overlaps another.

    :param names: as `known_names` gives them.
    """
    found: list[Mark] = []
    for kind, form in _FORMS:
        found += (Mark(*each.span(), kind) for each in form.finditer(text))
    found += (Mark(*each.span(), Kind.NAME) for each in _WORD.finditer(text) if _is_name(each[0], names))
    kept: list[Mark] = []
    for mark in found:
        if all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.start))


def _is_name(word: str, names: frozenset[str]) -> bool:
    """Also with the s of a genitive, and in a compound with a hyphen."""
    return any(part in names or part.removesuffix("s") in names for part in _PARTS.findall(word.casefold()))


def without(text: str, places: Iterable[Mark]) -> str:
    """The text with each of these places left out, as a reader may begin from."""
    said, reached = [], 0
    for mark in places:
        said += [text[reached : mark.start], GONE]
        reached = mark.end
    return "".join([*said, text[reached:]])
