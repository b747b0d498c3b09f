"""Turns a mean or a share and the number of answers behind it into the range in which the truth may lie.

Shares are proportions (0-1) here. Every argument may be an array; NaN stands for "unknown" in `invited` and
for "does not apply" in what is returned. `n` counts people, `n_effective` is Kish's effective number where
answers are weighted and the same as `n` where they are not.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Z95 = 1.959963984540054


def effective_n(sum_of_weights: ArrayLike, sum_of_squares: ArrayLike) -> Array:
    """The number of unweighted answers that would tell as much: (Σw)² / Σw² (Kish 1965)."""
    total, squares = _arrays(sum_of_weights, sum_of_squares)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(squares > 0, total**2 / squares, 0.0)


def finite_factor(n: ArrayLike, invited: ArrayLike) -> Array:
    """The part of a variance that is left when n of N people answered: 1 − n/N; 1 if N is unknown."""
    answered, population = _arrays(n, invited)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(population > 0, np.maximum(1 - answered / population, 0.0), 1.0)


def mean_interval(
    mean: ArrayLike, sd: ArrayLike, n_effective: ArrayLike, n: ArrayLike, invited: ArrayLike = np.nan
) -> tuple[Array, Array]:
    """mean ± t(n−1) s/√n √((N−n)/N) (Cochran 1977); NaN below two answers or if everybody answered."""
    from scipy.special import stdtrit

    centre, spread, effective = _arrays(mean, sd, n_effective)
    factor = finite_factor(n, invited)
    known = (effective > 1) & (factor > 0)
    degrees = np.where(known, effective - 1, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = stdtrit(degrees, 0.975) * spread * np.sqrt(factor / np.where(known, effective, np.nan))
    return centre - half, centre + half


def wilson(
    share: ArrayLike, n_effective: ArrayLike, n: ArrayLike, invited: ArrayLike = np.nan
) -> tuple[Array, Array]:
    """Wilson's 95 % interval with n_eff = n(N−1)/(N−n); NaN without answers or when everybody answered."""
    effective, answered, population = np.broadcast_arrays(*_arrays(n_effective, n, invited))
    with np.errstate(invalid="ignore", divide="ignore"):
        inflation = np.where(population > 0, (population - 1) / (population - answered), 1.0)
    size = effective * inflation
    return wilson_limits(share, np.where((effective > 0) & np.isfinite(size) & (inflation > 0), size, np.nan))


def wilson_limits(share: ArrayLike, n: ArrayLike) -> tuple[Array, Array]:
    """Wilson's limits for a share of n answers; an infinite n gives the share itself (Wilson 1927)."""
    p, size = _arrays(share, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = Z95**2 / size
        centre = (p + reach / 2) / (1 + reach)
        half = Z95 * np.sqrt(p * (1 - p) / size + reach / (4 * size)) / (1 + reach)
    # The limits enclose the share and stay within 0 and 1; rounding errs by a hair's breadth near the ends.
    return np.maximum(np.minimum(centre - half, p), 0.0), np.minimum(np.maximum(centre + half, p), 1.0)


def margin_of_error(
    share: ArrayLike, n_effective: ArrayLike, n: ArrayLike, invited: ArrayLike = np.nan
) -> Array:
    """1.96 √(p(1−p)/n) √((N−n)/(N−1)); NaN without answers or when everybody answered (CSPS guide)."""
    p, effective, answered, population = _arrays(share, n_effective, n, invited)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(population > 0, (population - answered) / (population - 1), 1.0)
        return Z95 * np.sqrt(p * (1 - p) / effective) * np.sqrt(np.where(factor > 0, factor, np.nan))


def silence_band(share: ArrayLike, n: ArrayLike, invited: ArrayLike) -> tuple[Array, Array]:
    """What the share would be among all N invited if none or all of the silent had agreed (Manski).

    :return: [pos/N, (pos + N − n)/N]; NaN where N is unknown.
    """
    p, answered, population = _arrays(share, n, invited)
    with np.errstate(invalid="ignore", divide="ignore"):
        lowest = p * answered / population
        return lowest, lowest + (population - answered) / population


def _arrays(*values: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
