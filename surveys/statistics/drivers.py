"""Turns person scores into each facet's share of what they explain of an outcome: exact LMG shares.

The shares are the average gain in R² over all orders in which the facets can enter a regression (Lindeman,
Merenda & Gold 1980; Grömping 2006), which are the Shapley values of R² over all subsets of facets.
"""

from dataclasses import dataclass
from functools import cache
from math import factorial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LARGEST = 15  # facets: 32,768 subsets, a thousand times over
_REPLICATES = 1000
_PIECES = 2000  # people are drawn one by one up to this number, in random pieces above it
_AT_ONCE = 2**18  # numbers held by one batch of replicates: few enough for a processor's cache


@dataclass(frozen=True)
class Shares:
    """R² and its parts: `shares` (facets,) add up to `r2`; the best rank is 1; ranks have 95 % intervals."""

    r2: float
    shares: Array
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]


def enough(n: int, facets: int) -> bool:
    """Whether n people are enough to speak of drivers: max(100, 10 × facets)."""
    return n >= max(100, 10 * facets)


def lmg(covariances: Array) -> Array:
    """Shares of R² (..., p) from covariances (..., p + 1, p + 1), the outcome in the last row and column.

    A facet without variance, or one that the others determine, adds nothing.
    """
    r2 = _r2_of_subsets(covariances)
    return r2 @ _gains(covariances.shape[-1] - 1).T


@cache
def _gains(p: int) -> Array:
    """(p, 2**p): what turns R² of all subsets into shares, each gain weighted by the orders it occurs in."""
    subsets = np.arange(2**p)
    sizes = np.array([bin(subset).count("1") for subset in range(2**p)])
    weight = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) for s in range(p)] + [0.0])
    holds = (subsets >> np.arange(p)[:, None] & 1).astype(bool)
    return np.asarray(np.where(holds, weight[sizes - 1], -weight[sizes]))


def shares_of(scores: Array, outcome: Array, weights: Array | None = None, seed: int = 0) -> Shares:
    """Shares of the outcome's R² with bootstrap intervals of their ranks.

    :param scores: (people, facets) without gaps, as `outcome` (people,).
    :param seed: of the bootstrap: the same answers give the same intervals.
    """
    columns = np.column_stack([scores, outcome]) - np.append(scores.mean(axis=0), outcome.mean())
    rng = np.random.default_rng(seed)
    pieces = _pieces(columns, np.ones(len(columns)) if weights is None else weights, rng)
    shares = lmg(_covariances(pieces.sum(axis=0, keepdims=True)))[0]
    ranks = _bootstrap_ranks(pieces, rng)
    low, high = np.percentile(ranks, [2.5, 97.5], axis=0, method="closest_observation")
    return Shares(float(shares.sum()), shares, low.astype(np.int64), high.astype(np.int64))


def _bootstrap_ranks(pieces: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    p = pieces.shape[-1] - 2
    batch = max(1, min(_REPLICATES, _AT_ONCE // (4 * 2**p)))
    ranks = []
    for start in range(0, _REPLICATES, batch):
        drawn = rng.multinomial(
            len(pieces), np.full(len(pieces), 1 / len(pieces)), size=min(batch, _REPLICATES - start)
        )
        moments = (drawn.astype(np.float64) @ pieces.reshape(len(pieces), -1)).reshape(-1, p + 2, p + 2)
        order = np.argsort(-lmg(_covariances(moments)), axis=-1, kind="stable")
        ranks.append(np.argsort(order, axis=-1) + 1)
    return np.concatenate(ranks)


def _pieces(columns: Array, weights: Array, rng: np.random.Generator) -> Array:
    """Weighted sums and cross products (pieces, p + 2, p + 2) of people shuffled into equal pieces."""
    with_one = np.column_stack([np.ones(len(columns)), columns])
    order = rng.permutation(len(columns))
    parts = np.array_split(order, min(len(columns), _PIECES))
    return np.stack([(with_one[part] * weights[part, None]).T @ with_one[part] for part in parts])


def _covariances(moments: Array) -> Array:
    """(..., m + 1, m + 1) sums of products of (1, x) as (..., m, m) covariances."""
    total = moments[..., :1, :1]
    mean = moments[..., 1:, :1] / total
    return moments[..., 1:, 1:] / total - mean * np.swapaxes(mean, -1, -2)


def _r2_of_subsets(covariances: Array) -> Array:
    """R² (..., 2**p): bit j of an index says that facet j is in the subset.

    Facets are swept out one after the other (Schur complements): after each, every matrix stands once
    without the facet and once with it, and both are one row smaller. What is left of the outcome's variance
    at the end is what the subset does not explain.
    """
    size = covariances.shape[-1]
    # Matrices last, so that numpy runs along thousands of them at once and not along a short row; of each
    # symmetric matrix the rows from the diagonal on: rows[i] is (size - i, subsets, matrices).
    stacked = np.ascontiguousarray(covariances.reshape(-1, size, size).transpose(1, 2, 0))[:, :, None]
    outcome, floors = stacked[-1, -1], [1e-10 * stacked[facet, facet] for facet in range(size - 1)]
    rows = [stacked[i, i:] for i in range(size)]
    for floor in floors:
        pivot, column = rows[0][0], rows[0][1:]
        usable = pivot > floor
        scaled = column * np.where(usable, 1 / np.where(usable, pivot, 1.0), 0.0)
        rows = [np.concatenate([row, row - scaled[i] * column[i:]], axis=1) for i, row in enumerate(rows[1:])]
    with np.errstate(invalid="ignore", divide="ignore"):
        r2 = 1 - rows[0][0] / outcome
    return np.asarray(r2.T.reshape(*covariances.shape[:-2], -1))
