"""Turns what people submitted into every figure of a wave, by plain arithmetic written from the definitions.

A second opinion: it shares no code with the product. Nothing here is rounded, hidden or quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, sqrt
from statistics import fmean, stdev, variance

import numpy as np
from scipy import stats
from statsmodels.multivariate.factor import Factor

from tests.waves.diaries import Diary
from tests.waves.questionnaire import (
    FAVOURABLE,
    NEUTRAL,
    OPTIONS,
    POINTS,
    Item,
    all_items,
    dimensions,
)

LOW, HIGH = POINTS[0], POINTS[-1]
Z95 = stats.norm.ppf(0.975)
CHANCE = (len(POINTS) ** 2 - 1) / 12  # the variance of answers spread evenly, for agreement
SKEWED = 1.34  # and of answers that lean a little to one side, on five points
FACETS = tuple(facet for facets in dimensions().values() for facet in facets)

Figure = Mapping[str, float | None]


@dataclass(frozen=True)
class Response:
    """One person's answers that were submitted, as ticked, by the id of the item; *don't know* is none."""

    unit: str
    perspective: str
    tenure: str | None
    ticked: Mapping[str, int]

    def keyed(self, item: Item) -> int | None:
        """The answer, turned round where the statement is."""
        answer = self.ticked.get(item.id)
        return LOW + HIGH - answer if answer is not None and item.reverse else answer


def responses_of(diaries: Iterable[Diary]) -> list[Response]:
    """What was submitted in the end."""
    return [_response(diary) for diary in diaries if diary.submitted is not None]


def _response(diary: Diary) -> Response:
    said = {int(name[5:]): int(value) for name, value in diary.submitted.items() if name.startswith("item_")}
    ticked = {all_items()[place].id: point for place, point in said.items() if point in POINTS}
    tenure = None if diary.tenure is None else OPTIONS[diary.tenure]
    return Response(diary.person.unit, diary.person.perspective, tenure, ticked)


def cells_of(responses: Sequence[Response], units: Iterable[str]) -> dict[str, list[Response]]:
    """The people behind each segment: staff by unit and by tenure, the others as one group each."""
    staff = [each for each in responses if each.perspective == "staff"]
    cells = {"all": staff}
    cells |= {unit: [each for each in staff if f"{each.unit}/".startswith(f"{unit}/")] for unit in units}
    cells |= {f"tenure={option}": [each for each in staff if each.tenure == option] for option in OPTIONS}
    return cells | {
        name: [each for each in responses if each.perspective == name] for name in ("leader", "customer")
    }


def measured(perspective: str, only: Iterable[str] | None = None) -> dict[str, list[Item]]:
    """The items behind each item, facet and dimension, as far as they are worded for a perspective.

    :param only: ids of items, where no others count in facets and dimensions.
    """
    allowed = {item.id for item in all_items()} if only is None else set(only)
    asked = [item for item in all_items() if perspective in item.asked_of and item.id in allowed]
    facets = {facet: [item for item in asked if item.facet == facet] for facet in FACETS}
    behind = {
        name: [item for facet in inside for item in facets[facet]] for name, inside in dimensions().items()
    }
    return {item.id: [item] for item in asked} | facets | behind


def scores_of(person: Response, behind: Mapping[str, Sequence[Item]]) -> dict[str, float]:
    """A person's facet and dimension scores on the scale's points; none where the half rule forbids it."""
    scores: dict[str, float] = {}
    for facet in FACETS:
        answers = _answers(person, behind[facet])
        if answers and 2 * len(answers) >= len(behind[facet]):
            scores[facet] = fmean(answers)
    for dimension, inside in dimensions().items():
        asked = [facet for facet in inside if behind[facet]]
        there = [scores[facet] for facet in asked if facet in scores]
        answers = _answers(person, behind[dimension])
        enough = 2 * len(there) >= len(asked) and 2 * len(answers) >= len(behind[dimension])
        if there and enough:
            scores[dimension] = fmean(there)
    return scores


def _answers(person: Response, items: Iterable[Item]) -> list[int]:
    keyed = (person.keyed(item) for item in items)
    return [answer for answer in keyed if answer is not None]


def values_of(people: Sequence[Response], behind: Mapping[str, Sequence[Item]]) -> dict[str, list[float]]:
    """The values of all who have one: answers to items, scores of facets and dimensions."""
    scores = [scores_of(person, behind) for person in people]
    wholes = {*FACETS, *dimensions()}
    return {
        measure: [each[measure] for each in scores if measure in each]
        if measure in wholes
        else [float(each) for person in people for each in _answers(person, items)]
        for measure, items in behind.items()
    }


def figures_of(people: Sequence[Response], perspective: str, invited: int | None) -> dict[str, Figure]:
    """Every figure of every measure in one group, by the names that results have for them."""
    behind = measured(perspective)
    values = values_of(people, behind)
    return {
        measure: _figure(people, values[measure], items, measure in {*FACETS, *dimensions()}, invited)
        for measure, items in behind.items()
    }


def _figure(
    people: Sequence[Response],
    values: Sequence[float],
    items: Sequence[Item],
    is_whole: bool,
    invited: int | None,
) -> Figure:
    n = len(values)
    mean, sd = (fmean(values) if n else None), (stdev(values) if n > 1 else None)
    answered = [answers for item in items if (answers := _given(people, item))]
    shares = [_shares(answers) for answers in answered]
    favourable, neutral, unfavourable = (
        fmean(share[kind] for share in shares) if shares else None for kind in range(3)
    )
    told: dict[str, float | None] = {
        "n": n,
        "n_effective": None,
        "mean": mean,
        "sd": sd,
        "score": None if mean is None else percent(mean),
        "favourable": favourable,
        "neutral": neutral,
        "unfavourable": unfavourable,
    }
    told |= _pair("score", _interval(mean, sd, n, invited))
    told |= _pair("favourable", _wilson(favourable, n, invited))
    told |= _pair("silence", _silence(shares, [len(each) for each in answered], invited))
    told["margin"] = _margin(favourable, n, invited)
    alpha = _alpha(people, items) if is_whole and len(items) > 1 else None
    told["alpha"] = alpha
    told |= _pair("alpha", _feldt(alpha, n, len(items)))
    spread = [variance(each) if len(each) > 1 else None for each in (_given(people, item) for item in items)]
    told["rwg"], told["rwg_skewed"] = _agreement(spread, CHANCE), _agreement(spread, SKEWED)
    return told


def _pair(name: str, ends: tuple[float, float] | None) -> dict[str, float | None]:
    low, high = ends or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def _given(people: Iterable[Response], item: Item) -> list[int]:
    return [answer for person in people if (answer := person.keyed(item)) is not None]


def percent(mean: float) -> float:
    """A mean in points as a score from 0 to 100."""
    return 100 * (mean - LOW) / (HIGH - LOW)


def _shares(answers: Sequence[int]) -> tuple[float, float, float]:
    favourable = 100 * sum(each in FAVOURABLE for each in answers) / len(answers)
    neutral = 100 * sum(each in NEUTRAL for each in answers) / len(answers)
    return favourable, neutral, 100 - favourable - neutral


def distribution_of(people: Iterable[Response], item: Item) -> list[float] | None:
    """% of those who answered, point by point, as ticked."""
    ticked = [person.ticked[item.id] for person in people if item.id in person.ticked]
    return [100 * ticked.count(point) / len(ticked) for point in POINTS] if ticked else None


def _interval(
    mean: float | None, sd: float | None, n: int, invited: int | None
) -> tuple[float, float] | None:
    """mean ± t(n−1) s/√n √((N−n)/N), as scores that stay within 0 and 100."""
    if mean is None or sd is None or n == invited:
        return None
    finite = 1.0 if invited is None else (invited - n) / invited
    half = stats.t.ppf(0.975, n - 1) * sd / sqrt(n) * sqrt(finite)
    return max(percent(mean - half), 0.0), min(percent(mean + half), 100.0)


def _wilson(share: float | None, n: int, invited: int | None) -> tuple[float, float] | None:
    if share is None or not n or n == invited:
        return None
    p, size = share / 100, n * (1.0 if invited is None else (invited - 1) / (invited - n))
    centre = (p + Z95**2 / (2 * size)) / (1 + Z95**2 / size)
    half = Z95 * sqrt(p * (1 - p) / size + Z95**2 / (4 * size**2)) / (1 + Z95**2 / size)
    return 100 * (centre - half), 100 * (centre + half)


def _silence(
    shares: Sequence[Sequence[float]], counts: Sequence[int], invited: int | None
) -> tuple[float, float] | None:
    """[pos/N, (pos + N − n)/N]; of several items the mean of theirs."""
    if invited is None or not shares:
        return None
    lowest = [share[0] * n / invited for share, n in zip(shares, counts, strict=True)]
    silent = [100 * (invited - n) / invited for n in counts]
    return fmean(lowest), fmean(map(sum, zip(lowest, silent, strict=True)))


def _margin(share: float | None, n: int, invited: int | None) -> float | None:
    if share is None or not n or n == invited:
        return None
    finite = 1.0 if invited is None else (invited - n) / (invited - 1)
    return 100 * Z95 * sqrt(share / 100 * (1 - share / 100) / n) * sqrt(finite)


def covariances_of(people: Sequence[Response], items: Sequence[Item]) -> np.ndarray:
    """Of each pair of items over those who answered both."""
    matrix = np.full((len(items), len(items)), np.nan)
    for i, one in enumerate(items):
        for j, other in enumerate(items):
            pairs = [(person.keyed(one), person.keyed(other)) for person in people]
            both = [pair for pair in pairs if None not in pair]
            if len(both) > 1:
                first, second = fmean(pair[0] for pair in both), fmean(pair[1] for pair in both)
                products = sum((x - first) * (y - second) for x, y in both)
                matrix[i, j] = products / (len(both) - 1)
    return matrix


def _alpha(people: Sequence[Response], items: Sequence[Item]) -> float | None:
    """k/(k−1)(1 − Σs²ᵢ/s²_X) from pairwise covariances."""
    matrix, k = covariances_of(people, items), len(items)
    total = float(matrix.sum())
    if np.isnan(total) or abs(total) < 1e-9:
        return None
    return k / (k - 1) * (1 - float(np.trace(matrix)) / total)


def _feldt(alpha: float | None, n: int, k: int) -> tuple[float, float] | None:
    if alpha is None or n < 2:
        return None
    low, high = stats.f.ppf([0.975, 0.025], n - 1, (n - 1) * (k - 1))
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def _agreement(variances: Sequence[float | None], chance: float) -> float | None:
    if not variances or None in variances:
        return None
    j, m = len(variances), min(fmean(variances) / chance, 1.0)
    return j * (1 - m) / (j * (1 - m) + m)


def omega_of(people: Sequence[Response], items: Sequence[Item]) -> float | None:
    """(Σλ)² / ((Σλ)² + Σθ) of one factor, fitted by another library than the product's own code."""
    matrix = covariances_of(people, items)
    spread = np.sqrt(np.diag(matrix))
    # It begins at random, and from one beginning in three thousand it comes to no end.
    beginning = np.random.default_rng(1)
    fitted = Factor(corr=matrix / np.outer(spread, spread), n_factor=1, method="ml").fit(rng=beginning)
    if fitted.uniqueness.min() < 0.006:  # improper: an item without a variance of its own
        return None
    common = float((fitted.loadings[:, 0] * spread).sum()) ** 2
    return common / (common + float((fitted.uniqueness * spread**2).sum()))


@dataclass(frozen=True)
class Gap:
    """How another perspective sees a measure, in points of score."""

    items: tuple[str, ...]
    n_staff: int
    n_other: int
    staff: float
    other: float
    low: float
    high: float


def gaps_of(staff: Sequence[Response], other: Sequence[Response]) -> dict[str, Gap]:
    """By measure, over the items that are worded for both (Welch 1947)."""
    name = other[0].perspective
    shared = [item.id for item in all_items() if {"staff", name} <= item.asked_of]
    behind = measured("staff", shared)
    ours, theirs = values_of(staff, behind), values_of(other, measured(name, shared))
    found = {}
    for measure, items in behind.items():
        if not items:
            continue
        one, two = ours[measure], theirs[measure]
        first, second = variance(one) / len(one), variance(two) / len(two)
        df = (first + second) ** 2 / (first**2 / (len(one) - 1) + second**2 / (len(two) - 1))
        half = stats.t.ppf(0.975, df) * sqrt(first + second) * 100 / (HIGH - LOW)
        levels = percent(fmean(one)), percent(fmean(two))
        difference = levels[1] - levels[0]
        found[measure] = Gap(
            tuple(item.id for item in items),
            len(one),
            len(two),
            *levels,
            difference - half,
            difference + half,
        )
    return found


def drivers_of(staff: Sequence[Response]) -> tuple[int, dict[str, float]]:
    """How many have all facet scores and the overall item, and each facet's share of its R² (LMG)."""
    behind = measured("staff")
    overall = next(item for item in all_items() if not item.facet)
    rows = [(scores_of(person, behind), person.keyed(overall)) for person in staff]
    whole = [
        [*(scores[facet] for facet in FACETS), outcome]
        for scores, outcome in rows
        if outcome is not None and all(facet in scores for facet in FACETS)
    ]
    covariances = np.cov(np.array(whole), rowvar=False)
    explained = {chosen: _r2(covariances, chosen) for chosen in _subsets(len(FACETS))}
    shares = {facet: _share(place, len(FACETS), explained) for place, facet in enumerate(FACETS)}
    return len(whole), shares


def _subsets(size: int) -> list[tuple[int, ...]]:
    return [chosen for count in range(size + 1) for chosen in combinations(range(size), count)]


def _r2(covariances: np.ndarray, chosen: tuple[int, ...]) -> float:
    if not chosen:
        return 0.0
    places = list(chosen)
    towards = covariances[places, -1]
    weights = np.linalg.solve(covariances[np.ix_(places, places)], towards)
    return float(weights @ towards / covariances[-1, -1])


def _share(place: int, size: int, explained: Mapping[tuple[int, ...], float]) -> float:
    """The gain in R² by one facet, averaged over all orders in which the facets can enter."""
    share = 0.0
    for chosen, r2 in explained.items():
        if place not in chosen:
            more = tuple(sorted((*chosen, place)))
            orders = factorial(len(chosen)) * factorial(size - len(chosen) - 1) / factorial(size)
            share += orders * (explained[more] - r2)
    return share
