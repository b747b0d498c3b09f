"""Turns a person's answers into a Sheet, and a Sheet into the bytes that are locked or sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from surveys.instrument import PERSPECTIVES, Instrument, Item, Perspective
from surveys.responses import MISSING

DONT_KNOW = -127  # said on purpose; counts as missing, but is not pointed out as forgotten
UNANSWERED = -1  # of a background question


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person has answered.

    answers     per item of the instrument, in its order: a value of the scale, DONT_KNOW or MISSING
    attributes  per attribute of the instrument: the option's index, or UNANSWERED
    """

    answers: tuple[int, ...]
    attributes: tuple[int, ...]
    unit_id: int | None = None
    perspective: Perspective = "staff"

    def answered(self, values: Mapping[int, int]) -> "Sheet":
        """The sheet with other answers at some places (index of the item -> value)."""
        return replace(self, answers=tuple(values.get(place, old) for place, old in enumerate(self.answers)))


def blank(instrument: Instrument, perspective: Perspective = "staff") -> Sheet:
    """A sheet with nothing on it."""
    return Sheet(
        answers=(MISSING,) * len(instrument.all_items),
        attributes=(UNANSWERED,) * len(instrument.attributes),
        perspective=perspective,
    )


def asked_items(instrument: Instrument, perspective: Perspective) -> tuple[tuple[int, Item], ...]:
    """The items a person is asked, each with its place in the instrument's order."""
    asked = {item.id for item in instrument.asked(perspective)}
    return tuple((place, item) for place, item in enumerate(instrument.all_items) if item.id in asked)


def unanswered(instrument: Instrument, sheet: Sheet) -> tuple[int, ...]:
    """The places of items that were asked and left open."""
    places = (place for place, _ in asked_items(instrument, sheet.perspective))
    return tuple(place for place in places if sheet.answers[place] == MISSING)


def sheet_size(instrument: Instrument) -> int:
    """The one size in bytes that every draft and ballot of an instrument is padded to."""
    longest = 64 + 5 * len(instrument.all_items) + 6 * len(instrument.attributes)
    return 256 * (longest // 256 + 1)


def to_bytes(sheet: Sheet) -> bytes:
    """The sheet in the form that is locked or sealed."""
    perspective = PERSPECTIVES.index(sheet.perspective)
    fields = [sheet.unit_id, perspective, sheet.attributes, sheet.answers]
    return json.dumps(fields, separators=(",", ":")).encode()


def from_bytes(plain: bytes) -> Sheet:
    """The sheet that `to_bytes` wrote."""
    unit_id, perspective, attributes, answers = json.loads(plain)
    return Sheet(tuple(answers), tuple(attributes), unit_id, PERSPECTIVES[perspective])
