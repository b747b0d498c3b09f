"""Turns who is asked in a wave, and how many may answer, into what the wave could show, before it opens."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import floor, sqrt

SD = 20.0  # of people's scores of a dimension, in points of 0 to 100, where no wave before says
MIN_ANSWERS = 10  # for a t test, as in surveys.comparison
_EXACT = 1e-9  # 70 % of ten are seven, whatever binary fractions say


@dataclass(frozen=True, slots=True)
class Crowd:
    """How people share what is known of them.

    alone  people whose combination nobody else has
    rare   people whose combination fewer have than the smallest group; those alone are among them
    """

    people: int
    alone: int
    rare: int


def crowd(combinations: Iterable[tuple[Hashable, int]], smallest: int) -> Crowd:
    """Counts who would stand out.

    :param combinations: what is known of people, such as unit, perspective, language and background answers,
        and how many people it is known of; the same combination may come several times.
    """
    held: Counter[Hashable] = Counter()
    for combination, people in combinations:
        held[combination] += people
    return Crowd(
        people=held.total(),
        alone=sum(people for people in held.values() if people == 1),
        rare=sum(people for people in held.values() if people < smallest),
    )


def expected(people: Sequence[int], rate: float) -> tuple[int, ...]:
    """How many answer of each unit at least, if `rate` of all do; rounded down, so that parts never outgrow
    their whole."""
    return tuple(floor(each * rate + _EXACT) for each in people)


@dataclass(frozen=True, slots=True)
class Sample:
    """How many of how many people answer in a wave; `asked` is None where that is not known."""

    answers: int
    asked: int | None = None

    @property
    def variance(self) -> float:
        """Of the mean, for scores of variance 1: the fewer are silent, the less is left to chance."""
        share = min(1.0, self.answers / self.asked) if self.asked else 0.0
        return (1 - share) / self.answers


def smallest_change(
    before: Sample, after: Sample, sd: float, *, power: float = 0.8, alpha: float = 0.05
) -> float | None:
    """The smallest change of a mean score that two waves would show with this power, in the units of `sd`.

    It is (t(1 - alpha/2) + t(power)) times the standard error of the difference, which is that of the test in
    a report: Welch's, each variance with its finite-population factor 1 - n/N, with Satterthwaite's degrees
    of freedom. Source of the multiplier: H. S. Bloom, Minimum detectable effects, Evaluation Review 19 (1995)
    547-556; of the factor: W. G. Cochran, Sampling Techniques (1977), 2.6.

    :return: None where a wave has too few answers to be tested; 0 where everybody answers in both: then there
        is no chance in the change.
    """
    from scipy.special import stdtrit  # the t quantile, without the seconds that scipy.stats takes to load

    if min(before.answers, after.answers) < MIN_ANSWERS:
        return None
    variance = before.variance + after.variance
    if variance == 0:
        return 0.0
    df = variance**2 / sum(each.variance**2 / (each.answers - 1) for each in (before, after))
    return float(stdtrit(df, 1 - alpha / 2) + stdtrit(df, power)) * sd * sqrt(variance)
