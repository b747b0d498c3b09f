"""Attacks on whole releases: what a leader, a neighbour or a second report could give away."""

from dataclasses import replace

import numpy as np
import pytest

from surveys.disclosure import Refused, release, trend_allowed
from surveys.faults import BadInput
from surveys.joining import Join
from surveys.results import Bound, Policy, Suppressed
from tests.surveys.crowd import crowd, without

K5 = Policy()


def shown(results):
    return set(results.counts)


def test_the_leader_who_is_alone_is_never_shown():
    results = release(crowd({"A": 40}, leaders=4), K5)
    assert results.is_suppressed("leader")
    assert not results.gaps
    assert results.counts["all"] == 40


def test_leaders_are_shown_from_k_on_and_compared_in_whole_points_below_2k():
    results = release(crowd({"A": 40}, leaders=7), K5)
    assert results.counts["leader"] == 7
    assert {gap.measure for gap in results.gaps} <= {"trust", "pride"}
    assert all(gap.difference == round(gap.difference) for gap in results.gaps)


def test_a_gap_in_whole_points_is_that_of_the_scores_told_beside_it():
    """Eight people at 62.5: both the score and the gap must round the half the same way."""
    results = release(crowd({"A": 4, "B": 4}, leaders=8, answers={"A": 3, "B": 4}), K5)
    gap = next(gap for gap in results.gaps if gap.measure == "trust")
    scores = [results.figures(key, "trust").score for key in ("all", "leader")]
    assert [gap.staff, gap.other] == scores
    assert gap.staff == 63


def test_the_same_group_behind_two_filters_is_not_subtracted():
    """All 20 of A are in group x, which has 22 people: x less A would be two people of B."""
    groups = ["x"] * 22 + ["y"] * 38
    results = release(crowd({"A": 20, "B": 40}, groups=groups), K5)
    assert {"A", "B"} <= shown(results)
    assert "group=x" not in shown(results)
    plain = release(crowd({"A": 20, "B": 40}, groups=["x"] * 30 + ["y"] * 30), K5)
    assert {"group=x", "group=y"} <= shown(plain)


def test_two_groups_behind_a_third_are_not_subtracted():
    """x is all of A, all of B and two people of C: no unit alone comes as close to it as both together."""
    groups = ["x"] * 42 + ["y"] * 38
    results = release(crowd({"A": 20, "B": 20, "C": 40}, groups=groups), K5)
    assert {"A", "B", "C"} <= shown(results)
    assert "group=x" not in shown(results)


def test_no_answer_is_a_group_of_its_own():
    results = release(crowd({"A": 60}, groups=["x"] * 20 + ["y"] * 37 + [""] * 3), K5)
    assert len({"group=x", "group=y"} & shown(results)) == 1


def test_a_crossing_hides_what_both_directions_would_give_away():
    groups = (["x"] * 18 + ["y"] * 2) + ["x", "y"] * 10 + ["x", "y"] * 15
    results = release(crowd({"A": 20, "B": 20, "C": 30}, groups=groups), K5, crossed=("group",))
    assert {"A", "B", "C", "group=x", "group=y"} <= shown(results)
    assert not {"A/group=x", "A/group=y"} & shown(results)
    hidden_below_y = [unit for unit in "ABC" if f"{unit}/group=y" not in results.counts]
    assert len(hidden_below_y) == 2


def test_one_attribute_at_most_is_crossed():
    with pytest.raises(BadInput, match="one attribute"):
        release(crowd({"A": 20}, groups=["x"] * 20), K5, crossed=("group", "group"))


def test_nobody_is_unanimous():
    results = release(crowd({"A": 12, "B": 12, "C": 40}, answers={"A": 5, "B": 3}), K5)
    top = results.figures("A", "q1")
    assert (top.score, top.favourable) == (Bound(at_least=95), Bound(at_least=95))
    assert (top.mean, top.sd, top.score_low, top.favourable_low, top.margin) == (None,) * 5
    assert (top.rwg, top.alpha, top.neutral, top.unfavourable) == (
        None,
        None,
        Bound(at_most=5),
        Bound(at_most=5),
    )
    assert top.distribution == (None,) * 5
    middle = results.figures("B", "q1")
    assert (middle.neutral, middle.favourable) == (Bound(at_least=95), Bound(at_most=5))
    assert (middle.mean, middle.sd, middle.rwg, middle.score_low) == (None,) * 4


def test_all_on_one_side_is_unanimous_too():
    """Fours and fives alone are 100 % favourable; mean and spread together would say so exactly."""
    people = crowd({"A": 12, "B": 40})
    answers = people.answers.copy()
    answers[:12] = np.tile([4, 5], 6)[:, None]
    figures = release(replace(people, answers=answers), K5).figures("A", "q1")
    assert figures.favourable == Bound(at_least=95)
    assert figures.score == round(figures.score)
    assert (figures.mean, figures.sd, figures.score_low, figures.rwg) == (None,) * 4


def test_an_empty_point_of_a_small_distribution_cannot_be_added_up():
    results = release(crowd({"A": 12, "B": 40}), K5)
    told = results.table.shares[1]
    for point in told:
        assert not (point == 0).any()
        assert np.isnan(point).sum() != 1
        assert np.nansum(point) < 100 - 1e-9 or not np.isnan(point).any()


def test_a_large_group_may_be_unanimous():
    figures = release(crowd({"A": 40, "B": 30}, answers={"A": 5}), K5).figures("A", "q1")
    assert (figures.score, figures.favourable) == (100, 100)


def test_reliability_and_drivers_of_few_are_not_told():
    small = release(crowd({"A": 8}), K5, outcome="overall")
    assert not small.quality
    assert small.drivers is None
    assert release(crowd({"A": 90}), K5, outcome="overall").drivers is None
    large = release(crowd({"A": 120}), K5, outcome="overall")
    assert large.drivers is not None
    assert large.quality["trust"].alpha is not None


def test_agreement_between_units_needs_ten_that_are_told():
    nine = {f"U{unit}": 12 for unit in range(9)} | {"V": 3, "W": 3}
    assert release(crowd(nine), K5).quality["trust"].icc1 is None
    ten = {f"U{unit}": 12 for unit in range(10)}
    assert release(crowd(ten), K5).quality["trust"].icc1 is not None


def test_a_report_before_a_late_answer_is_not_followed_by_one_after_it():
    after = crowd({"A": 20, "B": 40})
    before = release(without(after, 3), K5)
    with pytest.raises(Refused):
        release(after, K5, already=[before])
    assert shown(release(after, K5, already=[release(after, K5)])) == {"all", "A", "B"}


def test_a_higher_threshold_later_cannot_take_back_but_never_tells_more():
    people = crowd({"A": 7, "B": 20, "C": 40})
    first = release(people, K5)
    again = release(people, Policy(min_group=10), already=[first])
    assert shown(again) <= shown(first)


def test_small_neighbours_are_told_together():
    people = crowd({"A": 3, "B": 4, "C": 40})
    assert "A + B" not in shown(release(people, K5))
    results = release(people, K5, joins=[Join((), ("A", "B"), "A and B")], invited={"A": 5, "B": 6, "C": 50})
    assert results.counts["A + B"] == 7
    assert results.invited["A + B"] == 11
    assert results.segment("A + B").label == "A and B"
    assert results.figures("A + B", "q1") == Suppressed()


def test_a_join_is_refused_that_would_give_its_smaller_half_away():
    people = crowd({"A": 4, "B": 20, "C": 40, "D": 3})
    first = release(people, K5)
    assert "B" in shown(first)
    with pytest.raises(Refused, match="too few"):
        release(people, K5, joins=[Join((), ("A", "B"))], already=[first])


def test_a_join_of_what_does_not_exist_is_refused():
    with pytest.raises(BadInput, match="no unit"):
        release(crowd({"A": 20, "B": 20}), K5, joins=[Join((), ("A", "X"))])


def trees(before, after):
    return release(crowd(before), K5), release(crowd(after), K5)


def test_a_unit_that_moved_takes_the_trend_of_both_places_along_if_it_is_small():
    before, after = trees(
        {"X/a": 30, "X/s": 3, "X/t": 4, "Y/b": 30}, {"X/a": 30, "X/t": 9, "Y/b": 30, "Y/s": 3}
    )
    assert not trend_allowed("X", before, after)
    assert not trend_allowed("Y", before, after)
    assert trend_allowed("all", before, after)
    assert trend_allowed("X/a", before, after) == ("X/a" in before.counts and "X/a" in after.counts)


def test_a_large_unit_that_moved_leaves_the_trend():
    before, after = trees({"X/a": 30, "X/s": 20, "Y/b": 30}, {"X/a": 30, "Y/b": 30, "Y/s": 20})
    assert trend_allowed("X", before, after)
    assert trend_allowed("Y", before, after)


def test_a_merger_or_split_is_compared_only_if_every_part_was_told():
    before, after = trees({"A": 30, "B": 3, "C": 4, "D": 30}, {"A": 33, "C": 4, "D": 30, "E": 9})
    assert trend_allowed("A", before, after)
    assert not trend_allowed("A", before, after, links=[("B", "A")])
    assert trend_allowed("D", before, after, links=[("B", "A")])
    before, after = trees({"A": 60, "D": 30}, {"A": 30, "N": 30, "D": 30})
    assert trend_allowed("A", before, after, links=[("A", "N")])
    before, after = trees({"A": 30, "B": 30}, {"A": 27, "B": 33})
    assert not trend_allowed("A", before, after, links=[("A", "B")])


def test_a_renamed_unit_does_not_take_its_parents_trend():
    before, after = trees({"X/a": 3, "X/b": 9, "Y/c": 30}, {"X/new": 3, "X/b": 9, "Y/c": 30})
    assert trend_allowed("X", before, after, links=[("X/a", "X/new")])


def test_a_suppressed_unit_has_no_trend():
    before, after = trees({"A": 3, "B": 20, "C": 40}, {"A": 30, "B": 20, "C": 40})
    assert not trend_allowed("A", before, after)
