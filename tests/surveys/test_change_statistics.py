"""Checks differences, effect sizes and adjustments for many tests against scipy and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from surveys.statistics import (
    benjamini_hochberg,
    family_size,
    hedges_g,
    holm,
    newcombe,
    paired,
    two_proportions_z,
    welch,
)

RNG = np.random.default_rng(7)
BEFORE, AFTER = RNG.normal(3.2, 0.9, 40), RNG.normal(3.6, 0.7, 55)


def figures(sample):
    return sample.mean(), sample.std(ddof=1), len(sample)


def test_welch_agrees_with_scipy():
    ours = welch(*figures(BEFORE), *figures(AFTER))
    theirs = stats.ttest_ind(AFTER, BEFORE, equal_var=False)
    interval = theirs.confidence_interval()
    assert ours.p == pytest.approx(theirs.pvalue)
    assert ours.df == pytest.approx(theirs.df)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))


def test_finite_factors_narrow_the_interval_and_everybody_is_not_tested():
    whole, part = welch(*figures(BEFORE), *figures(AFTER)), welch(*figures(BEFORE), *figures(AFTER), 0.5, 0.5)
    assert part.high - part.low < (whole.high - whole.low) * 0.72
    assert part.df == pytest.approx(whole.df)
    nobody_missing = welch(*figures(BEFORE), *figures(AFTER), 0.0, 0.0)
    assert nobody_missing.estimate == pytest.approx(AFTER.mean() - BEFORE.mean())
    assert np.isnan([nobody_missing.low, nobody_missing.high, nobody_missing.p]).all()


def test_one_wave_with_everybody_leaves_the_degrees_of_freedom_of_the_other():
    half = welch(*figures(BEFORE), *figures(AFTER), 0.0, 1.0)
    assert half.df == pytest.approx(len(AFTER) - 1)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_answers_are_not_tested(n):
    few = welch(3.0, 1.0, n, *figures(AFTER))
    assert np.isnan([few.low, few.p]).all()


def test_paired_agrees_with_scipy_and_skips_the_unpaired():
    after = BEFORE + RNG.normal(0.3, 0.5, len(BEFORE))
    after[3] = np.nan
    both = ~np.isnan(after)
    ours, theirs = paired(BEFORE, after), stats.ttest_rel(after[both], BEFORE[both])
    interval = theirs.confidence_interval()
    assert (ours.p, ours.low, ours.high) == pytest.approx((theirs.pvalue, interval.low, interval.high))


def test_paired_works_by_column_and_without_any_pair():
    nobody = np.full((4, 1), np.nan)
    result = paired(np.hstack([BEFORE[:4, None], nobody]), np.hstack([AFTER[:4, None], nobody]))
    assert result.estimate[0] == pytest.approx((AFTER[:4] - BEFORE[:4]).mean())
    assert np.isnan(result.estimate[1])


@pytest.mark.parametrize("shift", [0.0, 0.4, -2.0])
def test_hedges_g_interval_is_that_of_the_noncentral_t(shift):
    after = AFTER + shift
    ours = hedges_g(*figures(BEFORE), *figures(after))
    n1, n2 = len(BEFORE), len(after)
    df, reach = n1 + n2 - 2, np.sqrt(n1 * n2 / (n1 + n2))
    t = stats.ttest_ind(after, BEFORE).statistic
    limits = [
        optimize.brentq(lambda nc, q=q: stats.nct.cdf(t, df, nc) - q, t - 6, t + 6) for q in (0.975, 0.025)
    ]
    correction = ours.g / (t / reach)
    assert correction == pytest.approx(1 - 3 / (4 * df - 1), abs=1e-5)
    assert (ours.low, ours.high) == pytest.approx(tuple(np.array(limits) / reach * correction), abs=1e-6)


@pytest.mark.parametrize("df_side", [990, 1010])
def test_hedges_g_does_not_jump_where_the_normal_takes_over(df_side):
    ours = hedges_g(3.0, 1.0, df_side, 3.2, 1.0, df_side)
    assert (ours.low, ours.high) == pytest.approx((0.112, 0.288), abs=0.002)


@pytest.mark.timeout(20)
def test_hedges_g_of_groups_that_hardly_vary_is_found_at_once():
    effect = hedges_g(3.0, 1e-6, 10, 4.0, 1e-6, 10)
    assert effect.low < effect.g < effect.high


def test_hedges_g_of_groups_without_spread_does_not_exist():
    assert np.isnan(hedges_g(3.0, 0.0, 10, 3.5, 0.0, 10).g)


def test_two_proportions_agree_with_statsmodels():
    p = two_proportions_z(23 / 40, 40, 44 / 55, 55)
    assert p == pytest.approx(proportions_ztest([23, 44], [40, 55])[1])


def test_newcombe_agrees_with_statsmodels_and_the_paper():
    theirs = confint_proportions_2indep(44, 55, 23, 40, method="newcomb")
    assert newcombe(23 / 40, 40, 44 / 55, 55) == pytest.approx(theirs)
    # Newcombe (1998), table II, example (a), method 10: 56/70 and 48/80.
    assert newcombe(48 / 80, 80, 56 / 70, 70) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_newcombe_narrows_with_finite_factors_and_vanishes_when_everybody_answered():
    low, high = newcombe(0.5, 40, 0.6, 50, 0.3, 0.3)
    wide_low, wide_high = newcombe(0.5, 40, 0.6, 50)
    assert wide_low < low < 0.1 < high < wide_high
    assert np.isnan(newcombe(0.5, 40, 0.6, 50, 0.0, 0.0)).all()
    one_sided = newcombe(0.5, 40, 0.6, 50, 0.0, 1.0)
    assert one_sided[0] < 0.1 < one_sided[1]


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjustments_agree_with_statsmodels(p):
    with_gap = np.array([*p, np.nan])
    assert family_size(with_gap) == len(p)
    for ours, theirs in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        adjusted = ours(with_gap)
        assert np.isnan(adjusted[-1])
        if p:
            assert adjusted[:-1] == pytest.approx(multipletests(p, method=theirs)[1])
