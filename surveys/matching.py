"""Turns the instruments of two waves into what both asked alike: which measures compare, over which items."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from surveys.instrument import Difference, Dimension, Facet, Instrument, Item, difference

Part = TypeVar("Part", Facet, Dimension)
Whole = TypeVar("Whole", Instrument, Dimension, Facet)


class Unmatched(StrEnum):
    """Why a measure of one wave has no counterpart in the other, in the words that people read."""

    ONCE = "asked in one of the two waves only"
    SCALE = "answered on another scale in the other wave"
    WORDING = "worded differently in the two waves"
    KEY = "turned round in one wave and not in the other"
    ITEMS = "fewer than half of its items were asked in the same words in both waves"
    FACETS = "fewer than half of its facets can be compared"


@dataclass(frozen=True, slots=True)
class Match:
    """How a measure of one wave corresponds to the measure of the same id in the other.

    items    ids of the items that both waves asked alike and that count in the measure
    parts    the same items by facet, where the measure is a dimension; else one part
    whole    True if both waves' figures rest on these items and on no others
    reason   why the measure cannot be compared; None if it can
    """

    items: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    whole: bool
    reason: Unmatched | None = None


@dataclass(frozen=True)
class Matching:
    """What two waves have in common.

    matches     measure id -> Match: the later wave's measures in its order, then those only the earlier had
    items       the ids among them that are items
    dimensions  ... and that are dimensions
    points      points of score (0-100) per point of the scale
    """

    matches: Mapping[str, Match]
    items: frozenset[str]
    dimensions: frozenset[str]
    points: float

    @property
    def whole(self) -> bool:
        """True if every measure that can be compared rests on the same items in both waves."""
        return all(match.whole for match in self.matches.values() if match.reason is None)

    def narrowed(self) -> "Matching":
        """The same for results that were made over the matched items alone (see `narrow`)."""
        matches = {
            id_: replace(match, whole=True) if match.reason is None else match
            for id_, match in self.matches.items()
        }
        return replace(self, matches=matches)


def match_instruments(
    before: Instrument, after: Instrument, asked_before: Collection[str], asked_after: Collection[str]
) -> Matching:
    """Matches items by id, wording, key and scale; facets and dimensions by id and at least half their items.

    `asked_*` are the ids of the items that the waves' files held: what a wave left out does not match.
    """
    old, new = _asked(before, asked_before), _asked(after, asked_after)
    items = {id_: _match_item(id_, before, after, id_ in old and id_ in new) for id_ in (*new, *old)}
    facets = {
        id_: _match_facet(old_facet, new_facet, old, new, items)
        for id_, old_facet, new_facet in _pairs(before.all_facets, after.all_facets)
    }
    dimensions = {
        id_: _match_dimension(old_dimension, new_dimension, old, new, facets)
        for id_, old_dimension, new_dimension in _pairs(before.dimensions, after.dimensions)
    }
    return Matching(
        matches={**items, **facets, **dimensions},
        items=frozenset(items),
        dimensions=frozenset(dimensions),
        points=100 / (after.scale.maximum - after.scale.minimum),
    )


def narrow(instrument: Instrument, matching: Matching) -> Instrument:
    """The instrument with only what both waves have in common, so that both are scored over the same items.

    Facets and dimensions that cannot be compared are taken away, but not their matched items: those stand
    directly under the instrument, as do the facets of a dimension that is taken away.
    """
    facets = {
        facet.id: _with(facet, items=[item for item in facet.items if item.id in _items(facet.id, matching)])
        for facet in instrument.all_facets
        if _comparable(facet.id, matching)
    }
    dimensions = [
        _with(
            dimension,
            facets=[facets[facet.id] for facet in dimension.facets if _counts(facet, dimension, matching)],
        )
        for dimension in instrument.dimensions
        if _comparable(dimension.id, matching)
    ]
    placed = {facet.id for dimension in dimensions for facet in dimension.facets}
    scored = {item.id for facet in facets.values() for item in facet.items}
    overall = (
        instrument.overall if instrument.overall and _comparable(instrument.overall.id, matching) else None
    )
    loose = [
        item
        for item in instrument.all_items
        if _comparable(item.id, matching) and item.id not in scored and item != overall
    ]
    return _with(
        instrument,
        dimensions=dimensions,
        facets=[facet for id_, facet in facets.items() if id_ not in placed],
        items=loose,
        overall=overall,
    )


def _asked(instrument: Instrument, ids: Collection[str]) -> dict[str, Item]:
    return {item.id: item for item in instrument.all_items if item.id in ids}


_DIFFERENCES: Mapping[Difference, Unmatched] = {
    "missing": Unmatched.ONCE,
    "not worded": Unmatched.ONCE,
    "reworded": Unmatched.WORDING,
    "keyed otherwise": Unmatched.KEY,
    "another scale": Unmatched.SCALE,
}


def _match_item(id_: str, before: Instrument, after: Instrument, in_both: bool) -> Match:
    if not in_both:
        return _none(Unmatched.ONCE)
    found = difference(before, after, id_)
    if found is not None:
        return _none(_DIFFERENCES[found])
    if not _same_favour(before, after):
        return _none(Unmatched.SCALE)
    return Match((id_,), ((id_,),), whole=True)


def _same_favour(before: Instrument, after: Instrument) -> bool:
    """Says whether both waves call the same answers favourable, and the same neutral."""
    old, new = before.scale, after.scale
    return set(old.favourable) == set(new.favourable) and set(old.neutral) == set(new.neutral)


def _none(reason: Unmatched, parts: tuple[tuple[str, ...], ...] = ()) -> Match:
    return Match(tuple(id_ for part in parts for id_ in part), parts, whole=False, reason=reason)


def _match_facet(
    before: Facet | None,
    after: Facet | None,
    old: Mapping[str, Item],
    new: Mapping[str, Item],
    items: Mapping[str, Match],
) -> Match:
    if before is None or after is None:
        return _none(Unmatched.ONCE)
    had, has = _counting(before, old), _counting(after, new)
    both = [id_ for id_ in has if id_ in had]
    shared = tuple(id_ for id_ in both if items[id_].reason is None)
    if not shared or 2 * len(shared) < max(len(had), len(has)):
        of_scale = {items[id_].reason for id_ in both} == {Unmatched.SCALE}  # then the words may be the same
        return _none(Unmatched.SCALE if of_scale else Unmatched.ITEMS, (shared,))
    return Match(shared, (shared,), whole=len(shared) == len(had) == len(has))


def _counting(facet: Facet, asked: Mapping[str, Item]) -> tuple[str, ...]:
    """The items that make up the facet's score in a wave."""
    return tuple(item.id for item in facet.scored_items if item.id in asked)


def _match_dimension(
    before: Dimension | None,
    after: Dimension | None,
    old: Mapping[str, Item],
    new: Mapping[str, Item],
    facets: Mapping[str, Match],
) -> Match:
    if before is None or after is None:
        return _none(Unmatched.ONCE)
    had, has = _scored(before, old), _scored(after, new)
    shared = [id_ for id_ in has if id_ in had and facets[id_].reason is None]
    parts = tuple(facets[id_].items for id_ in shared)
    if not shared or 2 * len(shared) < max(len(had), len(has)):
        return _none(Unmatched.FACETS, parts)
    most = max(sum(map(len, had.values())), sum(map(len, has.values())))
    if 2 * sum(map(len, parts)) < most:
        return _none(Unmatched.ITEMS, parts)
    whole = len(shared) == len(had) == len(has) and all(facets[id_].whole for id_ in shared)
    return Match(tuple(id_ for part in parts for id_ in part), parts, whole)


def _scored(dimension: Dimension, asked: Mapping[str, Item]) -> dict[str, tuple[str, ...]]:
    """The facets that a wave asked anything of, with the items that make up their scores."""
    counting = {facet.id: _counting(facet, asked) for facet in dimension.facets}
    return {id_: items for id_, items in counting.items() if items}


def _pairs(before: Iterable[Part], after: Iterable[Part]) -> Iterator[tuple[str, Part | None, Part | None]]:
    """Yields every id with its part in either wave, the later wave's first and in its order."""
    old, new = {part.id: part for part in before}, {part.id: part for part in after}
    yield from ((id_, old.get(id_), new.get(id_)) for id_ in {**new, **old})


def _comparable(id_: str, matching: Matching) -> bool:
    return id_ in matching.matches and matching.matches[id_].reason is None


def _counts(facet: Facet, dimension: Dimension, matching: Matching) -> bool:
    """Says whether both waves counted the facet in this dimension."""
    return _comparable(facet.id, matching) and _items(facet.id, matching)[0] in _items(dimension.id, matching)


def _items(id_: str, matching: Matching) -> tuple[str, ...]:
    return matching.matches[id_].items


def _with(part: Whole, **fields: object) -> Whole:
    """A checked copy with other fields; `model_copy` would carry over what the part has cached."""
    return type(part).model_validate({name: getattr(part, name) for name in type(part).model_fields} | fields)
