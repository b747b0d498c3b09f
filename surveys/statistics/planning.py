"""Turns sizes of segments into changes they could show, and scores of organisations into a benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MIN_ORGANISATIONS = 10


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Where an organisation stands among others: mid-rank percentile, their median and upper quartile."""

    percentile: float
    median: float
    upper_quartile: float
    organisations: int


def smallest_detectable_change(
    invited: int, response_rate: float, sd: float, *, power: float = 0.8, alpha: float = 0.05
) -> float | None:
    """The smallest change between two waves that a segment will probably notice, in the units of `sd`.

    Both waves are taken to be alike; the finite number of people asked is allowed for (Cohen 1988).

    :param response_rate: of the invited, above 0 and at most 1.
    :return: None where fewer than two people will answer; 0 where everybody will: there is no chance in it.
    """
    from statsmodels.stats.power import TTestIndPower

    answers = invited * response_rate
    if answers < 2:
        return None
    if response_rate >= 1:
        return 0.0
    size = answers / (1 - response_rate)
    effect = TTestIndPower().solve_power(effect_size=None, nobs1=size, alpha=alpha, power=power, ratio=1.0)
    return float(np.squeeze(effect)) * sd


def benchmark(own: float, others: Sequence[float]) -> Benchmark | None:
    """Compares an organisation with others, itself excluded; None below ten of them."""
    from scipy.stats import percentileofscore

    if len(others) < MIN_ORGANISATIONS:
        return None
    median, quartile = np.percentile(others, [50, 75])
    return Benchmark(
        float(percentileofscore(others, own, kind="mean")), float(median), float(quartile), len(others)
    )
