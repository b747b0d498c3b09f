"""Turns a person's answers, page by page, into a Sheet, and that into the bytes to be locked or sealed."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from surveys.codes import MISSING, PERSPECTIVES, Perspective

if TYPE_CHECKING:
    from surveys.instrument import Instrument, Item

DONT_KNOW = -127  # said on purpose; counts as missing, but is not pointed out as forgotten
UNANSWERED = -1  # of a background question
MOST_CHARACTERS = 1000  # of an answer in one's own words: every ballot is padded to the longest there can be
_BYTES_PER_CHARACTER = 4  # in UTF-8 at the most, and in JSON for the characters that `tidy` leaves

# Control characters but the end of a line, and what would turn round the direction of words beside it.
_UNWRITTEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Text:
    """An answer in one's own words; `retell` where it may be told again as a story."""

    words: str = ""
    retell: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What one page of the survey brought, by the place of each question in the instrument.

    `unit_id` counts only where `asked_unit` says that the page asked for it.
    """

    answers: Mapping[int, int] = field(default_factory=dict)
    attributes: Mapping[int, int] = field(default_factory=dict)
    texts: Mapping[int, Text] = field(default_factory=dict)
    asked_unit: bool = False
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person has answered.

    answers     per item of the instrument, in its order: a value of the scale, DONT_KNOW or MISSING
    attributes  per attribute of the instrument: the option's index, or UNANSWERED
    texts       per open question of the instrument
    """

    answers: tuple[int, ...]
    attributes: tuple[int, ...]
    unit_id: int | None = None
    perspective: Perspective = "staff"
    texts: tuple[Text, ...] = ()

    def answered(self, values: Mapping[int, int]) -> "Sheet":
        """The sheet with other answers at some places (index of the item -> value)."""
        return replace(self, answers=_put(self.answers, values))

    def with_said(self, said: Said) -> "Sheet":
        """The sheet with what a page brought; what that page did not ask stays as it was."""
        return replace(
            self,
            answers=_put(self.answers, said.answers),
            attributes=_put(self.attributes, said.attributes),
            texts=_put(self.texts, said.texts),
            unit_id=said.unit_id if said.asked_unit else self.unit_id,
        )


def _put(old: tuple[_Value, ...], new: Mapping[int, _Value]) -> tuple[_Value, ...]:
    return tuple(new.get(place, value) for place, value in enumerate(old)) if new else old


def blank(instrument: "Instrument", perspective: Perspective = "staff") -> Sheet:
    """A sheet with nothing on it."""
    return Sheet(
        answers=(MISSING,) * len(instrument.all_items),
        attributes=(UNANSWERED,) * len(instrument.attributes),
        perspective=perspective,
        texts=(Text(),) * len(instrument.questions),
    )


def collected(instrument: "Instrument", perspective: Perspective, pages: Iterable[Said]) -> Sheet:
    """A sheet with what all pages brought."""
    sheet = blank(instrument, perspective)
    for said in pages:
        sheet = sheet.with_said(said)
    return sheet


def tidy(words: str) -> str:
    """An answer without control characters, and with lines ended in one way.

    Half of a surrogate pair, as a broken client may send, is marked and no reason to refuse a page.
    """
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNWRITTEN.sub("", lines.encode(errors="replace").decode()).strip()


def asked_items(instrument: "Instrument", perspective: Perspective) -> "tuple[tuple[int, Item], ...]":
    """The items a person is asked, each with its place in the instrument's order."""
    asked = {item.id for item in instrument.asked(perspective)}
    return tuple((place, item) for place, item in enumerate(instrument.all_items) if item.id in asked)


def unanswered(instrument: "Instrument", sheet: Sheet) -> tuple[int, ...]:
    """The places of items that were asked and left open."""
    places = (place for place, _ in asked_items(instrument, sheet.perspective))
    return tuple(place for place in places if sheet.answers[place] == MISSING)


def says_nothing(instrument: "Instrument", sheet: Sheet) -> bool:
    """Whether a sheet answers no question; background answers alone are no opinion."""
    asked = (place for place, _ in asked_items(instrument, sheet.perspective))
    return all(sheet.answers[place] == MISSING for place in asked) and not any(
        text.words for text in sheet.texts
    )


def sheet_size(instrument: "Instrument") -> int:
    """The one size in bytes that every ballot of an instrument is padded to, whatever was written."""
    return _rounded(
        64
        + 5 * len(instrument.all_items)
        + 6 * len(instrument.attributes)
        + _text_bytes(len(instrument.questions))
    )


def page_size(instrument: "Instrument", texts: int) -> int:
    """The one size in bytes of a saved page that asks so many open questions."""
    return _rounded(
        96 + 10 * len(instrument.all_items) + 10 * len(instrument.attributes) + _text_bytes(texts)
    )


def _text_bytes(count: int) -> int:
    return count * (MOST_CHARACTERS * _BYTES_PER_CHARACTER + 16)


def _rounded(longest: int) -> int:
    return 256 * (longest // 256 + 1)


def to_bytes(sheet: Sheet) -> bytes:
    """The sheet in the form that is sealed."""
    perspective = PERSPECTIVES.index(sheet.perspective)
    texts = [[text.words, int(text.retell)] for text in sheet.texts]
    return _json([sheet.unit_id, perspective, sheet.attributes, sheet.answers, texts])


def from_bytes(plain: bytes) -> Sheet:
    """The sheet that `to_bytes` wrote."""
    unit_id, perspective, attributes, answers, texts = json.loads(plain)
    told = tuple(Text(words, bool(retell)) for words, retell in texts)
    return Sheet(tuple(answers), tuple(attributes), unit_id, PERSPECTIVES[perspective], told)


def said_to_bytes(said: Said) -> bytes:
    """A page in the form that is locked."""
    texts = [[place, text.words, int(text.retell)] for place, text in said.texts.items()]
    unit = [said.unit_id] if said.asked_unit else []
    return _json([list(said.answers.items()), list(said.attributes.items()), texts, unit])


def said_from_bytes(plain: bytes) -> Said:
    """The page that `said_to_bytes` wrote."""
    answers, attributes, texts, unit = json.loads(plain)
    told = {place: Text(words, bool(retell)) for place, words, retell in texts}
    return Said(dict(answers), dict(attributes), told, bool(unit), unit[0] if unit else None)


def _json(fields: list[Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
