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

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from surveys.change_table import ChangeTable, empty
from surveys.changes import (
    REASONS,
    SMALLEST,
    VERDICTS,
    Change,
    Linked,
    Untested,
    Verdict,
    adjusted,
    described,
    figures_of,
    overlay,
    reasons_of,
    stacked,
    verdicts_of,
    wave_of,
)
from surveys.earlier import Trends
from surveys.keys import ORGANISATION
from surveys.matching import Matching, Unmatched
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

    changes: ChangeTable
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
    effects: bool = True,
) -> Comparison:
    """The changes from one wave to a later one.

    :param matching: which measures compare, from `match_instruments`; its `narrowed()` form where both
        results were made over the matched items alone.
    :param smallest: the smallest change that matters, in points.
    :param linked: changes over the people who answered in both waves, from `surveys.linked`; they take the
        place of the anonymous ones, but for % favourable.
    :param moves: (old key, new key) of units that people moved between, as far as they are known.
    :param effects: with Hedges' g, whose interval takes longer than all the rest.
    """
    segments = tuple(_segments(before, after, tuple(moves)))
    keys = [segment.key for segment in segments if segment.reason is None]
    words = (*REASONS, *Unmatched)
    changes = empty(keys, {id_: match.items for id_, match in matching.matches.items()}, words)
    changes.reasons[:] = [words.index(match.reason) for match in matching.matches.values()]
    families = _test(changes, before, after, matching, smallest, linked or {}, effects=effects)
    _describe(changes, before, after, matching)
    return Comparison(changes=changes, families=families, segments=segments, smallest=smallest)


def _segments(
    before: Results, after: Results, moves: tuple[tuple[str, str], ...]
) -> Iterator[ComparedSegment]:
    """Every segment of either wave, with the reason why nothing is told of its changes."""
    trends = Trends(before, after, moves)
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
        elif not trends.allow(key):
            reason = Untested.MOVED
        yield ComparedSegment(key, segment.label, segment.parent, segment.kind, reason)


def _test(
    changes: ChangeTable,
    before: Results,
    after: Results,
    matching: Matching,
    smallest: float,
    linked: Mapping[tuple[str, str], Linked],
    *,
    effects: bool,
) -> dict[str, int]:
    """Fills in the measures that rest on the same items in both waves; gives the families of tests."""
    tested = [match.reason is None and match.whole for match in matching.matches.values()]
    measures = [id_ for id_, is_tested in zip(matching.matches, tested, strict=True) if is_tested]
    old, new = (wave_of(results, changes.keys_, measures) for results in (before, after))
    is_item = np.array([id_ in matching.items for id_ in measures], dtype=bool)
    figures = figures_of(old, new, is_item, matching.points, effects=effects)
    reasons = reasons_of(old, new, figures["p"])
    changes.pairs[:, tested] = overlay(figures, reasons, linked, changes.keys_, measures)
    figures["p_adjusted"], families = adjusted(
        figures["p"],
        np.array([key == ORGANISATION for key in changes.keys_], dtype=bool),
        np.array([id_ in matching.dimensions for id_ in measures], dtype=bool),
    )
    changes.figures[:, tested] = stacked(figures)
    changes.verdicts[:, tested] = verdicts_of(figures, smallest)
    changes.reasons[:, tested] = reasons
    return families


def _describe(changes: ChangeTable, before: Results, after: Results, matching: Matching) -> None:
    """Fills in the measures of which only some items match and that were not scored over those."""
    for column, match in enumerate(matching.matches.values()):
        if match.reason is not None or match.whole:
            continue
        old, new = (wave_of(results, changes.keys_, match.items) for results in (before, after))
        columns = [[match.items.index(item) for item in part] for part in match.parts]
        figures = described(old, new, columns)
        verdicts = verdicts_of(figures, smallest=0.0)[:, 0]
        is_told = verdicts != VERDICTS.index("not comparable")
        changes.figures[:, column] = stacked(figures)[:, 0]
        changes.verdicts[:, column] = verdicts
        changes.reasons[:, column] = np.where(
            is_told, REASONS.index(Untested.PARTLY), REASONS.index(Untested.SUPPRESSED)
        )
