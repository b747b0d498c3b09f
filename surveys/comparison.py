"""Turns the results of two waves into changes: how much, how sure, and what cannot be compared and why.

Every number here follows from what both waves' results tell, save the paired tests of linked waves (see
surveys.linked). Score changes are tested by Welch's t, % favourable by two proportions' z; STATISTICS.md
gives formulas and sources. Two cases need a word:

*Only some items match.* A facet's score over the matched items is not among its results, and cannot be had
from them: item figures give the mean, but not the spread of persons' scores that a test needs. Whoever holds
both waves' answers (the command line does) has both scored again over the matched items alone, through
disclosure control like any other results (`matching.narrow`), and compares those with `Matching.narrowed`.
From releases alone the change is described, as the mean over the matched items' scores, and not tested.

*Everybody answered.* Then there is no sampling error to test against: the change is described.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.changes import (
    SMALLEST,
    Change,
    Linked,
    Untested,
    Verdict,
    adjusted,
    described,
    figures_of,
    numbers_of,
    overlay,
    reasons_of,
    verdicts_of,
    wave_of,
)
from surveys.earlier import trend_allowed
from surveys.matching import Match, Matching
from surveys.results import Results, SegmentKind

__all__ = ["SMALLEST", "Change", "ComparedSegment", "Comparison", "Untested", "Verdict", "compare"]


@dataclass(frozen=True, slots=True)
class ComparedSegment:
    """A segment of either wave; `reason` says why nothing is told of its changes, None where they are."""

    key: str
    label: str
    parent: str | None
    kind: SegmentKind
    reason: str | None = None


@dataclass(frozen=True)
class Comparison:
    """The changes between two waves.

    changes   (segment key, measure id) -> Change, for segments told in both waves
    families  name of a family of tests -> how many tests it holds: `dimensions` are those of the whole
              organisation (Holm), `facets_and_items` everything else in every segment (Benjamini-Hochberg)
    segments  every segment of either wave, in the later wave's order, then those only the earlier had
    smallest  the smallest change that matters, in points
    """

    changes: Mapping[tuple[str, str], Change]
    families: Mapping[str, int]
    segments: tuple[ComparedSegment, ...] = ()
    smallest: float = SMALLEST


def compare(
    before: Results,
    after: Results,
    matching: Matching,
    *,
    smallest: float = SMALLEST,
    linked: Mapping[tuple[str, str], Linked] | None = None,
    moves: Iterable[tuple[str, str]] = (),
) -> Comparison:
    """The changes from one wave to a later one.

    :param matching: which measures compare, from `match_instruments`; its `narrowed()` form where both
        results were made over the matched items alone.
    :param smallest: the smallest change that matters, in points.
    :param linked: changes over the people who answered in both waves, from `surveys.linked`; they take the
        place of the anonymous ones, but for % favourable.
    :param moves: (old key, new key) of units that people moved between, as far as they are known.
    """
    segments = tuple(_segments(before, after, tuple(moves)))
    told = [segment for segment in segments if segment.reason is None]
    changes, families = _tested(before, after, told, matching, smallest, linked or {})
    changes |= _described(before, after, told, matching)
    nothing = {id_: _not_comparable(match) for id_, match in matching.matches.items()}
    return Comparison(
        changes={
            (segment.key, id_): changes.get((segment.key, id_), change)
            for segment in told
            for id_, change in nothing.items()
        },
        families=families,
        segments=segments,
        smallest=smallest,
    )


def _segments(
    before: Results, after: Results, moves: tuple[tuple[str, str], ...]
) -> Iterator[ComparedSegment]:
    """Every segment of either wave, with the reason why nothing is told of its changes."""
    old, new = {segment.key for segment in before.segments}, {segment.key for segment in after.segments}
    for segment in (*after.segments, *(segment for segment in before.segments if segment.key not in new)):
        key = segment.key
        reason = None
        if key not in old:
            reason = Untested.NEW
        elif key not in new:
            reason = Untested.GONE
        elif before.is_suppressed(key) or after.is_suppressed(key):
            reason = Untested.SUPPRESSED
        elif not trend_allowed(key, before, after, moves):
            reason = Untested.MOVED
        yield ComparedSegment(key, segment.label, segment.parent, segment.kind, reason)


def _tested(
    before: Results,
    after: Results,
    told: Sequence[ComparedSegment],
    matching: Matching,
    smallest: float,
    linked: Mapping[tuple[str, str], Linked],
) -> tuple[dict[tuple[str, str], Change], dict[str, int]]:
    """The changes of the measures that rest on the same items in both waves, and the families of tests."""
    measures = [id_ for id_, match in matching.matches.items() if match.reason is None and match.whole]
    keys = [segment.key for segment in told]
    old, new = (wave_of(results, keys, measures) for results in (before, after))
    is_item = np.array([id_ in matching.items for id_ in measures], dtype=bool)
    figures = figures_of(old, new, is_item, matching.points)
    reasons = reasons_of(old, new, figures["p"])
    pairs = overlay(figures, reasons, linked, keys, measures)
    figures["p_adjusted"], families = adjusted(
        figures["p"],
        np.array([segment.kind == "organisation" for segment in told], dtype=bool),
        np.array([id_ in matching.dimensions for id_ in measures], dtype=bool),
    )
    verdicts = verdicts_of(figures, smallest)
    numbers = numbers_of(figures)
    changes = {
        (key, id_): Change(
            **numbers[row][column],
            verdict=verdicts[row][column],
            matched_items=matching.matches[id_].items,
            reason=reasons[row][column],
            pairs=pairs.get((key, id_)),
        )
        for row, key in enumerate(keys)
        for column, id_ in enumerate(measures)
    }
    return changes, families


def _described(
    before: Results, after: Results, told: Sequence[ComparedSegment], matching: Matching
) -> dict[tuple[str, str], Change]:
    """The changes of the measures of which only some items match and that were not scored over those."""
    changes = {}
    keys = [segment.key for segment in told]
    for id_, match in matching.matches.items():
        if match.reason is not None or match.whole:
            continue
        old, new = (wave_of(results, keys, match.items) for results in (before, after))
        columns = [[match.items.index(item) for item in part] for part in match.parts]
        figures = described(old, new, columns)
        verdicts, numbers = verdicts_of(figures, smallest=0.0), numbers_of(figures)
        for row, key in enumerate(keys):
            told_here = verdicts[row][0] != "not comparable"
            changes[key, id_] = Change(
                **numbers[row][0],
                verdict=verdicts[row][0],
                matched_items=match.items,
                reason=Untested.PARTLY if told_here else Untested.SUPPRESSED,
            )
    return changes


def _not_comparable(match: Match) -> Change:
    return Change(verdict="not comparable", matched_items=match.items, reason=match.reason)
