"""Turns variances of items within a group into agreement: r_wg and r_wg(j), against chance answers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Variance of answers on five points that lean a little to one side (LeBreton & Senter 2008, table 2).
_SLIGHT_SKEW_OF_FIVE = 1.34


def uniform_variance(values: Sequence[float]) -> float:
    """The variance of answers spread evenly over the points: (A² − 1)/12 for points one apart."""
    return float(np.var(np.asarray(values, dtype=np.float64)))


def skewed_variance(values: Sequence[float]) -> float:
    """The variance under slight skew, published for five equally spaced points; NaN for other scales."""
    points = np.sort(np.asarray(values, dtype=np.float64))
    steps = np.diff(points)
    if len(points) != 5 or not np.allclose(steps, steps[0]):
        return float("nan")
    return _SLIGHT_SKEW_OF_FIVE * float(steps[0]) ** 2


def rwg(variances: ArrayLike, chance: float) -> Array:
    """Agreement on (..., J) items answered together, with m the mean of their variances over the chance one.

    J(1−m)/(J(1−m)+m), which for one item is r_wg = 1 − s²/σ²; m is capped at 1, so that it never falls
    below 0 (James, Demaree & Wolf 1984).
    """
    spread = np.asarray(variances, dtype=np.float64)
    j = spread.shape[-1]
    if j == 0 or not chance > 0:
        return np.full(spread.shape[:-1], np.nan)
    m = np.minimum(spread.mean(axis=-1) / chance, 1.0)
    return np.asarray(j * (1 - m) / (j * (1 - m) + m))
