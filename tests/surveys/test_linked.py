"""Changes over the people who answered twice: against scipy, and never over so few that somebody is found."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from surveys.answer_files import read_csv
from surveys.changes import Linked
from surveys.disclosure import release
from surveys.linked import linked_changes
from surveys.matching import match_instruments
from surveys.responses import Layout, Responses
from surveys.results import Policy
from tests.surveys.crowd import crowd as crowd_of
from tests.surveys.hand_made import instrument_of

SMALL = instrument_of()
ITEMS = tuple(item.id for item in SMALL.all_items)
LAYOUT = Layout(units=("unit", "team"), segments=("tenure",), link="code")


def wave(people: dict[str, tuple[str, str, str]], seed: int) -> Responses:
    """Answers of people: code -> unit, team, tenure."""
    random = np.random.default_rng(seed)
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(["code", "unit", "team", "tenure", *ITEMS])
    for code, place in people.items():
        writer.writerow([code, *place, *random.integers(1, 6, len(ITEMS))])
    return read_csv(sheet.getvalue().encode(), SMALL, LAYOUT)


def linked(before: Responses, after: Responses) -> dict[tuple[str, str], Linked]:
    first = release(before, Policy())
    told = first, release(after, Policy(), previous=[first])
    return linked_changes(before, after, told, match_instruments(SMALL, SMALL, ITEMS, ITEMS))


def crowd(n: int, *place: str, start: int = 0) -> dict[str, tuple[str, str, str]]:
    return {f"p{number}": place for number in range(start, start + n)}


def facet(responses: Responses) -> dict[str, float]:
    """The score of facet a1 by code."""
    means = responses.answers[:, :2].mean(axis=1)
    return dict(zip(responses.links.tolist(), (25 * (means - 1)).tolist(), strict=True))


def test_a_linked_change_is_students_paired_t():
    before = wave(crowd(40, "N", "", "new"), 1)
    after = wave(crowd(60, "N", "", "new", start=15), 2)  # 15 left, 25 stayed, 35 came
    change = linked(before, after)["all", "a1"]
    was, is_ = facet(before), facet(after)
    both = [code for code in was if code in is_]
    expected = stats.ttest_rel([is_[code] for code in both], [was[code] for code in both])
    low, high = expected.confidence_interval()
    assert change.pairs == len(both) == 25
    assert change.figures["p"] == pytest.approx(expected.pvalue)
    assert change.figures["change"] == pytest.approx(np.mean([is_[c] - was[c] for c in both]))
    assert (change.figures["change_low"], change.figures["change_high"]) == pytest.approx((low, high))
    assert change.figures["before"] == pytest.approx(np.mean([was[code] for code in both]))


def test_the_size_of_a_linked_change_is_that_of_an_unlinked_one():
    before, after = wave(crowd(30, "N", "", "new"), 1), wave(crowd(30, "N", "", "new"), 2)
    was, is_ = list(facet(before).values()), list(facet(after).values())
    pooled = np.sqrt((np.var(was, ddof=1) + np.var(is_, ddof=1)) / 2)
    d = (np.mean(is_) - np.mean(was)) / pooled
    assert linked(before, after)["all", "a1"].figures["hedges_g"] == pytest.approx(
        d * (1 - 3 / 231), rel=1e-3
    )


@pytest.mark.parametrize(("newcomers", "told"), [(0, True), (1, False), (9, False), (10, True)])
def test_those_left_over_are_nobody_or_many(newcomers, told):
    """The mean of all, less the mean of those who answered twice, is what the newcomers said."""
    before = wave(crowd(30, "N", "", "new"), 1)
    after = wave(crowd(30 + newcomers, "N", "", "new"), 2)
    assert (("all", "a1") in linked(before, after)) is told


@pytest.mark.parametrize(("twice", "told"), [(9, False), (10, True)])
def test_ten_people_at_least_answered_twice(twice, told):
    before = wave(crowd(40, "N", "", "new"), 1)
    after = wave(crowd(40, "N", "", "new", start=40 - twice), 2)
    assert (("all", "a1") in linked(before, after)) is told


def test_whoever_changed_unit_is_not_found_by_subtraction():
    """Three moved from N to S: all less N less S would be their change, so one keeps the other test."""
    before = wave(crowd(33, "N", "", "new") | crowd(30, "S", "", "new", start=33), 1)
    after = wave(crowd(30, "N", "", "new") | crowd(33, "S", "", "new", start=30), 2)
    found = linked(before, after)
    assert ("all", "a1") in found
    assert not {("N", "a1"), ("S", "a1")} <= set(found)


def test_a_blank_code_joins_nobody():
    before = wave({"": ("N", "", "new")} | crowd(30, "N", "", "new"), 1)
    after = wave(crowd(30, "N", "", "new"), 2)
    assert ("all", "a1") not in linked(before, after)  # one with a blank code is left over in the first wave


places = st.tuples(
    st.sampled_from(["N", "S", "W"]), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "old", "new"])
)
some = st.dictionaries(st.integers(0, 80).map("p{}".format), places, min_size=25, max_size=80)


@settings(max_examples=25)
@given(before=some, after=some, stay=st.integers(0, 10))
def test_no_subtraction_of_linked_changes_leaves_few(before, after, stay):
    """In every told segment, whoever answered once or is in no told part of it is nobody or at least 2k."""
    moved = {c: before.get(c, p) if int(c[1:]) % 10 < stay else p for c, p in after.items()}
    old, new = wave(before, 1), wave(moved, 2)
    told = {key for key, measure in linked(old, new) if measure == "a1"}
    twice = {
        key: {c for c in before.keys() & moved.keys() if key in keys(before[c]) and key in keys(moved[c])}
        for key in told
    }
    for key in told:
        assert len(twice[key]) >= 10
        for people in (before, moved):
            left = {code for code, place in people.items() if key in keys(place)} - twice[key]
            assert not 0 < len(left) < 10
        for kind in ("/", "="):
            parts = [other for other in told if other != key and is_part(other, key, kind)]
            rest = twice[key] - set().union(*(twice[part] for part in parts))
            assert not parts or not 0 < len(rest) < 10


def keys(place: tuple[str, str, str]) -> set[str]:
    unit, team, tenure = place
    found = {"all", unit}
    if team:
        found.add(f"{unit}/{team}")
    if tenure:
        found.add(f"tenure={tenure}")
    return found


def is_part(key: str, of: str, kind: str) -> bool:
    if kind == "=":
        return of == "all" and "=" in key
    return "=" not in key and (of == "all" or key.startswith(f"{of}/"))


def test_two_leavers_are_not_found_by_subtracting_pairs_from_waves():
    """A and B hide together, 20 people; two of B left: pairs of all, C and D would leave just them."""
    sizes = {"A": 3, "B": 17, "C": 40, "D": 40}
    codes = np.array([f"p{number}" for number in range(100)])
    later = codes.copy()
    later[18:38] = [f"n{number}" for number in range(20)]
    before = replace(crowd_of(sizes, seed=1), links=codes)
    after = replace(crowd_of(sizes, seed=2), links=later)
    matching = match_instruments(before.instrument, after.instrument, before.items, after.items)
    told = release(before, Policy()), release(after, Policy())
    linked = linked_changes(before, after, told, matching)
    assert not {("all", "q1"), ("C", "q1"), ("D", "q1")} <= linked.keys()
    assert ("all", "q1") in linked
