"""Shows what is left of a wave of three hundred people: what they said, counted once, and nothing else.

The wave is taken in conftest.py: invited, answered in Chromium and over HTTP, closed, tallied and released.
"""

import re
from collections import Counter

import pytest

from surveys.results import Results, Suppressed
from tests.waves.arithmetic import (
    FACETS,
    Response,
    cells_of,
    drivers_of,
    gaps_of,
    measured,
    omega_of,
    responses_of,
)
from tests.waves.comparing import PRESSED_BELOW, differences, same
from tests.waves.conftest import Outcome
from tests.waves.people import GROUPS, UNITS, Manner
from tests.waves.questionnaire import all_items, dimensions
from tests.waves.readers import exposed

# Too small, and what is hidden beside it so that subtraction does not give it.
HIDDEN = {"sales/small", "sales/south", "customer"}
IN_WHOLE_POINTS = {"service/field"}
WHOLES = (*FACETS, *dimensions())

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.fixture
def told(outcome: Outcome) -> Results:
    """The stored release."""
    return outcome.told


@pytest.fixture
def responses(outcome: Outcome) -> list[Response]:
    """What the crowd remembers to have submitted."""
    return responses_of(outcome.diaries)


@pytest.fixture
def cells(responses: list[Response]) -> dict[str, list[Response]]:
    """The people behind each segment."""
    return cells_of(responses, UNITS)


def invited_by_key() -> dict[str, int]:
    """How many were invited, by segment. Not everybody's tenure stood in the list, so nobody knows that."""
    staff = [(unit, invited) for unit, perspective, invited, _ in GROUPS if perspective == "staff"]
    of_units = {
        key: sum(invited for unit, invited in staff if f"{unit}/".startswith(f"{key}/")) for key in UNITS
    }
    others = {perspective: invited for _, perspective, invited, _ in GROUPS if perspective != "staff"}
    return {"all": sum(invited for _, invited in staff), **of_units, **others}


# --- who took part


def test_everybody_who_came_to_the_end_is_counted_once(outcome: Outcome, responses: list[Response]) -> None:
    answering = sum(answering for *_, answering in GROUPS)
    assert len(responses) == answering
    assert outcome.said["invite"].startswith("Example Works, Autumn: 300 people invited, ")
    assert f"{answering} of 300 have answered" in outcome.said["status"]
    assert f"is closed with {answering} answers" in outcome.said["close"]
    assert outcome.left == (0, 0, 0), "ballots, drafts and keys are gone"


def test_participation_is_told_of_every_group_that_is_told(
    told: Results, cells: dict[str, list[Response]]
) -> None:
    asked = {key: number for key, number in invited_by_key().items() if key not in HIDDEN}
    assert told.invited == asked
    few = len(cells["customer"])
    assert told.intake.used == told.intake.read == sum(answering for *_, answering in GROUPS) - few
    exact = {key: len(cells[key]) for key in ("all", "sales", "service", "works", "office", "leader")}
    assert {key: told.counts[key] for key in exact} == exact


def test_who_comes_too_late_is_told_so_and_not_counted(outcome: Outcome) -> None:
    late = [diary for diary in outcome.diaries if diary.person.manner is Manner.COMES_TOO_LATE]
    assert outcome.late == [410] * len(late)
    assert len(late) > 0


# --- what they said


def test_the_release_holds_what_was_computed_and_nothing_else(
    told: Results, cells: dict[str, list[Response]]
) -> None:
    invited = invited_by_key()
    found = [what for key in told.counts for what in differences(told, key, cells[key], invited.get(key))]
    assert found == []


def test_what_is_large_enough_is_told_in_detail(told: Results, cells: dict[str, list[Response]]) -> None:
    assert set(told.counts) == set(cells) - HIDDEN
    asked = {key: measured(key if key == "leader" else "staff") for key in told.counts}
    for key, behind in asked.items():
        for measure in behind:
            figures = told.figures(key, measure)
            if key not in IN_WHOLE_POINTS:
                assert not isinstance(figures, Suppressed), (key, measure)
                assert figures.detailed, (key, measure)
            elif measure in WHOLES:
                assert not isinstance(figures, Suppressed), (key, measure)
                assert not figures.detailed, (key, measure)
            else:
                assert isinstance(figures, Suppressed), (key, measure)


def test_nobody_hidden_can_be_worked_out(told: Results, cells: dict[str, list[Response]]) -> None:
    """By subtracting what is told from one another, of people and of every measure by itself."""
    assert exposed(told, cells["all"], measured("staff")) == []


def test_items_in_reserve_are_no_measures(told: Results) -> None:
    asked = [item.id for item in all_items() if item.asked_of]
    assert told.items == tuple(asked)
    assert set(told.measures) == {*asked, *WHOLES}


def test_reliability_is_told_of_the_organisation(told: Results, cells: dict[str, list[Response]]) -> None:
    behind = measured("staff")
    assert set(told.quality) == set(WHOLES)
    for measure, quality in told.quality.items():
        assert quality.alpha == told.figures("all", measure).alpha
        assert quality.omega == pytest.approx(omega_of(cells["all"], behind[measure]), abs=1e-3), measure
        assert quality.omega == told.figures("all", measure).omega
        # Fewer than ten units: how far they agree is told from ten on.
        assert (quality.icc1, quality.icc2, quality.rwg_mean) == (None, None, None)


def test_gaps_between_leaders_and_staff(told: Results, cells: dict[str, list[Response]]) -> None:
    """Over what both were asked; below 20 answers a gap may be missing, to shelter who agree."""
    computed = gaps_of(cells["all"], cells["leader"])
    found = {gap.measure: gap for gap in told.gaps}
    assert {gap.perspective for gap in told.gaps} == {"leader"}
    assert {name for name, gap in computed.items() if gap.n_other >= PRESSED_BELOW} <= set(found)
    for measure, gap in found.items():
        true = computed[measure]
        assert (gap.items, gap.n_staff, gap.n_other) == (true.items, true.n_staff, true.n_other)
        for name in ("staff", "other", "low", "high"):
            assert same(getattr(gap, name), getattr(true, name)), (measure, name)
        assert same(gap.difference, true.other - true.staff)


def test_drivers_of_the_overall_item(told: Results, cells: dict[str, list[Response]]) -> None:
    n, shares = drivers_of(cells["all"])
    assert told.drivers.n == n
    assert {facet: driver.share for facet, driver in told.drivers.shares.items()} == pytest.approx(shares)
    assert told.drivers.r2 == pytest.approx(sum(shares.values()))
    assert told.drivers.outcome == "overall"
    ranks = {facet: rank for rank, facet in enumerate(sorted(shares, key=shares.get, reverse=True), 1)}
    for facet, driver in told.drivers.shares.items():
        assert driver.rank_low <= ranks[facet] <= driver.rank_high


# --- what they wrote, and their receipts


def test_comments_are_neither_lost_nor_doubled(outcome: Outcome) -> None:
    written = Counter(comment for diary in outcome.diaries for comment in diary.comments)
    assert written.total() > 100
    assert Counter(outcome.comments) == written


def test_the_list_has_the_receipts_of_all_that_counted_and_no_others(outcome: Outcome) -> None:
    listed = re.findall(r"\b[0-9a-f]{8}(?:-[0-9a-f]{8}){3}\b", outcome.receipts)
    submitted = [diary for diary in outcome.diaries if diary.submitted is not None]
    assert listed == sorted(diary.receipt for diary in submitted)
    outdated = {receipt for diary in outcome.diaries for receipt in diary.outdated}
    assert len(outdated) > 30
    assert outdated.isdisjoint(listed)
