"""Scores guesses of who said what, and says how many right ones chance alone would give.

Whoever has to guess within a combination of unit, perspective and background answers that n people share
has to name one of n! ways in which n people and n responses may belong together. The tally draws that way
at random, so however cleverly the guess was chosen, the number of right pairs is the number of fixed points
of a random permutation: one on average, and exactly j of them with probability

    P(n, j) = D(n-j) / (j! (n-j)!)        D(m) = the permutations of m without a fixed point.

Several combinations are drawn apart, so their numbers add up: the distribution of the sum is the convolution.
`most_by_chance` is its upper quantile. The chance that a sound tally fails a suite of so many attacks is at
most FALSE_ALARM, by Bonferroni's inequality, though the attacks are far from independent.

A guess that pairs only some people has no more right pairs on average than one that pairs them all.
"""

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist

FALSE_ALARM = 1e-6
_MOST_FIXED = 40  # of one permutation: more have a probability below 1e-47


def most_by_chance(group_sizes: Iterable[int], attacks: int) -> int:
    """The smallest number of right pairs that chance exceeds with less than FALSE_ALARM in all attacks."""
    total = [1.0]
    for size in group_sizes:
        total = _convolved(total, [_fixed_points(size, count) for count in range(min(size, _MOST_FIXED) + 1)])
    beyond = 1.0
    for most, probability in enumerate(total):
        beyond -= probability
        if beyond < FALSE_ALARM / attacks:
            return most
    return len(total) - 1


def _fixed_points(size: int, count: int) -> float:
    others = size - count
    return sum((-1) ** term / math.factorial(term) for term in range(others + 1)) / math.factorial(count)


def _convolved(first: Sequence[float], second: Sequence[float]) -> list[float]:
    result = [0.0] * (len(first) + len(second) - 1)
    for place, one in enumerate(first):
        for distance, other in enumerate(second):
            result[place + distance] += one * other
    return result


def most_alike_by_chance(attacks: int) -> float:
    """The likeness of two independent orders, in standard deviations, that chance exceeds as rarely.

    The tails of a rank correlation are lighter than the normal ones.
    """
    return NormalDist().inv_cdf(1 - FALSE_ALARM / attacks / 2)
