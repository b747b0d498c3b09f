"""Turns sums of answers into statistics: intervals, reliability, agreement, change and drivers.

Pure functions over numpy arrays, as defined in STATISTICS.md; scipy is imported where it is needed.
"""

from surveys.statistics.agreement import rwg, skewed_variance, uniform_variance
from surveys.statistics.change import (
    Difference,
    Effect,
    hedges_g,
    newcombe,
    paired,
    two_proportions_z,
    welch,
)
from surveys.statistics.drivers import Shares, lmg, shares_of
from surveys.statistics.intervals import (
    effective_n,
    finite_factor,
    margin_of_error,
    mean_interval,
    silence_band,
    wilson,
)
from surveys.statistics.multiplicity import benjamini_hochberg, family_size, holm
from surveys.statistics.norms import Benchmark, benchmark
from surveys.statistics.reliability import (
    Icc,
    cronbach_alpha,
    feldt_interval,
    icc,
    mcdonald_omega,
    pairwise_covariances,
)

__all__ = [
    "Benchmark",
    "Difference",
    "Effect",
    "Icc",
    "Shares",
    "benchmark",
    "benjamini_hochberg",
    "cronbach_alpha",
    "effective_n",
    "family_size",
    "feldt_interval",
    "finite_factor",
    "hedges_g",
    "holm",
    "icc",
    "lmg",
    "margin_of_error",
    "mcdonald_omega",
    "mean_interval",
    "newcombe",
    "paired",
    "pairwise_covariances",
    "rwg",
    "shares_of",
    "silence_band",
    "skewed_variance",
    "two_proportions_z",
    "uniform_variance",
    "welch",
    "wilson",
]
