"""Turns the p values of a family of tests into ones that allow for their number; NaN is no test."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def holm(p: ArrayLike) -> Array:
    """Adjusted so that the chance of any false alarm in the family stays at the level (Holm 1979)."""
    return _adjusted(p, _step_down)


def benjamini_hochberg(p: ArrayLike) -> Array:
    """Adjusted so that the expected share of false alarms among the alarms stays at the level (B&H 1995)."""
    return _adjusted(p, _step_up)


def family_size(p: ArrayLike) -> int:
    """How many tests a family holds."""
    return int(np.count_nonzero(~np.isnan(np.asarray(p, dtype=np.float64))))


def _step_down(ordered: Array) -> Array:
    m = len(ordered)
    return np.asarray(np.maximum.accumulate(ordered * np.arange(m, 0, -1)), dtype=np.float64)


def _step_up(ordered: Array) -> Array:
    m = len(ordered)
    return np.asarray(np.minimum.accumulate((ordered * m / np.arange(1, m + 1))[::-1])[::-1])


def _adjusted(p: ArrayLike, step: Callable[[Array], Array]) -> Array:
    values = np.asarray(p, dtype=np.float64)
    adjusted = np.full(values.shape, np.nan)
    tested = ~np.isnan(values)
    family = values[tested]
    order = np.argsort(family, kind="stable")
    result = np.empty_like(family)
    result[order] = np.minimum(step(family[order]), 1.0)
    adjusted[tested] = result
    return adjusted
