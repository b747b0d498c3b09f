"""Turns earlier releases into what they mean for the next one: what is known, what is hidden first.

It also says where two waves may be compared after units were merged, split or moved.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

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


def trend_allowed(key: str, before: Results, after: Results, links: Iterable[tuple[str, str]] = ()) -> bool:
    """Says whether a segment may be compared between two waves.

    Where units were merged, split or moved, the old and the new cut are two tables of much the same people. A
    part that both share, and that only one wave counts to the segment, must be nobody or at least k people,
    or whoever subtracts one wave from the other sees it. That is known of a part which is a whole unit told
    in its wave: an old one that went to one place, or a new one that came from one place.

    :param links: (old key, new key) of units that people moved between. A unit whose code stands at another
        place of the tree in the later wave is found without being listed.
    """
    if key not in before.counts or key not in after.counts:
        return False
    links = {(old, new) for old, new in (*links, *_moved_codes(before, after)) if old != new}
    moved = [(old, new) for old, new in links if _within(old, key) != _within(new, key)]
    went, came = Counter(old for old, _ in links), Counter(new for _, new in links)
    gone, fresh = _units(before) - _units(after), _units(after) - _units(before)
    return all(
        (old in gone and went[old] == 1 and old in before.counts)
        or (new in fresh and came[new] == 1 and new in after.counts)
        for old, new in moved
    )


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
