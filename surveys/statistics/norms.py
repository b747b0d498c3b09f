"""Turns the scores of organisations into where one of them stands among the others."""

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


def benchmark(own: float, others: Sequence[float]) -> Benchmark | None:
    """Compares an organisation with others, itself excluded; None below ten of them."""
    from scipy.stats import percentileofscore

    if len(others) < MIN_ORGANISATIONS:
        return None
    median, quartile = np.percentile(others, [50, 75])
    return Benchmark(
        float(percentileofscore(others, own, kind="mean")), float(median), float(quartile), len(others)
    )
