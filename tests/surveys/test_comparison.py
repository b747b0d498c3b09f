"""Changes between waves against scipy and statsmodels, and what is not comparable or not tested, and why."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from surveys.changes import Linked, Untested
from surveys.comparison import Comparison, compare
from surveys.matching import match_instruments
from surveys.results import ROUNDED, SUPPRESSED
from tests.surveys.hand_made import Group, changed, instrument_of, results_of

ITEMS = ("a1.1", "a1.2", "a2.1", "a2.2", "b1.1", "b1.2", "b2.1", "b2.2")
FACETS = ("a1", "a2", "b1", "b2")
MEASURES = (*ITEMS, *FACETS, "a", "b")


def people(seed: int, n: int, shift: float = 0.0) -> dict[str, np.ndarray]:
    """Scores of n persons on every measure, on 1..5."""
    drawn = np.random.default_rng(seed).normal(3.2 + shift, 0.8, (len(MEASURES), n))
    return dict(zip(MEASURES, np.clip(drawn, 1, 5), strict=True))


def between(before: dict[str, Group], after: dict[str, Group], **more: object) -> Comparison:
    instrument = instrument_of()
    matching = match_instruments(instrument, instrument, ITEMS, ITEMS)
    return compare(results_of(before, ITEMS), results_of(after, ITEMS), matching, **more)


def test_a_change_of_an_anonymous_wave_is_welchs():
    old, new = people(1, 60), people(2, 45, 0.6)
    change = between({"all": Group(old)}, {"all": Group(new)}).changes["all", "a1"]
    expected = stats.ttest_ind(25 * new["a1"], 25 * old["a1"], equal_var=False)
    low, high = expected.confidence_interval()
    assert change.before == pytest.approx(25 * (old["a1"].mean() - 1))
    assert change.change == pytest.approx(25 * (new["a1"].mean() - old["a1"].mean()))
    assert change.p == pytest.approx(expected.pvalue)
    assert (change.change_low, change.change_high) == pytest.approx((low, high))
    assert (change.verdict, change.reason, change.matched_items) == ("up", None, ("a1.1", "a1.2"))


def test_a_known_number_of_invited_narrows_each_variance_by_itself():
    old, new = people(1, 60), people(2, 45, 0.3)
    change = between({"all": Group(old, invited=80)}, {"all": Group(new, invited=300)}).changes["all", "b"]
    first = 25**2 * old["b"].var(ddof=1) / 60 * (1 - 60 / 80)
    second = 25**2 * new["b"].var(ddof=1) / 45 * (1 - 45 / 300)
    df = (first + second) ** 2 / (first**2 / 59 + second**2 / 44)
    t = 25 * (new["b"].mean() - old["b"].mean()) / np.sqrt(first + second)
    assert change.p == pytest.approx(2 * stats.t.sf(abs(t), df))
    half = stats.t.ppf(0.975, df) * np.sqrt(first + second)
    assert change.change_high - change.change == pytest.approx(half)


def test_weights_count_with_their_effective_number():
    old, new = people(1, 60), people(2, 45, 0.3)
    change = between({"all": Group(old, n_effective=41.5)}, {"all": Group(new, n_effective=30.0)}).changes[
        "all", "a"
    ]
    expected = stats.ttest_ind_from_stats(
        new["a"].mean(), new["a"].std(ddof=1), 30.0, old["a"].mean(), old["a"].std(ddof=1), 41.5, False
    )
    assert change.p == pytest.approx(expected.pvalue)


def test_the_size_of_a_change_is_hedges_g_with_its_interval_from_the_noncentral_t():
    old, new = people(1, 30), people(2, 25, 0.6)
    change = between({"all": Group(old)}, {"all": Group(new)}).changes["all", "a2"]
    pooled = np.sqrt((29 * old["a2"].var(ddof=1) + 24 * new["a2"].var(ddof=1)) / 53)
    d = (new["a2"].mean() - old["a2"].mean()) / pooled
    assert change.hedges_g == pytest.approx(d * (1 - 3 / (4 * 53 - 1)), rel=1e-3)
    # At the lower limit the observed t is the 97.5th percentile, at the upper one the 2.5th.
    reach = np.sqrt(30 * 25 / 55)
    shrunk = change.hedges_g / d
    for limit, level in ((change.g_low, 0.975), (change.g_high, 0.025)):
        assert stats.nct.cdf(d * reach, 53, limit / shrunk * reach) == pytest.approx(level, abs=1e-6)


def test_favourable_shares_are_tested_from_20_answers_for_a_facet_and_30_for_an_item():
    def told(n: int, measure: str) -> bool:
        change = between({"all": Group(people(1, 60))}, {"all": Group(people(2, n, 0.3))})
        return change.changes["all", measure].favourable_p is not None

    assert [told(19, "a1"), told(20, "a1"), told(20, "a1.1"), told(29, "a1.1"), told(30, "a1.1")] == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_favourable_shares_have_the_two_sample_z_and_newcombes_interval():
    from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

    old, new = people(1, 80), people(2, 50, 0.4)
    change = between({"all": Group(old)}, {"all": Group(new)}).changes["all", "b1"]
    counts = [(new["b1"] >= 4).sum(), (old["b1"] >= 4).sum()]
    low, high = confint_proportions_2indep(counts[0], 50, counts[1], 80, method="newcomb")
    assert change.favourable_change == pytest.approx(100 * (counts[0] / 50 - counts[1] / 80))
    assert change.favourable_p == pytest.approx(proportions_ztest(counts, [50, 80])[1])
    assert (change.favourable_low, change.favourable_high) == pytest.approx((100 * low, 100 * high))


def test_below_ten_answers_a_change_is_described_and_not_tested():
    groups = {"all": Group(people(1, 60)), "north": Group(people(3, 9))}
    change = between(groups, groups | {"north": Group(people(4, 9, 2.0))}).changes["north", "a"]
    assert change.change is not None and change.change > 30
    assert (change.p, change.change_low, change.hedges_g) == (None, None, None)
    assert (change.verdict, change.reason) == ("no clear change", Untested.FEW)


def test_answers_that_weigh_as_much_as_nine_are_not_tested_however_many_they_are():
    groups = {"all": Group(people(1, 60))}
    few, many = (Group(people(3, 50), n_effective=n) for n in (9.9, 30.0))
    after = groups | {"north": Group(people(4, 50, 2.0), n_effective=40.0)}
    change = between(groups | {"north": few}, after).changes["north", "a"]
    assert (change.p, change.favourable_p, change.reason) == (None, None, Untested.FEW)
    assert between(groups | {"north": many}, after).changes["north", "a"].p is not None


def test_a_group_told_in_whole_points_changes_by_whole_points():
    groups = {"all": Group(people(1, 60)), "north": Group(people(3, 12), tier=ROUNDED)}
    change = between(groups, groups | {"north": Group(people(4, 12, 0.5), tier=ROUNDED)}).changes[
        "north", "a"
    ]
    assert change.change == round(change.change)
    assert (change.p, change.favourable_before, change.reason) == (None, None, Untested.FEW)


def test_when_everybody_answered_in_both_waves_the_change_is_described():
    old, new = Group(people(1, 40), invited=40), Group(people(2, 30, 1.0), invited=30)
    change = between({"all": old}, {"all": new}).changes["all", "a"]
    assert change.change > 3
    assert (change.p, change.change_low, change.g_low, change.favourable_p) == (None,) * 4
    assert (change.verdict, change.reason) == ("no clear change", Untested.CENSUS)


def test_when_everybody_answered_in_one_wave_only_the_other_one_still_varies():
    old, new = people(1, 40), people(2, 30, 1.0)
    change = between({"all": Group(old, invited=40)}, {"all": Group(new, invited=90)}).changes["all", "a"]
    error = np.sqrt(new["a"].var(ddof=1) / 30 * (1 - 30 / 90))
    t = (new["a"].mean() - old["a"].mean()) / error
    assert change.p == pytest.approx(2 * stats.t.sf(abs(t), 29))


def test_groups_without_any_spread_are_described():
    same = {measure: np.full(25, 3.0) for measure in MEASURES}
    other = {measure: np.full(25, 4.0) for measure in MEASURES}
    change = between({"all": Group(same)}, {"all": Group(other)}).changes["all", "a"]
    assert (change.change, change.p, change.reason) == (25.0, None, Untested.NO_SPREAD)


def test_a_change_is_up_or_down_only_when_it_is_sure_and_large_enough():
    old = Group(people(1, 4000))
    small = Group({m: scores + 0.08 for m, scores in old.scores.items()})  # 2 points, and surely so
    fallen = Group({m: scores - 0.2 for m, scores in old.scores.items()})
    sure = between({"all": old}, {"all": small})
    assert sure.changes["all", "a"].p_adjusted < 0.001
    assert sure.changes["all", "a"].verdict == "no clear change"
    assert between({"all": old}, {"all": small}, smallest=1.5).changes["all", "a"].verdict == "up"
    assert between({"all": old}, {"all": fallen}).changes["all", "a"].verdict == "down"
    few = Group({m: np.quantile(s, np.linspace(0.03, 0.97, 15)) + 0.3 for m, s in old.scores.items()})
    unsure = between({"all": old}, {"all": few}).changes["all", "a"]
    assert unsure.change > 3 and unsure.p_adjusted > 0.05 and unsure.verdict == "no clear change"


def test_families_are_the_organisations_dimensions_and_everything_else():
    before = {"all": Group(people(1, 60)), "north": Group(people(3, 30)), "south": Group(people(5, 8))}
    after = {
        "all": Group(people(2, 60, 0.3)),
        "north": Group(people(4, 30, 0.4)),
        "south": Group(people(6, 30, 0.2)),
    }
    comparison = between(before, after)
    assert comparison.families == {"dimensions": 2, "facets_and_items": 12 + 14}
    first = [comparison.changes["all", id_] for id_ in ("a", "b")]
    assert [c.p_adjusted for c in first] == pytest.approx(
        multipletests([c.p for c in first], method="holm")[1]
    )
    rest = [c for key, c in comparison.changes.items() if key not in {("all", "a"), ("all", "b")} and c.p]
    expected = multipletests([c.p for c in rest], method="fdr_bh")[1]
    assert [c.p_adjusted for c in rest] == pytest.approx(expected)


def test_a_segment_that_is_hidden_in_either_wave_carries_nothing():
    groups = {"all": Group(people(1, 60)), "north": Group(people(3, 20))}
    hidden = groups | {"north": Group(people(3, 20), tier=SUPPRESSED)}
    for before, after in ((groups, hidden), (hidden, groups)):
        comparison = between(before, after)
        assert {key for key, _ in comparison.changes} == {"all"}
        assert [(s.key, s.reason) for s in comparison.segments] == [
            ("all", None),
            ("north", Untested.SUPPRESSED),
        ]


def test_units_that_come_and_go_say_so():
    groups = {"all": Group(people(1, 60))}
    comparison = between(groups | {"north": Group(people(3, 20))}, groups | {"south": Group(people(3, 20))})
    assert [(s.key, s.reason) for s in comparison.segments] == [
        ("all", None),
        ("south", Untested.NEW),
        ("north", Untested.GONE),
    ]


def test_a_trend_that_disclosure_control_does_not_allow_is_not_told():
    """Somebody too few to be told moved from an old unit into north: north's change would show them."""
    groups = {"all": Group(people(1, 60)), "north": Group(people(3, 20))}
    old = groups | {"old": Group(people(4, 3), tier=SUPPRESSED)}
    new = groups | {"new": Group(people(5, 3), tier=SUPPRESSED)}
    assert between(old, new).segments[1].reason is None
    comparison = between(old, new, moves=[("old", "north")])
    assert [(segment.key, segment.reason) for segment in comparison.segments] == [
        ("all", None),
        ("north", Untested.MOVED),
        ("new", Untested.NEW),
        ("old", Untested.GONE),
    ]
    assert {key for key, _ in comparison.changes} == {"all"}


def test_a_measure_that_is_hidden_in_a_told_segment_carries_nothing():
    groups = {"all": Group(people(1, 60))}
    hidden = {"all": Group(people(1, 60), tiers={"a1.1": SUPPRESSED})}
    change = between(groups, hidden).changes["all", "a1.1"]
    assert (change.before, change.after, change.change) == (None, None, None)
    assert (change.favourable_before, change.p) == (None, None)
    assert (change.verdict, change.reason) == ("not comparable", Untested.SUPPRESSED)


def test_linked_changes_take_the_place_of_anonymous_ones_and_are_adjusted_with_the_rest():
    old, new = people(1, 60), people(2, 45, 0.3)
    figures = {
        "before": 50.0,
        "after": 58.0,
        "change": 8.0,
        "change_low": 4.0,
        "change_high": 12.0,
        "hedges_g": 0.4,
        "g_low": 0.1,
        "g_high": 0.7,
        "p": 0.001,
    }
    comparison = between({"all": Group(old)}, {"all": Group(new)}, linked={("all", "a"): Linked(figures, 40)})
    change = comparison.changes["all", "a"]
    assert (change.before, change.change, change.p, change.pairs) == (50.0, 8.0, 0.001, 40)
    other = comparison.changes["all", "b"].p
    assert change.p_adjusted == pytest.approx(multipletests([0.001, other], method="holm")[1][0])
    assert change.verdict == "up" and comparison.changes["all", "b"].pairs is None


def test_a_facet_of_which_half_the_items_match_is_described_by_them():
    before, after = instrument_of(), _reworded("a1.2")
    matching = match_instruments(before, after, ITEMS, ITEMS)
    old, new = people(1, 60), people(2, 45, 0.3)
    comparison = compare(
        results_of({"all": Group(old)}, ITEMS), results_of({"all": Group(new)}, ITEMS), matching
    )
    change = comparison.changes["all", "a1"]
    assert change.before == pytest.approx(25 * (old["a1.1"].mean() - 1))
    assert change.change == pytest.approx(25 * (new["a1.1"].mean() - old["a1.1"].mean()))
    assert (change.p, change.verdict, change.reason) == (None, "no clear change", Untested.PARTLY)
    assert change.matched_items == ("a1.1",)
    dimension = comparison.changes["all", "a"]
    halves = [old["a1.1"].mean(), (old["a2.1"].mean() + old["a2.2"].mean()) / 2]
    assert dimension.before == pytest.approx(25 * (np.mean(halves) - 1))
    assert comparison.changes["all", "a1.2"].verdict == "not comparable"


def test_a_facet_scored_again_over_its_matched_items_is_tested():
    matching = match_instruments(instrument_of(), _reworded("a1.2"), ITEMS, ITEMS).narrowed()
    waves = [results_of({"all": Group(people(seed, 60))}, ITEMS) for seed in (1, 2)]
    change = compare(*waves, matching).changes["all", "a1"]
    assert change.p is not None and change.matched_items == ("a1.1",)


def test_no_number_of_a_partly_matched_facet_is_told_where_an_item_is_not():
    matching = match_instruments(instrument_of(), _reworded("a1.2"), ITEMS, ITEMS)
    waves = [results_of({"all": Group(people(seed, 60), tier=ROUNDED)}, ITEMS) for seed in (1, 2)]
    change = compare(*waves, matching).changes["all", "a1"]
    assert (change.before, change.change) == (None, None)
    assert (change.verdict, change.reason) == ("not comparable", Untested.SUPPRESSED)


def _reworded(item_id: str):
    return changed(instrument_of(), item_id, text="something else")
