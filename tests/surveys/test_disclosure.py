"""What may be told: every attack of STATISTICS.md on a release, and what an honest reader still gets."""

import numpy as np
import pytest

from surveys.disclosure import Refused, protect
from surveys.results import DETAILED, ROUNDED, Band, Policy, Suppressed
from tests.surveys.secret_cells import AT, INSTRUMENT, INTAKE, K5, MEASURES, shown, tree_cells


def told(people, policy=K5, **options):
    answers = options.pop("answers", None)
    return protect(tree_cells(people, answers=answers), policy, INSTRUMENT, INTAKE, **options)


def test_everything_is_told_where_every_group_is_large():
    results = told({"all": 90, "A": 30, "B": 60})
    assert shown(results) == {"all", "A", "B"}
    assert results.counts == {"all": 90, "A": 30, "B": 60}
    assert (results.table.tiers == DETAILED).all()
    assert not results.table.banded.any()


def test_a_single_hidden_child_takes_its_smallest_sibling_along():
    assert shown(told({"all": 63, "A": 3, "B": 20, "C": 40})) == {"all", "C"}


def test_two_hidden_children_of_one_person_each_take_a_third_along():
    assert shown(told({"all": 62, "A": 1, "B": 1, "C": 20, "D": 40})) == {"all", "D"}


def test_staff_directly_under_a_parent_are_a_hidden_child():
    results = told({"all": 62, "A": 20, "B": 40})
    assert shown(results) == {"all", "B"}


def test_many_staff_directly_under_a_parent_need_no_protection_and_are_never_printed():
    results = told({"all": 90, "A": 20, "B": 40})
    assert shown(results) == {"all", "A", "B"}
    assert all("rest" not in segment.key for segment in results.segments)


def test_a_remainder_across_levels_is_not_below_the_threshold():
    """X and one person of P would be 4 people if P were hidden with its single small child alone."""
    results = told({"all": 57, "P": 54, "X": 3, "P/c": 1, "P/d": 53})
    assert shown(results) == {"all"}


def test_a_suppressed_segment_has_no_number_at_all():
    results = told({"all": 63, "A": 3, "B": 20, "C": 40}, invited={"all": 80, "A": 4, "B": 30, "C": 46})
    assert set(results.invited) == {"all", "C"}
    for key in ("A", "B"):
        assert results.is_suppressed(key)
        assert all(results.figures(key, measure) == Suppressed() for measure in MEASURES)
        row = [segment.key for segment in results.segments].index(key)
        assert np.isnan(results.table.values[row]).all()
        assert np.isnan(results.table.shares[row]).all()


def test_the_reason_never_tells_the_small_group_from_its_neighbour():
    results = told({"all": 63, "A": 3, "B": 20, "C": 40})
    assert results.figures("A", "q1") == results.figures("B", "q1")


def test_groups_from_k_to_2k_minus_1_get_whole_points_of_score_and_nothing_else():
    results = told({"all": 100, "A": 7, "B": 9, "C": 84})
    assert results.figures("A", "q1") == Suppressed()
    figures = results.figures("A", "trust")
    assert not isinstance(figures, Suppressed)
    assert not figures.detailed
    assert figures.n == 7
    assert figures.score == round(figures.score)
    assert figures.score_low == round(figures.score_low)
    assert (figures.mean, figures.sd, figures.favourable, figures.alpha, figures.rwg) == (None,) * 5


def test_exact_siblings_never_hand_out_the_exact_figures_of_a_small_group():
    """A has 7 people: with everything else exact, its exact figures would be all minus B minus C."""
    results = told({"all": 100, "A": 7, "B": 33, "C": 60})
    assert shown(results) == {"all", "A", "B", "C"}
    column = MEASURES.index("trust")
    assert results.table.tiers[:, column].tolist() == [DETAILED, ROUNDED, ROUNDED, DETAILED]


def test_n_is_exact_only_where_no_neighbour_is_hidden():
    results = told({"all": 63, "A": 3, "B": 20, "C": 40})
    assert results.counts["all"] == 63
    assert results.counts["C"] == Band(20, 49)
    figures = results.figures("C", "q1")
    assert figures.n == Band(20, 49)
    assert results.table.values[3, 0, AT["n"]] == 20
    assert (figures.margin, figures.silence_low, figures.alpha_low) == (None, None, None)
    assert figures.score_low == round(figures.score_low)


def test_a_measure_with_too_few_answers_is_hidden_alone():
    answers = {("A", "q1"): 4, ("all", "q1"): 84}
    results = told({"all": 100, "A": 20, "B": 30, "C": 50}, answers=answers)
    assert results.figures("A", "q1") == Suppressed()
    assert results.figures("B", "q1") == Suppressed()
    assert results.figures("A", "q2") != Suppressed()


def test_what_was_hidden_last_time_is_hidden_first():
    before = told({"all": 73, "A": 3, "B": 30, "C": 20, "D": 20})
    hidden = {"A", "B", "C", "D"} - shown(before)
    assert hidden == {"A", "C"}
    now = told({"all": 73, "A": 3, "B": 10, "C": 30, "D": 30}, previous=[before])
    assert shown(now) == {"all", "B", "D"}


def test_a_late_answer_is_refused():
    people = {"all": 60, "A": 20, "B": 40}
    before = told(people)
    with pytest.raises(Refused):
        told({"all": 61, "A": 20, "B": 41}, already=[before])
    assert shown(told(people, already=[before])) == {"all", "A", "B"}


def test_a_small_organisation_tells_nothing():
    results = told({"all": 4, "A": 2, "B": 2})
    assert not results.counts
    assert not results.invited


def test_the_threshold_cannot_be_lowered():
    with pytest.raises(ValueError, match="5 or more"):
        Policy(min_group=4)
