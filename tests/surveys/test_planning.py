"""Checks what a planned wave could show: power against statsmodels, crowds and expected answers by hand."""

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from surveys.planning import Crowd, Sample, crowd, expected, smallest_change
from surveys.statistics.change import welch


@pytest.mark.parametrize(("before", "after"), [(10, 10), (12, 40), (60, 60), (300, 150), (5000, 5000)])
def test_the_smallest_change_has_the_power_that_statsmodels_gives(before: int, after: int) -> None:
    solver = TTestIndPower()
    effect = solver.solve_power(effect_size=None, nobs1=before, ratio=after / before, alpha=0.05, power=0.8)
    found = smallest_change(Sample(before), Sample(after), 20.0)
    # Welch's degrees of freedom are fewer where the waves differ in size; apart from that, they agree.
    assert found == pytest.approx(20 * float(np.squeeze(effect)), rel=0.001 if before == after else 0.05)


def test_a_finite_number_of_people_shows_smaller_changes() -> None:
    """Half of 120 leave as much to chance as 120 of very many, as Cochran's factor says."""
    half = smallest_change(Sample(60, 120), Sample(60, 120), 1.0)
    assert half == pytest.approx(smallest_change(Sample(120), Sample(120), 1.0), rel=0.02)
    assert smallest_change(Sample(60, 60), Sample(60, 60), 1.0) == 0


def test_more_answers_show_smaller_changes() -> None:
    few, many = (smallest_change(Sample(answers, 100), Sample(answers, 100), 20.0) for answers in (40, 80))
    assert few is not None and many is not None and many < few


def test_a_change_of_that_size_is_found_four_times_of_five() -> None:
    """By trying: people drawn without replacement, and the very test of the report."""
    draw, people, answers = np.random.default_rng(5), 80, 50
    change = smallest_change(Sample(answers, people), Sample(answers, people), 20.0)
    assert change is not None
    found = 0
    for _ in range(1500):
        all_before, all_after = draw.normal(50, 20, people), draw.normal(50, 20, people)
        all_after += change + all_before.mean() - all_after.mean()
        first, second = all_before[:answers], all_after[:answers]
        factor = 1 - answers / people
        test = welch(
            first.mean(),
            first.std(ddof=1),
            answers,
            second.mean(),
            second.std(ddof=1),
            answers,
            factor,
            factor,
        )
        found += bool(test.p < 0.05)
    assert found / 1500 == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("few", [Sample(9), Sample(0, 5)])
def test_too_few_answers_are_not_tested(few: Sample) -> None:
    assert smallest_change(few, Sample(100), 20.0) is None
    assert smallest_change(Sample(100), few, 20.0) is None


def test_who_stands_out_is_counted_once_by_combination() -> None:
    combinations = [(("dock", "en"), 3), (("dock", "en"), 3), (("dock", "de"), 1), (("office", "en"), 4)]
    assert crowd(combinations, 5) == Crowd(people=11, alone=1, rare=5)
    assert crowd([], 5) == Crowd(0, 0, 0)


def test_parts_are_expected_to_be_no_more_than_their_whole() -> None:
    assert expected([10, 7, 3, 0], 0.7) == (7, 4, 2, 0)
    assert expected([11], 1.0) == (11,)
