"""Checks intervals, reliability, agreement, drivers and norms against scipy, statsmodels and papers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.multivariate.factor import Factor
from statsmodels.stats.proportion import proportion_confint

from surveys.statistics import (
    benchmark,
    cronbach_alpha,
    effective_n,
    feldt_interval,
    icc,
    lmg,
    margin_of_error,
    mcdonald_omega,
    mean_interval,
    pairwise_covariances,
    rwg,
    shares_of,
    silence_band,
    skewed_variance,
    uniform_variance,
    wilson,
)
from surveys.statistics.drivers import enough

RNG = np.random.default_rng(11)


class TestIntervals:
    def test_a_mean_is_that_of_student(self):
        sample = RNG.normal(3, 1, 25)
        theirs = stats.t.interval(0.95, 24, sample.mean(), stats.sem(sample))
        assert mean_interval(sample.mean(), sample.std(ddof=1), 25, 25) == pytest.approx(theirs)

    def test_a_finite_population_narrows_it(self):
        low, high = mean_interval(3.0, 1.0, 25, 25)
        small_low, small_high = mean_interval(3.0, 1.0, 25, 25, 100)
        assert (small_high - small_low) / (high - low) == pytest.approx(np.sqrt(75 / 100))

    @pytest.mark.parametrize(("n", "invited"), [(25, 25), (1, np.nan), (0, 10)])
    def test_there_is_none_when_everybody_or_nearly_nobody_answered(self, n, invited):
        assert np.isnan(mean_interval(3.0, 1.0, n, n, invited)).all()

    @given(st.integers(1, 200), st.data())
    def test_wilson_agrees_with_statsmodels(self, n, data):
        hits = data.draw(st.integers(0, n))
        theirs = proportion_confint(hits, n, method="wilson")
        assert wilson(hits / n, n, n) == pytest.approx(theirs, abs=1e-12)

    def test_wilson_puts_in_the_effective_number_for_a_finite_population(self):
        effective = 60 * 99 / 40
        assert wilson(0.4, 60, 60, 100) == pytest.approx(wilson(0.4, effective, effective))
        assert np.isnan(wilson(0.4, 60, 60, 60)).all()
        assert np.isnan(wilson(0.4, 1, 1, 1)).all()

    def test_margin_of_error_vanishes_when_everybody_answered(self):
        assert np.isnan(margin_of_error(0.4, 60, 60, 60))
        assert margin_of_error(0.5, 400, 400) == pytest.approx(0.049, abs=1e-4)

    @pytest.mark.parametrize("n", [1, 7, 20, 30, 33, 1000])
    def test_wilson_holds_the_share_itself_even_at_the_ends(self, n):
        assert wilson(0.0, n, n)[0] == 0.0
        assert wilson(1.0, n, n)[1] == 1.0
        low, high = wilson(1 - 1e-9, n, n)
        assert low < 1 - 1e-9 <= high <= 1.0

    def test_silence_is_bounded_by_its_extremes(self):
        low, high = silence_band(0.5, 60, 100)
        assert (low, high) == pytest.approx((0.3, 0.7))
        assert np.isnan(silence_band(0.5, 60, np.nan)).all()

    @given(st.lists(st.floats(0.1, 10), min_size=1, max_size=30))
    def test_effective_n_never_exceeds_n(self, weights):
        w = np.array(weights)
        assert effective_n(w.sum(), (w**2).sum()) <= len(w) * (1 + 1e-12)
        assert effective_n(len(w), len(w)) == len(w)

    def test_nobody_is_no_effective_answer(self):
        assert effective_n(0, 0) == 0


class TestReliability:
    items = RNG.normal(size=(300, 1)) * [1, 0.8, 0.6, 1.2] + RNG.normal(size=(300, 4))
    covariances = np.cov(items, rowvar=False)

    def test_alpha_by_its_definition(self):
        total = self.items.sum(axis=1).var(ddof=1)
        expected = 4 / 3 * (1 - self.items.var(axis=0, ddof=1).sum() / total)
        assert cronbach_alpha(self.covariances) == pytest.approx(expected)

    def test_alpha_does_not_exist_for_one_item_or_constant_items(self):
        assert np.isnan(cronbach_alpha([[1.0]]))
        assert np.isnan(cronbach_alpha(np.zeros((3, 3))))
        assert np.isnan(feldt_interval(0.5, 30, 1)).all()
        assert np.isnan(feldt_interval(0.5, 1, 3)).all()

    def test_pairwise_covariances_are_those_of_pandas(self):
        import pandas as pd

        holes = np.where(RNG.random(self.items.shape) < 0.2, np.nan, self.items)
        there, filled = (~np.isnan(holes)).astype(float), np.nan_to_num(holes)
        ours = pairwise_covariances(filled.T @ filled, filled.T @ there, there.T @ there)
        np.testing.assert_allclose(ours, pd.DataFrame(holes).cov().to_numpy())

    def test_omega_agrees_with_statsmodels(self):
        spread = np.sqrt(np.diag(self.covariances))
        model = Factor(corr=self.covariances / np.outer(spread, spread), n_factor=1, method="ml", nobs=300)
        model.fit(rng=0)
        common = (model.loadings[:, 0] * spread).sum() ** 2
        expected = common / (common + (model.uniqueness * spread**2).sum())
        assert mcdonald_omega(self.covariances) == pytest.approx(expected, abs=1e-6)

    def test_omega_of_equal_loadings_is_alpha(self):
        parallel = np.full((5, 5), 0.4) + 0.6 * np.eye(5)
        assert mcdonald_omega(parallel) == pytest.approx(float(cronbach_alpha(parallel)), abs=1e-6)

    @pytest.mark.parametrize(
        "covariances",
        [
            np.eye(2),  # two items determine nothing
            np.array([[1, 0.9, 0.9], [0.9, 1, 0.3], [0.9, 0.3, 1]]),  # a Heywood case
            np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]),  # no answers can have these
            np.diag([1.0, 1.0, 0.0]),
            np.full((3, 3), np.nan),
        ],
    )
    def test_omega_of_improper_solutions_is_not_available(self, covariances):
        assert np.isnan(mcdonald_omega(covariances))

    def test_icc_agrees_with_the_one_way_analysis_of_variance(self):
        groups = [RNG.normal(m, 1, n) for m, n in zip((0, 0.5, 1, 2), (5, 8, 11, 4), strict=True)]
        f, mean_size = stats.f_oneway(*groups).statistic, 28 / 4
        ours = icc([len(g) for g in groups], [g.sum() for g in groups], [(g**2).sum() for g in groups])
        assert ours.icc1 == pytest.approx((f - 1) / (f + mean_size - 1))
        assert ours.icc2 == pytest.approx(1 - 1 / f)

    def test_icc_may_be_negative_and_ignores_empty_groups(self):
        ours = icc([2, 2, 0], [3, 3, 0], [5, 5, 0])
        assert ours.icc1 == pytest.approx(-1)

    @pytest.mark.parametrize(
        "sums", [([4], [8], [20]), ([1, 1], [1, 2], [1, 4]), ([2, 2], [2, 2], [2, 2]), ([], [], [])]
    )
    def test_icc_needs_groups_people_and_variance(self, sums):
        assert np.isnan(icc(*sums).icc1)


class TestAgreement:
    def test_chance_variances(self):
        assert uniform_variance((1, 2, 3, 4, 5)) == pytest.approx((5**2 - 1) / 12)
        assert skewed_variance((1, 2, 3, 4, 5)) == 1.34
        assert skewed_variance((0, 25, 50, 75, 100)) == pytest.approx(1.34 * 625)
        assert np.isnan(skewed_variance((1, 2, 3, 4, 5, 6, 7)))
        assert np.isnan(skewed_variance(()))

    def test_one_item_and_several(self):
        assert rwg([[0.5]], 2.0) == pytest.approx(0.75)
        j, m = 3, 0.25
        assert rwg([0.5, 0.5, 0.5], 2.0) == pytest.approx(j * (1 - m) / (j * (1 - m) + m))

    def test_it_never_falls_below_zero_nor_is_made_of_nothing(self):
        assert rwg([3.0, 5.0], 2.0) == 0
        assert rwg([0.0, 0.0], 2.0) == 1
        assert np.isnan(rwg(np.empty((2, 0)), 2.0)).all()
        assert np.isnan(rwg([1.0], float("nan")))


class TestDrivers:
    def test_shares_are_average_gains_over_all_orders(self):
        from itertools import permutations

        data = RNG.normal(size=(80, 4)) @ RNG.normal(size=(4, 4))
        covariances = np.cov(data, rowvar=False)

        def r2(chosen):
            if not chosen:
                return 0.0
            within, with_y = covariances[np.ix_(chosen, chosen)], covariances[chosen, 3]
            return with_y @ np.linalg.solve(within, with_y) / covariances[3, 3]

        gains = np.zeros(3)
        for order in permutations(range(3)):
            for place, facet in enumerate(order):
                gains[facet] += r2(list(order[: place + 1])) - r2(list(order[:place]))
        assert lmg(covariances) == pytest.approx(gains / 6)

    def test_uncorrelated_facets_have_their_squared_correlations(self):
        covariances = np.diag([1.0, 1, 1, 1])
        covariances[3, :3] = covariances[:3, 3] = 0.5, 0.3, 0.1
        assert lmg(covariances) == pytest.approx([0.25, 0.09, 0.01])

    def test_facets_without_variance_or_twice_the_same_share_what_there_is(self):
        x = RNG.normal(size=(200, 1))
        data = np.hstack([x, x, np.ones_like(x), x + RNG.normal(size=x.shape)])
        shares = lmg(np.cov(data, rowvar=False))
        assert shares[0] == pytest.approx(shares[1])
        assert shares[2] == pytest.approx(0, abs=1e-12)

    def test_twelve_facets_rank_with_intervals_and_again_the_same(self):
        scores = RNG.normal(size=(400, 12)) + RNG.normal(size=(400, 1))
        outcome = scores[:, 3] * 2 + scores[:, 7] + RNG.normal(size=400)
        first, again = shares_of(scores, outcome), shares_of(scores, outcome)
        assert (first.rank_low[3], first.rank_high[3]) == (1, 1)
        assert (first.rank_low <= first.rank_high).all()
        assert first.rank_low.min() == 1
        assert first.rank_high.max() <= 12
        np.testing.assert_array_equal(first.rank_low, again.rank_low)
        assert first.shares.sum() == pytest.approx(first.r2)

    def test_weights_count_people_several_times(self):
        scores, outcome = RNG.normal(size=(60, 2)), RNG.normal(size=60)
        weights = RNG.integers(1, 4, 60)
        repeated = np.repeat(np.arange(60), weights)
        assert shares_of(scores, outcome, weights.astype(float)).shares == pytest.approx(
            shares_of(scores[repeated], outcome[repeated]).shares
        )

    def test_many_people_are_drawn_in_pieces_without_changing_the_shares(self):
        scores = RNG.normal(size=(5000, 2))
        outcome = scores[:, 0] + RNG.normal(size=5000)
        shares = shares_of(scores, outcome)
        assert shares.shares == pytest.approx(lmg(np.cov(np.column_stack([scores, outcome]), rowvar=False)))

    @pytest.mark.parametrize(("n", "facets", "told"), [(99, 3, False), (100, 3, True), (119, 12, False)])
    def test_smallest_number_of_people(self, n, facets, told):
        assert enough(n, facets) is told


class TestNorms:
    def test_benchmark_needs_ten_others_and_takes_the_middle_rank(self):
        others = [40.0, 50, 50, 60, 70, 80, 80, 80, 90, 95]
        assert benchmark(50, others[:9]) is None
        told = benchmark(50, others)
        assert told.percentile == pytest.approx(20)  # one below and two alike: between 10 and 30
        assert told.median == 75
        assert told.organisations == 10
