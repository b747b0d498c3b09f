"""Turns sums of answers into statistics: intervals, reliability, agreement, change and drivers.

Pure functions over numpy arrays, as defined in STATISTICS.md; scipy is imported where it is needed.
"""

from surveys.statistics.change import (
    Difference,
    Effect,
    hedges_g,
    newcombe,
    paired,
    two_proportions_z,
    welch,
)
from surveys.statistics.intervals import (
    effective_n,
    finite_factor,
    margin_of_error,
    mean_interval,
    silence_band,
    wilson,
)
from surveys.statistics.multiplicity import benjamini_hochberg, family_size, holm

__all__ = [
    "Difference",
    "Effect",
    "benjamini_hochberg",
    "effective_n",
    "family_size",
    "finite_factor",
    "hedges_g",
    "holm",
    "margin_of_error",
    "mean_interval",
    "newcombe",
    "paired",
    "silence_band",
    "two_proportions_z",
    "welch",
    "wilson",
]
