"""Turns covariances of items, and sums of scores by group, into reliability: alpha, omega, ICC."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


_WALL = 0.005  # the least that an item may keep to itself


class Icc(NamedTuple):
    """ICC(1): how much of a score's variance lies between groups; ICC(2): how reliable group means are."""

    icc1: float
    icc2: float


def pairwise_covariances(products: Array, sums: Array, counts: Array) -> Array:
    """Covariances (..., k, k), each over the people who answered both items; NaN below two of them.

    :param products: Σ xᵢxⱼ over those who answered both.
    :param sums: Σ xᵢ over those who answered both, i in rows.
    :param counts: how many answered both.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = products - sums * np.swapaxes(sums, -1, -2) / counts
        return np.where(counts > 1, centred / (counts - 1), np.nan)


def cronbach_alpha(covariances: ArrayLike) -> Array:
    """k/(k−1)(1 − Σs²ᵢ/s²_X) of (..., k, k) covariances (Cronbach 1951); NaN for one item or no variance."""
    matrix = np.asarray(covariances, dtype=np.float64)
    k = matrix.shape[-1]
    total = matrix.sum(axis=(-2, -1))
    if k < 2:
        return np.full_like(total, np.nan)
    rounding = 1e-12 * np.abs(matrix).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.trace(matrix, axis1=-2, axis2=-1) / np.where(total > rounding, total, np.nan)
    return np.asarray(k / (k - 1) * (1 - ratio))


def feldt_interval(alpha: ArrayLike, n: ArrayLike, k: int) -> tuple[Array, Array]:
    """The 95 % interval of alpha by F(n−1, (n−1)(k−1)) (Feldt, Woodruff & Salih 1987)."""
    from scipy.special import fdtri

    estimate, people = np.asarray(alpha, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if k < 2:
        return np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    df = np.where(people > 1, people - 1, np.nan)
    upper, lower = fdtri(df, df * (k - 1), 0.975), fdtri(df, df * (k - 1), 0.025)
    return 1 - (1 - estimate) * upper, 1 - (1 - estimate) * lower


def mcdonald_omega(covariances: ArrayLike) -> float:
    """(Σλ)² / ((Σλ)² + Σθ) of one factor fitted by maximum likelihood (McDonald 1999).

    :return: NaN where it is not available: fewer than three items, no variance, or an improper solution
        (no convergence, a unique variance of zero or below, covariances that no answers can have).
    """
    matrix = np.asarray(covariances, dtype=np.float64)
    if len(matrix) < 3 or not np.isfinite(matrix).all() or (np.diag(matrix) <= 0).any():
        return float("nan")
    spread = np.sqrt(np.diag(matrix))
    correlations = matrix / np.outer(spread, spread)
    if np.linalg.eigvalsh(correlations)[0] <= 1e-8:
        return float("nan")
    loadings, unique, converged = _one_factor(correlations)
    if not converged or unique.min() <= 1.01 * _WALL:  # the fit ran into the wall: a Heywood case
        return float("nan")
    common = float((loadings * spread).sum() ** 2)
    return common / (common + float((unique * spread**2).sum()))


def icc(n: ArrayLike, sums: ArrayLike, squares: ArrayLike) -> Icc:
    """One-way analysis of variance, with N/K, the mean group size, for unequal groups (Bliese 2000).

    :param n: scores per group; `sums` and `squares` are Σx and Σx² per group. Empty groups do not count.
    :return: may be negative; NaN below two groups, without a group of two, or without variance.
    """
    size, total, square = (np.asarray(x, dtype=np.float64) for x in (n, sums, squares))
    there = size > 0
    size, total, square = size[there], total[there], square[there]
    groups, people = len(size), float(size.sum())
    if groups < 2 or people <= groups:
        return Icc(float("nan"), float("nan"))
    between = float((total**2 / size).sum() - total.sum() ** 2 / people)
    within = float(square.sum() - (total**2 / size).sum())
    msb, msw = between / (groups - 1), within / (people - groups)
    spread = msb + (people / groups - 1) * msw
    return Icc(
        (msb - msw) / spread if spread > 0 else float("nan"), (msb - msw) / msb if msb > 0 else float("nan")
    )


def _one_factor(correlations: Array) -> tuple[Array, Array, bool]:
    """Loadings and unique variances of one factor by maximum likelihood, and whether the fit converged.

    Jöreskog's way: given the unique variances the best loadings are known from the largest eigenvalue of the
    rescaled correlations, so that only the unique variances are searched (Lawley & Maxwell 1971).
    """
    from scipy.optimize import minimize

    def misfit(unique: Array) -> tuple[float, Array]:
        scale = 1 / np.sqrt(unique)
        values, vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
        common = vectors[:, -1] / scale * np.sqrt(max(values[-1] - 1, 0.0))
        slope = (common**2 + unique - 1) / unique**2
        return float((values[:-1] - np.log(values[:-1]) - 1).sum()), slope

    start = 0.5 / np.diag(np.linalg.inv(correlations))
    bounds = [(_WALL, 1.0)] * len(start)
    fit = minimize(
        misfit, start, jac=True, method="TNC", bounds=bounds, options={"maxfun": 2000, "gtol": 1e-9}
    )
    scale = 1 / np.sqrt(fit.x)
    values, vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
    loadings = vectors[:, -1] / scale * np.sqrt(max(values[-1] - 1, 0.0))
    return loadings, np.asarray(fit.x), bool(fit.success)
