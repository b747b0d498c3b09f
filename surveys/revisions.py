"""Turns two versions of an instrument into what was revised, and into what stays comparable."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from surveys.instrument import Instrument
from surveys.instrument.places import places
from surveys.instrument.writing import fields_of
from surveys.matching import match_instruments

Kind = Literal[
    "added",
    "removed",
    "moved",
    "reworded",
    "worded",
    "no longer worded",
    "rescaled",
    "keyed otherwise",
    "asked otherwise",
]


@dataclass(frozen=True, slots=True)
class Revision:
    """One thing that is different between two versions.

    kind         what was done; `worded` where words were added that were not there, such as a translation
    part         what it was done to: item, facet, dimension, question, attribute, option, scale or instrument
    id           of that; an option's is `tenure option under_2`
    place        where the words stand, as translations name it; blank if it is not about words
    perspective  who reads the words, where that is told apart
    before       what stood there: the words, or the group that it was in
    """

    kind: Kind
    part: str
    id: str
    place: str = ""
    perspective: str = ""
    language: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether results of a measure compare with those of the earlier version.

    items   the items that both versions ask alike and that count in it
    reason  why it does not compare; None if it does
    """

    id: str
    part: str
    items: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Revisions:
    """Everything that is different between two versions, and whether each measure of theirs compares."""

    changes: tuple[Revision, ...]
    comparisons: tuple[Comparison, ...]

    def comparable(self, part: str) -> tuple[int, int]:
        """How many items, facets or dimensions of the two versions compare, and of how many."""
        ours = [each for each in self.comparisons if each.part == part]
        return sum(each.reason is None for each in ours), len(ours)


def revisions(before: Instrument, after: Instrument) -> Revisions:
    """What the later version changed. White space is no change, in words or anywhere."""
    old, new = fields_of(before), fields_of(after)
    changes = (
        *_scale(before, after),
        *_parts(old, new),
        *_words(old, new),
        *_keys(before, after),
    )
    return Revisions(tuple(changes), tuple(_comparisons(before, after)))


def _comparisons(before: Instrument, after: Instrument) -> Iterator[Comparison]:
    asked = [{item.id for item in version.all_items} for version in (before, after)]
    matching = match_instruments(before, after, *asked)
    for id_, match in matching.matches.items():
        part = "item" if id_ in matching.items else "dimension" if id_ in matching.dimensions else "facet"
        yield Comparison(id_, part, match.items, str(match.reason) if match.reason else None)


def _scale(before: Instrument, after: Instrument) -> Iterator[Revision]:
    old, new = _scale_said(before), _scale_said(after)
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield Revision(
                "rescaled", "scale", "scale", name, before=old.get(name, ""), after=new.get(name, "")
            )


def _scale_said(instrument: Instrument) -> dict[str, str]:
    scale = instrument.scale
    ends = f"{scale.minimum:g} to {scale.maximum:g}" if scale.continuous else _listed(scale.values)
    return {"points": ends, "favourable": _listed(scale.favourable), "neutral": _listed(scale.neutral)}


def _listed(values: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(values)))


# Parts: added, removed, moved

_Standing = Mapping[
    str, tuple[str, str]
]  # id -> what it is, and the id of what it stands in; in reading order


def _parts(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Revision]:
    had, has = dict(_standing(old)), dict(_standing(new))
    yield from (Revision("removed", part, id_, before=around) for id_, part, around in _only(had, has))
    yield from (Revision("added", part, id_, after=around) for id_, part, around in _only(has, had))
    elsewhere = {id_ for id_ in has if id_ in had and had[id_] != has[id_]}
    for id_, (part, around) in has.items():
        if id_ in elsewhere:
            yield Revision("moved", part, id_, before=had[id_][1], after=around)
    for id_ in _out_of_order([id_ for id_ in had if id_ in has], had, has):
        yield Revision("moved", has[id_][0], id_, before=had[id_][1], after=has[id_][1])


def _only(those: _Standing, others: _Standing) -> Iterator[tuple[str, str, str]]:
    """What one version has alone, without the options of a whole background question."""
    for id_, (part, around) in those.items():
        if id_ not in others and not (part == "option" and around not in others):
            yield id_, part, around


def _standing(fields: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for dimension in fields.get("dimensions", ()):
        yield dimension["id"], ("dimension", "")
        for facet in dimension["facets"]:
            yield from _facet_standing(facet, dimension["id"])
    for facet in fields.get("facets", ()):
        yield from _facet_standing(facet, "")
    for name, part in (("items", "item"), ("questions", "question"), ("attributes", "attribute")):
        yield from ((each["id"], (part, "")) for each in fields.get(name, ()))
    if "overall" in fields:
        yield fields["overall"]["id"], ("overall item", "")
    for attribute in fields.get("attributes", ()):
        for option in attribute["options"]:
            yield f"{attribute['id']} option {option['id']}", ("option", attribute["id"])


def _facet_standing(facet: dict[str, Any], dimension: str) -> Iterator[tuple[str, tuple[str, str]]]:
    yield facet["id"], ("facet", dimension)
    yield from ((item["id"], ("item", facet["id"])) for item in facet["items"])


def _out_of_order(ids: list[str], had: _Standing, has: _Standing) -> Iterator[str]:
    """Those that changed places with their neighbours: as few as explain the new order."""
    rank = {id_: number for number, id_ in enumerate(has)}
    groups: dict[tuple[str, str], list[str]] = {}
    for id_ in ids:
        if had[id_] == has[id_]:
            groups.setdefault(had[id_], []).append(id_)
    for group in groups.values():
        kept = _longest_rising([rank[id_] for id_ in group])
        yield from (id_ for id_ in group if rank[id_] not in kept)


def _longest_rising(numbers: list[int]) -> set[int]:
    """The longest part of a list that rises, left out of which the rest has moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


# Words and keys


def _words(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Revision]:
    """Words that changed in what both versions have."""
    had = {place.name: place for place in places(old)}
    has = {place.name: place for place in places(new)}
    known = {"", "scale", *dict(_standing(old))} & {"", "scale", *dict(_standing(new))}
    kinds = {**dict(_standing(old)), **dict(_standing(new)), "": ("instrument", ""), "scale": ("scale", "")}
    for name in {**had, **has}:
        place = has[name] if name in has else had[name]
        option = name if place.part.startswith("option ") else place.id
        if option not in known:
            continue  # added or removed as a whole
        before, after = (there[name].words if name in there else {} for there in (had, has))
        for language in {**before, **after}:
            texts = before.get(language, ""), after.get(language, "")
            if texts[0].split() != texts[1].split():
                kind: Kind = "reworded" if all(texts) else "worded" if texts[1] else "no longer worded"
                yield Revision(kind, kinds[option][0], option, name, place.perspective, language, *texts)


def _keys(before: Instrument, after: Instrument) -> Iterator[Revision]:
    old = {item.id: item for item in before.all_items}
    for item in after.all_items:
        was = old.get(item.id)
        if was is None:
            continue
        if was.reverse != item.reverse:
            yield Revision(
                "keyed otherwise", "item", item.id, before=_turned(was.reverse), after=_turned(item.reverse)
            )
        states = _state(was.optional, was.reserve), _state(item.optional, item.reserve)
        if states[0] != states[1]:
            yield Revision("asked otherwise", "item", item.id, before=states[0], after=states[1])


def _turned(reverse: bool) -> str:
    return "turned round" if reverse else "not turned round"


def _state(optional: bool, reserve: bool) -> str:
    return "in reserve" if reserve else "optional" if optional else "always asked"
