"""Turns the reliability of the organisation into what may be told of it beside the figures of its units.

The ICCs hold the spread within all units together. Whoever knows that of the organisation and of every unit
told in detail subtracts, and is left with the spread within the others: with two units left over, that and
their common figures give the exact figures of either. The mean of r_wg over units is a plain sum.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from surveys.results import DETAILED, STATISTICS, SUPPRESSED, Quality
from surveys.statistics import icc

Array = NDArray[np.float64]
Tiers = NDArray[np.uint8]

GROUPS_FOR_ICC = 10
_DIGITS = 4  # of ICCs over groups that are not all told in detail
_AT = {name: place for place, name in enumerate(STATISTICS)}


class _Cell(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def kind(self) -> str: ...


class _Cells(Protocol):
    @property
    def cells(self) -> tuple[_Cell, ...]: ...
    @property
    def measures(self) -> tuple[str, ...]: ...
    @property
    def values(self) -> Array: ...
    @property
    def quality(self) -> Mapping[str, Quality]: ...


def quality_told(cells: _Cells, tiers: Tiers) -> dict[str, Quality]:
    """Reliability of what is told in detail for the whole organisation; agreement from ten told groups on.

    :param tiers: (cells, measures).
    """
    parents = {cell.parent for cell in cells.cells if cell.kind == "unit"}
    deepest = [row for row, cell in enumerate(cells.cells) if cell.kind == "unit" and cell.key not in parents]
    told = {}
    for column, measure in enumerate(cells.measures):
        found = cells.quality.get(measure)
        if found is None or tiers[0, column] != DETAILED:
            continue
        here = tiers[deepest, column]
        if np.count_nonzero(here > SUPPRESSED) < GROUPS_FOR_ICC:
            told[measure] = replace(found, icc1=None, icc2=None, rwg_mean=None)
        else:
            told[measure] = _beside_units(
                found, cells.values[0, column], cells.values[deepest, column], here == DETAILED
            )
    return told


def _beside_units(found: Quality, everybody: Array, groups: Array, detailed: NDArray[np.bool_]) -> Quality:
    """What may be told beside the groups told in detail.

    :param everybody: (STATISTICS,); groups: (groups, STATISTICS).
    """
    there = groups[:, _AT["n"]] > 0
    if detailed[there].all():
        return found
    agreement = groups[detailed, _AT["rwg"]]
    agreement = agreement[~np.isnan(agreement)]
    enough = len(agreement) >= GROUPS_FOR_ICC
    found = replace(found, rwg_mean=float(agreement.mean()) if enough else None)
    if found.icc1 is None or found.icc2 is None:
        return found
    if _blurred(found.icc2, everybody, int(there.sum())):
        return replace(found, icc1=round(found.icc1, _DIGITS), icc2=round(found.icc2, _DIGITS))
    return _over_detailed(found, groups[detailed])


def _blurred(icc2: float, everybody: Array, groups: int) -> bool:
    """Says whether rounding the ICCs leaves the spread within groups open by one person's square at least.

    With F = MSB/MSW = 1/(1 - ICC(2)), the sum of squares within is SST (N - K) / ((K - 1) F + N - K).
    """
    n, sd = everybody[_AT["n"]], everybody[_AT["sd"]]

    def within(ratio: float) -> float:
        f = 1 / (1 - ratio)
        return float((n - 1) * sd**2 * (n - groups) / ((groups - 1) * f + n - groups))

    half = 0.5 * 10**-_DIGITS
    return bool(icc2 + half < 1 and within(icc2 - half) - within(icc2 + half) >= 2 * sd**2)


def _over_detailed(found: Quality, groups: Array) -> Quality:
    """The ICCs over the groups told in detail alone; none where weights hide the plain sums."""
    n, mean, sd = (groups[:, _AT[name]] for name in ("n", "mean", "sd"))
    if len(n) < GROUPS_FOR_ICC or not np.isnan(groups[:, _AT["n_effective"]]).all():
        return replace(found, icc1=None, icc2=None)
    between = icc(n, n * mean, (n - 1) * np.nan_to_num(sd) ** 2 + n * mean**2)
    first, second = (None if np.isnan(value) else value for value in (between.icc1, between.icc2))
    return replace(found, icc1=first, icc2=second)
