"""Holds the changes of many segments and measures as arrays, and makes a Change of one when it is asked for.

A large organisation has 25,000 of them between two waves, of which a page shows a hundred.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.changes import FIGURES, VERDICTS, Array, Change

NONE = -1  # of pairs


@dataclass(frozen=True, eq=False)  # compared like any Mapping, change by change
class ChangeTable(Mapping[tuple[str, str], Change]):
    """(segment key, measure id) -> Change.

    matched   measure id -> the items that both waves asked alike
    figures   float64 (segments, measures, FIGURES), NaN where there is none
    verdicts  uint8 (segments, measures), places in VERDICTS
    reasons   uint8 (segments, measures), places in `words`, of which the first is None
    pairs     int32 (segments, measures), NONE where the waves were not joined by a code
    """

    keys_: tuple[str, ...]
    matched: Mapping[str, tuple[str, ...]]
    figures: Array
    verdicts: NDArray[np.uint8]
    reasons: NDArray[np.uint8]
    words: tuple[str | None, ...]
    pairs: NDArray[np.int32]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.keys_)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {measure: column for column, measure in enumerate(self.matched)}

    def __getitem__(self, of: tuple[str, str]) -> Change:
        """:raise KeyError: if there is no such segment or measure."""
        key, measure = of
        cell = self._rows[key], self._columns[measure]
        pairs = int(self.pairs[cell])
        figures = zip(FIGURES, self.figures[cell].tolist(), strict=True)
        told: dict[str, Any] = {name: None if isnan(figure) else figure for name, figure in figures}
        return Change(
            **told,
            verdict=VERDICTS[self.verdicts[cell]],
            matched_items=self.matched[measure],
            reason=self.words[self.reasons[cell]],
            pairs=None if pairs == NONE else pairs,
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((key, measure) for key in self.keys_ for measure in self.matched)

    def __len__(self) -> int:
        return len(self.keys_) * len(self.matched)


def empty(
    keys: Sequence[str],
    matched: Mapping[str, tuple[str, ...]],
    words: Sequence[str | None],
) -> ChangeTable:
    """A table to be filled in, in which nothing is comparable yet."""
    shape = (len(keys), len(matched))
    return ChangeTable(
        keys_=tuple(keys),
        matched=matched,
        figures=np.full((*shape, len(FIGURES)), np.nan),
        verdicts=np.full(shape, VERDICTS.index("not comparable"), np.uint8),
        reasons=np.zeros(shape, np.uint8),
        words=tuple(words),
        pairs=np.full(shape, NONE, np.int32),
    )
