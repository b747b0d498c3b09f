"""Turns the figures of two waves into differences: how much, how sure, and how large.

A difference is after minus before. Every argument may be an array; NaN stands for "does not apply". A
finite-population factor is 1 − n/N (`intervals.finite_factor`): 1 if N is unknown, 0 if everybody answered.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.statistics.intervals import wilson_limits

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """A difference with its 95 % interval and two-sided p; NaN where it is described and not tested."""

    estimate: Array
    low: Array
    high: Array
    p: Array
    df: Array


@dataclass(frozen=True)
class Effect:
    """A standardised difference with its 95 % interval."""

    g: Array
    low: Array
    high: Array


def welch(
    mean_before: ArrayLike,
    sd_before: ArrayLike,
    n_before: ArrayLike,
    mean_after: ArrayLike,
    sd_after: ArrayLike,
    n_after: ArrayLike,
    factor_before: ArrayLike = 1.0,
    factor_after: ArrayLike = 1.0,
) -> Difference:
    """Welch's t on two independent groups, each variance with its own finite-population factor.

    The degrees of freedom are Satterthwaite's on the factored variances (Welch 1947). `n` is the effective
    number where answers are weighted.

    :return: without an interval and p where a group has fewer than two answers, or where the variance of the
        difference is 0: everybody answered in both waves, or nobody differs.
    """
    first = _variance_of_mean(sd_before, n_before, factor_before)
    second = _variance_of_mean(sd_after, n_after, factor_after)
    total = first + second
    with np.errstate(invalid="ignore", divide="ignore"):
        df = total**2 / (
            first**2 / (np.asarray(n_before, dtype=np.float64) - 1)
            + second**2 / (np.asarray(n_after, dtype=np.float64) - 1)
        )
    return _t_test(np.subtract(mean_after, mean_before, dtype=np.float64), total, df)


def paired(before: ArrayLike, after: ArrayLike, factor: ArrayLike = 1.0) -> Difference:
    """Student's t on the differences of the same people, who stand in the same rows of both arrays.

    :param before: (people,) or (people, measures); a person counts where both waves are there.
    """
    differences = np.subtract(after, before, dtype=np.float64)
    there = ~np.isnan(differences)
    n = there.sum(axis=0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, differences, 0.0).sum(axis=0) / np.where(n > 0, n, np.nan)
        squares = np.where(there, (differences - mean) ** 2, 0.0).sum(axis=0)
        sd = np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
    return _t_test(mean, _variance_of_mean(sd, n, factor), n - 1)


def hedges_g(
    mean_before: ArrayLike,
    sd_before: ArrayLike,
    n_before: ArrayLike,
    mean_after: ArrayLike,
    sd_after: ArrayLike,
    n_after: ArrayLike,
) -> Effect:
    """Hedges' g on the pooled standard deviation, its interval from the noncentral t (Hedges 1981).

    The same for linked waves, so that the sizes of linked and unlinked changes can be compared.
    """
    s1, s2, n1, n2 = (np.asarray(x, dtype=np.float64) for x in (sd_before, sd_after, n_before, n_after))
    df = n1 + n2 - 2
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
        testable = (n1 > 1) & (n2 > 1) & (pooled > 0)
        d = np.subtract(mean_after, mean_before, dtype=np.float64) / np.where(testable, pooled, np.nan)
        reach = np.sqrt(n1 * n2 / (n1 + n2))
    low, high = _noncentral_limits(d * reach, df)
    correction = _small_sample_correction(df)
    return Effect(d * correction, low / reach * correction, high / reach * correction)


def two_proportions_z(
    share_before: ArrayLike,
    n_before: ArrayLike,
    share_after: ArrayLike,
    n_after: ArrayLike,
    factor_before: ArrayLike = 1.0,
    factor_after: ArrayLike = 1.0,
) -> Array:
    """The two-sided p of the two-sample z with pooled variance; NaN where it is 0 or a group empty.

    :param share_before: a proportion (0-1), as is `share_after`.
    """
    from scipy.special import ndtr

    p1, p2, n1, n2 = (np.asarray(x, dtype=np.float64) for x in (share_before, share_after, n_before, n_after))
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        variance = pooled * (1 - pooled) * (np.asarray(factor_before) / n1 + np.asarray(factor_after) / n2)
        z = (p2 - p1) / np.sqrt(np.where((variance > 0) & (n1 > 0) & (n2 > 0), variance, np.nan))
    return np.asarray(2 * ndtr(-np.abs(z)), dtype=np.float64)


def newcombe(
    share_before: ArrayLike,
    n_before: ArrayLike,
    share_after: ArrayLike,
    n_after: ArrayLike,
    factor_before: ArrayLike = 1.0,
    factor_after: ArrayLike = 1.0,
) -> tuple[Array, Array]:
    """The 95 % interval of a difference of two shares from their Wilson limits (Newcombe 1998, method 10).

    :param share_before: a proportion (0-1), as is `share_after`.
    :return: NaN where a group is empty or everybody answered in both waves.
    """
    p1, p2, n1, n2 = (np.asarray(x, dtype=np.float64) for x in (share_before, share_after, n_before, n_after))
    f1, f2 = np.asarray(factor_before, dtype=np.float64), np.asarray(factor_after, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        low1, high1 = wilson_limits(p1, np.where(n1 > 0, n1 / f1, np.nan))
        low2, high2 = wilson_limits(p2, np.where(n2 > 0, n2 / f2, np.nan))
    estimate = np.where((f1 > 0) | (f2 > 0), p2 - p1, np.nan)
    return estimate - np.hypot(p2 - low2, high1 - p1), estimate + np.hypot(high2 - p2, p1 - low1)


def _variance_of_mean(sd: ArrayLike, n: ArrayLike, factor: ArrayLike) -> Array:
    spread, size, left = (np.asarray(x, dtype=np.float64) for x in (sd, n, factor))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(spread**2 / np.where(size > 1, size, np.nan) * left)


def _t_test(estimate: Array, variance: Array, df: Array) -> Difference:
    from scipy.special import stdtr, stdtrit

    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(np.where(variance > 0, variance, np.nan))
        half = stdtrit(np.where(df > 0, df, np.nan), 0.975) * error
        p = 2 * stdtr(df, -np.abs(estimate / error))
    return Difference(estimate, estimate - half, estimate + half, np.asarray(p, dtype=np.float64), df)


_LARGE = 2000.0  # degrees of freedom from which noncentral t and normal agree to four digits
_FAR = 1000.0  # |t| from which the exact search takes ever longer, for groups that hardly vary


def _noncentral_limits(t: Array, df: Array) -> tuple[Array, Array]:
    """The noncentralities under which t would be the 97.5th and the 2.5th percentile."""
    from scipy.special import nctdtrinc

    large = (df > _LARGE) | (np.abs(t) > _FAR)
    usable = np.where(np.isfinite(t) & ~large, t, np.nan)
    with np.errstate(all="ignore"):
        spread = 1.959963984540054 * np.sqrt(1 + t**2 / (2 * df))
        low, high = nctdtrinc(df, 0.975, usable), nctdtrinc(df, 0.025, usable)
    return np.where(large, t - spread, low), np.where(large, t + spread, high)


def _small_sample_correction(df: Array) -> Array:
    """Γ(m/2) / (√(m/2) Γ((m−1)/2)), which takes the upward bias out of a standardised difference."""
    from scipy.special import gammaln

    with np.errstate(invalid="ignore", divide="ignore"):
        usable = np.where(df > 1, df, np.nan)
        return np.asarray(np.exp(gammaln(usable / 2) - gammaln((usable - 1) / 2)) / np.sqrt(usable / 2))
