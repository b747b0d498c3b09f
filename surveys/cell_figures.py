"""Turns the sums of cells into their figures: every statistic of every measure, all cells at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.instrument import Instrument
from surveys.results import STATISTICS
from surveys.scoring import Scoring, to_percent
from surveys.statistics import (
    cronbach_alpha,
    effective_n,
    feldt_interval,
    margin_of_error,
    mcdonald_omega,
    mean_interval,
    pairwise_covariances,
    rwg,
    silence_band,
    skewed_variance,
    uniform_variance,
    wilson,
)
from surveys.tallies import Tally

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Answers and spread of each measure in each cell, (cells, measures); mean and sd in scale points."""

    n: Array
    n_effective: Array
    mean: Array
    sd: Array


def figures(tally: Tally, sums: Array, invited: Array, instrument: Instrument) -> tuple[Array, Array]:
    """All figures of cells: values (cells, measures, STATISTICS) and shares (cells, items, points) in %.

    The share of a facet or dimension is the mean of its items' shares, as its worst case of silence is of
    theirs; its intervals are those of one share of as many people, which is cautious: a mean of shares
    varies less.

    :param invited: people asked per cell, NaN where unknown.
    """
    asked = invited[:, None]
    moments = moments_of(tally, sums)
    told = dict(
        zip(("favourable", "neutral", "unfavourable"), _agreeing(tally, sums, instrument), strict=True)
    )
    low, high = mean_interval(moments.mean, moments.sd, moments.n_effective, moments.n, asked)
    p, n, effective = told["favourable"] / 100, moments.n, moments.n_effective
    items = slice(len(tally.scoring.items))
    band = silence_band(p[:, items], n[:, items], asked)
    bounds = {
        "favourable": wilson(p, effective, n, asked),
        "silence": tuple(_with_indices(tally.scoring, end) for end in band),
    }
    told |= {f"{name}_low": 100 * lower for name, (lower, _) in bounds.items()}
    told |= {f"{name}_high": 100 * upper for name, (_, upper) in bounds.items()}
    told |= {
        "n": n,
        "n_effective": effective if tally.weighted else np.full_like(n, np.nan),
        "mean": moments.mean,
        "sd": moments.sd,
        "score": to_percent(moments.mean, instrument),
        "score_low": np.maximum(to_percent(low, instrument), 0),
        "score_high": np.minimum(to_percent(high, instrument), 100),
        "margin": 100 * margin_of_error(p, effective, n, asked),
        **_reliability(tally, sums, n),
        **_agreement(tally, sums, instrument),
    }
    return np.stack([told[name] for name in STATISTICS], axis=-1), _shares(tally, sums)


def moments_of(tally: Tally, sums: Array) -> Moments:
    """Means and spreads of person scores; the variance is unbiased for weights too: over Σw − Σw²/Σw."""
    parts = tally.part(sums, "sums")
    if tally.weighted:
        n, _, _, w, w2, x, x2 = np.moveaxis(parts, 1, 0)
    else:
        n, x, x2 = np.moveaxis(parts, 1, 0)
        w = w2 = n
    if tally.points:
        scored, counted = (n, w, w2, x, x2), _item_sums(tally, sums)
        n, w, w2, x, x2 = (np.hstack(both) for both in zip(counted, scored, strict=True))
    return _moments(n, w, w2, x, x2, tally.middle)


def item_variances(tally: Tally, sums: Array) -> Array:
    """The unweighted variance of each item in each cell, (cells, items): what agreement is judged by."""
    if tally.points:
        n, _, _, x, x2 = _item_sums(tally, sums, weighted=False)
    else:
        n, x, x2 = np.moveaxis(tally.part(sums, "sums")[:, :3, : len(tally.scoring.items)], 1, 0)
    return _moments(n, n, n, x, x2, tally.middle).sd ** 2


def columns_of(scoring: Scoring) -> list[list[int]]:
    """The columns of the items behind each measure."""
    members = np.hstack([scoring.in_facet, scoring.in_facet @ scoring.in_dimension])
    return [
        *([place] for place in range(len(scoring.items))),
        *(np.flatnonzero(column).tolist() for column in members.T),
    ]


def _item_sums(tally: Tally, sums: Array, weighted: bool = True) -> tuple[Array, ...]:
    """n, Σw, Σw², Σwx and Σwx² of items from counts per point, x keyed and from the scale's middle."""
    counts = tally.part(sums, "counts")
    n, w, w2 = (counts[:, kind if weighted and tally.weighted else 0] for kind in range(3))
    x = np.array(tally.points) - tally.middle
    sign = np.where(tally.scoring.reversed, -1.0, 1.0)
    return n.sum(axis=-1), w.sum(axis=-1), w2.sum(axis=-1), (w @ x) * sign, w @ x**2


def _moments(n: Array, w: Array, w2: Array, x: Array, x2: Array, middle: float) -> Moments:
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = x / np.where(n > 0, w, np.nan)
        rest = np.where(n > 1, w - w2 / w, np.nan)
        variance = (x2 - x * mean) / np.where(rest > 0, rest, np.nan)
    # What is left of a variance after subtracting equal numbers is rounding, not spread.
    rounding = 1e-12 * np.maximum(mean**2, 1)
    sd = np.sqrt(np.where(np.abs(variance) <= rounding, 0.0, np.maximum(variance, 0)))
    return Moments(n, effective_n(w, w2), mean + middle, np.where(np.isnan(variance), np.nan, sd))


def _agreeing(tally: Tally, sums: Array, instrument: Instrument) -> tuple[Array, Array, Array]:
    """% favourable, neutral, unfavourable; of facets and dimensions the mean of their items' percentages."""
    scoring, scale = tally.scoring, instrument.scale
    if not tally.points:
        nothing = np.full((len(sums), len(scoring.measures)), np.nan)
        return nothing, nothing, nothing
    points = np.array(tally.points, dtype=np.float64)
    keyed = np.where(scoring.reversed[:, None], scoring.turn - points, points)
    favourable, neutral = np.isin(keyed, scale.favourable), np.isin(keyed, scale.neutral)
    shares = _shares(tally, sums)
    kinds = (favourable, neutral, ~favourable & ~neutral)
    first, second, third = (_with_indices(scoring, (shares * kind).sum(axis=-1)) for kind in kinds)
    return first, second, third


def _with_indices(scoring: Scoring, items: Array) -> Array:
    """Item percentages followed by their unweighted means in each facet and dimension."""
    members = np.hstack([scoring.in_facet, scoring.in_facet @ scoring.in_dimension])
    there = ~np.isnan(items)
    with np.errstate(invalid="ignore", divide="ignore"):
        indices = np.where(there, items, 0.0) @ members / (there.astype(np.float64) @ members)
    return np.hstack([items, indices])


def _shares(tally: Tally, sums: Array) -> Array:
    """% of those who answered, per point as answered."""
    counts = tally.part(sums, "counts")[:, 1 if tally.weighted else 0]
    total = counts.sum(axis=-1, keepdims=True)
    return 100 * counts / np.where(total > 0, total, np.nan)


def _reliability(tally: Tally, sums: Array, n: Array) -> dict[str, Array]:
    """Unweighted: alpha with its interval in every cell, omega in the first one alone."""
    told = {name: np.full_like(n, np.nan) for name in ("alpha", "alpha_low", "alpha_high", "omega")}
    blocks = [pairwise_covariances(*tally.block(sums, number)) for number in range(len(tally.blocks))]
    for measure, columns in list(enumerate(columns_of(tally.scoring)))[len(tally.scoring.items) :]:
        for block, covariances in zip(tally.blocks, blocks, strict=True):
            if len(columns) > 1 and set(columns) <= set(block):
                places = [block.index(column) for column in columns]
                within = covariances[:, places][:, :, places]
                alpha = cronbach_alpha(within)
                told["alpha"][:, measure] = alpha
                told["alpha_low"][:, measure], told["alpha_high"][:, measure] = feldt_interval(
                    alpha, n[:, measure], len(columns)
                )
                told["omega"][0, measure] = mcdonald_omega(within[0])
    return told


def _agreement(tally: Tally, sums: Array, instrument: Instrument) -> dict[str, Array]:
    scale = instrument.scale
    points = tally.points or (scale.minimum, scale.maximum)
    chance = uniform_variance(points) if tally.points else (points[1] - points[0]) ** 2 / 12
    skewed = skewed_variance(tally.points)
    variances = item_variances(tally, sums)
    columns = columns_of(tally.scoring)
    return {
        "rwg": np.stack([rwg(variances[:, places], chance) for places in columns], axis=-1),
        "rwg_skewed": np.stack([rwg(variances[:, places], skewed) for places in columns], axis=-1),
    }
