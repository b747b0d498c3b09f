"""Turns earlier releases into what they mean for the next one: what is known, what is hidden first.

It also says where two waves may be compared after units were merged, split or moved.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surveys.results import STATISTICS, Band, Results

Mask = NDArray[np.bool_]

_MEAN = STATISTICS.index("mean")
_SAME = 1e-9  # means further apart than this are of other answers


class Refused(ValueError):
    """A second release of the same wave would tell, by comparison with the first, what few people said."""


def told_before(keys: Sequence[str], measures: Sequence[str], releases: Iterable[Results], tier: int) -> Mask:
    """What some release told in at least this tier, bool (keys, 1 + measures); column 0 is for people."""
    found = np.zeros((len(keys), 1 + len(measures)), bool)
    for release in releases:
        found |= _told(keys, measures, release, tier)[1]
    return found


def hidden_before(
    keys: Sequence[str], measures: Sequence[str], releases: Iterable[Results], tier: int
) -> Mask:
    """What some release had but did not tell in this tier, shaped like `told_before`."""
    found = np.zeros((len(keys), 1 + len(measures)), bool)
    for release in releases:
        there, told = _told(keys, measures, release, tier)
        found |= there & ~told
    return found


def _told(keys: Sequence[str], measures: Sequence[str], release: Results, tier: int) -> tuple[Mask, Mask]:
    """What a release has, and what of that it tells."""
    rows = _rows(release)
    there = np.zeros((len(keys), 1 + len(measures)), bool)
    told = there.copy()
    columns = {measure: column for column, measure in enumerate(release.measures)}
    common = [(here, columns[name]) for here, name in enumerate(measures) if name in columns]
    here_columns, there_columns = np.array([(-1, 0), *common], dtype=np.intp)[1:].T
    for row, key in enumerate(keys):
        if key in rows:
            there[row, 0] = there[row, 1 + here_columns] = True
            told[row, 0] = key in release.counts
            told[row, 1 + here_columns] = release.table.tiers[rows[key], there_columns] >= tier
    return there, told


def refuse_small_differences(
    keys: Sequence[str],
    measures: Sequence[str],
    people: NDArray[np.int64],
    means: NDArray[np.float64],
    already: Iterable[Results],
    least: int,
) -> None:
    """Refuses a cell that was told before of nearly the same answers: the difference is what few people said.

    :param people: per key now; means: exact (keys, measures) now.
    :raise Refused: if a number of people differs by less than `least`, or means differ at the same number.
    """
    for release in already:
        rows = _rows(release)
        for row, key in enumerate(keys):
            then = release.counts.get(key)
            if then is None:
                continue
            apart = 0 if isinstance(then, Band) else abs(int(people[row]) - then)
            if 0 < apart < least or (apart == 0 and _moved(release, rows[key], measures, means[row])):
                raise Refused(f"{key}: told before of nearly the same answers")


def _moved(release: Results, row: int, measures: Sequence[str], means: NDArray[np.float64]) -> bool:
    now = dict(zip(measures, means.tolist(), strict=True))
    then = zip(release.measures, release.table.values[row, :, _MEAN].tolist(), strict=True)
    return any(abs(now[name] - mean) > _SAME for name, mean in then if name in now)  # NaN: not told, no move


def _rows(release: Results) -> dict[str, int]:
    return {segment.key: row for row, segment in enumerate((*release.segments, *release.perspectives))}


@dataclass(frozen=True)
class Trends:
    """Says which segments may be compared between two waves.

    Where units were merged, split or moved, the old and the new cut are two tables of much the same people. A
    part that both share, and that only one wave counts to the segment, must be nobody or at least k people,
    or whoever subtracts one wave from the other sees it. That is known of a part which is a whole unit told
    in its wave: an old one that went to one place, or a new one that came from one place.

    links   (old key, new key) of units that people moved between. A unit whose code stands at another place
            of the tree in the later wave is found without being listed.
    """

    before: Results
    after: Results
    links: tuple[tuple[str, str], ...] = ()

    def allow(self, key: str) -> bool:
        """Whether this segment may be compared."""
        if key not in self.before.counts or key not in self.after.counts:
            return False
        return all(_within(old, key) == _within(new, key) for old, new in self._unsafe)

    @cached_property
    def _unsafe(self) -> tuple[tuple[str, str], ...]:
        """The moves of parts that are not known to be nobody or at least k people."""
        found = (*self.links, *_moved_codes(self.before, self.after))
        links = {(old, new) for old, new in found if old != new}
        went, came = Counter(old for old, _ in links), Counter(new for _, new in links)
        old_units, new_units = _units(self.before), _units(self.after)
        gone, fresh = old_units - new_units, new_units - old_units
        return tuple(
            (old, new)
            for old, new in sorted(links)
            if not (old in gone and went[old] == 1 and old in self.before.counts)
            and not (new in fresh and came[new] == 1 and new in self.after.counts)
        )


def trend_allowed(key: str, before: Results, after: Results, links: Iterable[tuple[str, str]] = ()) -> bool:
    """The same of one segment."""
    return Trends(before, after, tuple(links)).allow(key)


def _moved_codes(before: Results, after: Results) -> list[tuple[str, str]]:
    """Units of one wave that the other has at another place of the tree, by their own code."""
    old, new = _units(before), _units(after)
    gone = {key.rpartition("/")[2]: key for key in old - new}
    come = {key.rpartition("/")[2]: key for key in new - old}
    return [(gone[code], come[code]) for code in sorted(gone.keys() & come.keys())]


def _units(results: Results) -> set[str]:
    return {segment.key for segment in results.segments if segment.kind == "unit"}


def _within(key: str, unit: str) -> bool:
    return unit == "all" or key == unit or key.startswith(f"{unit}/")
