"""A reader who puts the figures of one release together in every way still finds out nobody."""

from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

import numpy as np
import pytest

from surveys.codes import MISSING
from surveys.disclosure import release
from surveys.instrument import Facet
from surveys.results import DETAILED, ROUNDED, SUPPRESSED, Policy, Suppressed
from surveys.statistics import mean_interval
from tests.surveys.crowd import INSTRUMENT, crowd

K5 = Policy()


def told(results, key, measure):
    figures = results.figures(key, measure)
    return None if isinstance(figures, Suppressed) else figures


def with_blanks(units, rows, column, seed):
    people = crowd(units, seed=seed)
    answers = people.answers.copy()
    answers[rows, column] = MISSING
    return replace(people, answers=answers)


@pytest.mark.parametrize("seed", range(5))
def test_a_facets_share_does_not_give_away_the_one_person_who_answered_a_question(seed):
    """A facet's % is the mean of its questions': twice it less the one question is the other's."""
    results = release(with_blanks({"A": 12, "B": 14, "C": 40}, slice(1, 12), 1, seed), K5)
    assert told(results, "A", "q2") is None
    assert told(results, "A", "q1") is not None
    facet = told(results, "A", "trust")
    assert facet is not None
    assert (facet.favourable, facet.neutral, facet.unfavourable, facet.mean) == (None,) * 4
    assert facet.score == 5 * round(facet.score / 5)


@pytest.mark.parametrize("seed", range(5))
def test_a_neighbours_facet_does_not_give_its_hidden_question_back(seed):
    """B's second question is hidden for four people of A; its facet and its first question would give it."""
    people = with_blanks({"A": 12, "B": 14, "C": 40}, slice(4, 12), 1, seed)
    results = release(people, K5)
    assert told(results, "B", "q2") is None
    truth = people.answers[12:26, 1].sum()
    facet, first = told(results, "B", "trust"), told(results, "B", "q1")
    assert facet.mean is None
    if first.mean is not None and isinstance(facet.score, float):
        reach = 28 * np.array([facet.score - 2.5, facet.score + 2.5]) / 25 + 28 - 14 * first.mean
        assert reach[1] - reach[0] > 5
        assert reach[0] - 1e-9 <= truth <= reach[1] + 1e-9


def test_a_facet_told_in_detail_has_no_hidden_question():
    rng = np.random.default_rng(3)
    people = crowd({f"U{unit}": 11 + unit for unit in range(6)})
    answers = np.where(rng.random(people.answers.shape) < 0.15, MISSING, people.answers).astype(np.int8)
    results = release(replace(people, answers=answers), K5)
    column = {measure: place for place, measure in enumerate(results.measures)}
    tiers = results.table.tiers
    for facet, items in (("trust", ("q1", "q2")), ("pride", ("q3", "q4"))):
        detailed = tiers[:, column[facet]] == DETAILED
        assert detailed.any()
        assert (tiers[np.ix_(detailed, [column[item] for item in items])] == DETAILED).all()
        assert not (tiers[:, column[facet]] == SUPPRESSED).any()


def test_agreement_between_units_does_not_give_a_hidden_one_away():
    """Y is one person, X nine: from the ICCs, the organisation and eleven exact units Y's score follows."""
    shown = {f"U{unit}": 12 + unit for unit in range(11)}
    people = crowd(shown | {"X": 9, "Y": 1})
    quality = release(people, K5).quality["trust"]
    assert {"X", "Y"}.isdisjoint(release(people, K5).counts)
    alone = release(crowd(shown), K5).quality["trust"]
    assert quality.icc1 is not None
    answers = people.answers.copy()
    answers[-10:] = np.clip(6 - answers[-10:], 1, 5)
    other = release(replace(people, answers=answers), K5).quality["trust"]
    assert (quality.icc1, quality.icc2, quality.rwg_mean) == (other.icc1, other.icc2, other.rwg_mean)
    assert alone.icc1 is not None


def test_all_units_told_in_detail_leave_the_iccs_as_they_are():
    shown = {f"U{unit}": 12 + unit for unit in range(11)}
    one, other = (release(crowd(shown, seed=seed), K5).quality["trust"].icc2 for seed in (1, 2))
    assert one != other


def test_a_facet_of_one_question_is_told_as_that_question_is():
    single = replace_facets(Facet(id="trust", items=INSTRUMENT.facets[0].items[:1]), INSTRUMENT.facets[1])
    people = crowd({"A": 7, "B": 9, "C": 40})
    keep = [0, 2, 3, 4]
    people = replace(
        people,
        instrument=single,
        items=tuple(people.items[column] for column in keep),
        answers=people.answers[:, keep],
    )
    results = release(people, K5)
    assert told(results, "A", "trust") is None
    assert told(results, "A", "pride") is not None


def replace_facets(*facets):
    return INSTRUMENT.model_copy(update={"facets": facets})


def test_a_small_groups_interval_does_not_give_its_spread():
    people = crowd({"A": 7, "B": 9, "C": 40}, seed=4)
    results = release(people, K5)
    for key in ("A", "B"):
        for facet in ("trust", "pride"):
            figures = told(results, key, facet)
            assert figures.detailed is False
            if figures.score_low is not None:
                assert figures.score_low % 5 == figures.score_high % 5 == 0
                assert figures.score_low <= figures.score <= figures.score_high


@pytest.mark.parametrize("size", [10, 30])
def test_a_large_neighbours_interval_does_not_give_the_small_groups_spread_either(size):
    """A and C are told exactly together, so what B's interval says of its spread is said of A's five people.

    The reader tries every five scores: in fives B's interval leaves more of them than in whole points would.
    """
    left = {5.0: 0, 1.0: 0}
    for seed in range(40):
        people = crowd({"A": 5, "B": size, "C": 40}, seed=seed)
        results = release(people, K5)
        b = told(results, "B", "trust")
        assert b.detailed is False
        assert b.score_low % 5 == b.score_high % 5 == 0
        tried = every_five_scores(results)
        exact = people.answers[5 : 5 + size, :2].mean(axis=1)
        for step in left:
            known = interval(exact.mean(), exact.std(ddof=1), size, step)
            fits = tried.possible & (tried.of_b(step) == known).all(axis=-1)
            truth = np.sort(people.answers[:5, :2].mean(axis=1))
            assert (tried.scores[fits] == truth).all(axis=1).any()
            left[step] += np.count_nonzero(fits)
    assert left[1.0] < left[5.0]


@dataclass
class Tried:
    """Every five scores that A could have, and which of them agree with what is told of A and of all.

    scores    (candidates, 5), in ascending order
    possible  bool (candidates,)
    n, mean, spread   what is left for B then
    """

    scores: np.ndarray
    possible: np.ndarray
    n: int
    mean: np.ndarray
    spread: np.ndarray

    def of_b(self, step):
        return interval(self.mean, self.spread, self.n, step)


def every_five_scores(results):
    scores = 1 + np.array(list(combinations_with_replacement(range(9), 5))) / 2
    a, b = told(results, "A", "trust"), told(results, "B", "trust")
    total, squares = sums(results, "all") - sums(results, "C")
    total, squares = total - scores.sum(axis=1), squares - (scores**2).sum(axis=1)
    mean = total / b.n
    variance = (squares - b.n * mean**2) / (b.n - 1)
    possible = (variance > -1e-9) & (np.abs(25 * (scores.mean(axis=1) - 1) - a.score) <= 0.5)
    if a.score_low is not None:
        ends = interval(scores.mean(axis=1), scores.std(axis=1, ddof=1), 5, 5.0)
        possible &= (ends == [a.score_low, a.score_high]).all(axis=-1)
    return Tried(scores, possible, b.n, mean, np.sqrt(np.maximum(variance, 0)))


def sums(results, key):
    """The sum of all persons' scores and that of their squares, from the exact figures of a large group."""
    of = told(results, key, "trust")
    return np.array([of.n * of.mean, (of.n - 1) * of.sd**2 + of.n * of.mean**2])


def interval(mean, spread, n, step):
    """A score's interval, 0-100, widened to the next steps; a hair's breadth is no step."""
    low, high = mean_interval(25 * (mean - 1), 25 * spread, n, n)
    low, high = np.floor(np.maximum(low, 0) / step + 1e-9), np.ceil(np.minimum(high, 100) / step - 1e-9)
    return step * np.stack([low, high], axis=-1)


def test_a_missing_interval_does_not_say_that_five_people_agree():
    """All five at 3, or four at 3 and one at 4 in one question: the same is told but for the score."""
    people = crowd({"A": 5, "B": 30, "C": 5, "D": 30}, answers={"A": 3})
    agreed = told(release(people, K5), "A", "trust")
    answers = people.answers.copy()
    answers[0, 0] = 4
    nearly = told(release(replace(people, answers=answers), K5), "A", "trust")
    assert (agreed.score, agreed.score_low) == (50, None)
    assert nearly.score_low is None


def test_rounded_stays_rounded():
    results = release(crowd({"A": 7, "B": 9, "C": 40}), K5)
    assert (results.table.tiers == ROUNDED).any()


def test_one_heavy_weight_is_no_crowd():
    people = crowd({"A": 25, "B": 30, "C": 40})
    weights = np.ones(95)
    even = release(replace(people, weights=weights), K5)
    assert told(even, "A", "q1").detailed
    weights[0] = 1e6
    results = release(replace(people, weights=weights), K5)
    assert told(results, "A", "q1") is None
    assert told(results, "A", "trust") is None
    assert told(results, "C", "q1") is not None


def test_all_responses_less_the_staff_are_not_the_hidden_leaders():
    intake = release(crowd({"A": 40}, leaders=4), K5).intake
    assert (intake.read, intake.used) == (40, 40)
    assert release(crowd({"A": 40}, leaders=6), K5).intake.used == 46
