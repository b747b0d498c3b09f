"""Turns two versions of an instrument into whether an item asks the same in both."""

from collections.abc import Mapping
from typing import Literal

from surveys.codes import Perspective
from surveys.instrument.values import Instrument, Item, Scale, Wording

Difference = Literal["missing", "not worded", "reworded", "keyed otherwise", "another scale"]


def difference(
    before: Instrument, after: Instrument, item_id: str, perspective: Perspective = "staff"
) -> Difference | None:
    """Why the answers to an item cannot be compared between two versions, or None if they can.

    A wording is the same if it is the same, but for white space, in every language that both versions have;
    so adding a translation changes nothing.
    """
    items = _find(before, item_id), _find(after, item_id)
    if items[0] is None or items[1] is None:
        return "missing"
    wordings = before.wording(items[0], perspective), after.wording(items[1], perspective)
    if wordings[0] is None or wordings[1] is None:
        return "not worded"
    if not _same_words(wordings[0], wordings[1]):
        return "reworded"
    if items[0].reverse != items[1].reverse:
        return "keyed otherwise"
    return None if _same_scale(before.scale, after.scale) else "another scale"


def _find(instrument: Instrument, item_id: str) -> Item | None:
    return next((item for item in instrument.all_items if item.id == item_id), None)


def _same_words(one: Wording, other: Wording) -> bool:
    shared = one.keys() & other.keys()
    return bool(shared) and all(one[code].split() == other[code].split() for code in shared)


def _same_labels(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return not one or not other or _same_words(one, other)


def _same_scale(one: Scale, other: Scale) -> bool:
    if (one.values, one.minimum, one.maximum) != (other.values, other.minimum, other.maximum):
        return False
    return all(_same_labels(a.label, b.label) for a, b in zip(one.points, other.points, strict=True))
