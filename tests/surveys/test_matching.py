"""What two waves asked alike, and the instrument narrowed to it."""

import pytest

from surveys.instrument import Instrument
from surveys.matching import Match, Unmatched, match_instruments, narrow
from tests.surveys.hand_made import changed, instrument_of

SMALL = instrument_of()
ITEMS = tuple(item.id for item in SMALL.all_items)


def matched(before: Instrument, after: Instrument, asked_before=ITEMS, asked_after=ITEMS):
    return match_instruments(before, after, asked_before, asked_after).matches


def longer() -> Instrument:
    """The facet a1 with three items more, so that its two old ones are fewer than half."""
    whole = SMALL.model_dump()
    facet = whole["dimensions"][0]["facets"][0]
    facet["items"] = [*facet["items"], *({"id": f"a1.{n}", "text": f"further {n}"} for n in (3, 4, 5))]
    return Instrument.model_validate(whole)


def test_the_same_instrument_matches_whole():
    matching = match_instruments(SMALL, SMALL, ITEMS, ITEMS)
    assert matching.whole and all(match.reason is None for match in matching.matches.values())
    assert set(matching.matches) == set(SMALL.measures)
    assert matching.matches["a"] == Match(
        ("a1.1", "a1.2", "a2.1", "a2.2"), (("a1.1", "a1.2"), ("a2.1", "a2.2")), whole=True
    )
    assert matching.points == 25


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (changed(SMALL, "a1.1", text="other words"), Unmatched.WORDING),
        (changed(SMALL, "a1.1", text={"de": "a1.1"}), Unmatched.WORDING),
        (changed(SMALL, "a1.1", reverse=True), Unmatched.KEY),
        (changed(SMALL, "a1.1", id="a1.9"), Unmatched.ONCE),
        (
            instrument_of(scale={"points": [{"value": v} for v in range(1, 8)], "favourable": [6, 7]}),
            Unmatched.SCALE,
        ),
        (
            instrument_of(scale={"points": [{"value": v} for v in range(1, 6)], "favourable": [3, 4, 5]}),
            Unmatched.SCALE,
        ),
    ],
    ids=["words", "no common language", "key", "id", "longer scale", "other favourable answers"],
)
def test_an_item_that_differs_says_in_what(after, reason):
    assert matched(SMALL, after)["a1.1"].reason == reason


def test_spaces_and_further_languages_change_nothing():
    after = changed(SMALL, "a1.1", text={"en": " a1.1 ", "de": "etwas"})
    assert matched(SMALL, after)["a1.1"].reason is None


def test_half_a_facet_is_enough_and_less_is_not():
    half = matched(SMALL, changed(SMALL, "a1.1", text="other words"))
    assert half["a1"] == Match(("a1.2",), (("a1.2",),), whole=False)
    assert half["a"].items == ("a1.2", "a2.1", "a2.2") and not half["a"].whole
    none = matched(SMALL, changed(changed(SMALL, "a1.1", text="x"), "a1.2", text="y"))
    assert none["a1"].reason == Unmatched.ITEMS
    assert none["a"].items == ("a2.1", "a2.2") and none["a"].reason is None


def test_a_facet_whose_items_differ_in_their_scale_alone_says_so():
    other = instrument_of(scale={"points": [{"value": v} for v in range(1, 6)], "favourable": [3, 4, 5]})
    assert matched(SMALL, other)["a1"].reason == Unmatched.SCALE
    assert matched(SMALL, changed(other, "a1.1", text="x"))["a1"].reason == Unmatched.ITEMS


def test_matched_items_are_listed_where_they_are_too_few():
    after = longer()
    found = matched(SMALL, after, ITEMS, [item.id for item in after.all_items])["a1"]
    assert (found.items, found.reason) == (("a1.1", "a1.2"), Unmatched.ITEMS)


def test_a_dimension_needs_half_its_facets():
    after = SMALL
    for item in ("a1.1", "a1.2", "a2.1", "a2.2"):
        after = changed(after, item, text=f"new {item}")
    assert matched(SMALL, after)["a"].reason == Unmatched.FACETS
    assert matched(SMALL, after)["b"].whole


def test_an_item_that_a_wave_left_out_does_not_match():
    without = [item for item in ITEMS if item != "a1.2"]
    found = matched(SMALL, SMALL, ITEMS, without)
    assert found["a1.2"].reason == Unmatched.ONCE
    assert found["a1"] == Match(("a1.1",), (("a1.1",),), whole=False)


def test_a_reserve_item_is_matched_and_counts_in_no_facet():
    reserve = changed(SMALL, "a1.2", reserve=True)
    found = matched(reserve, reserve)
    assert found["a1.2"].reason is None and found["a1"].items == ("a1.1",) and found["a1"].whole


def test_what_only_one_wave_had_stands_last_and_says_so():
    before = instrument_of(items=[{"id": "old", "text": "old"}])
    found = matched(before, SMALL, (*ITEMS, "old"), ITEMS)
    assert found["old"].reason == Unmatched.ONCE
    assert list(found)[: len(ITEMS)] == list(ITEMS)


def test_narrowed_instruments_score_both_waves_over_the_same_items():
    before, after = SMALL, changed(SMALL, "a1.1", text="other words")
    after = changed(changed(after, "b1.1", text="x"), "b1.2", text="y")
    matching = match_instruments(before, after, ITEMS, ITEMS)
    narrowed = [narrow(instrument, matching) for instrument in (before, after)]
    again = match_instruments(*narrowed, ITEMS, ITEMS)
    assert again.whole and narrowed[0] == narrowed[1]
    assert {id_ for id_, match in again.matches.items() if match.reason is None} == {
        id_ for id_, match in matching.matches.items() if match.reason is None
    }
    assert [facet.id for facet in narrowed[0].dimensions[1].facets] == ["b2"]
    assert again.matches["a1"].items == matching.matches["a1"].items == ("a1.2",)


def test_matched_items_of_a_facet_that_is_not_comparable_stay_items():
    after = longer()
    asked = [item.id for item in after.all_items]
    narrowed = narrow(after, match_instruments(SMALL, after, ITEMS, asked))
    assert [item.id for item in narrowed.items] == ["a1.1", "a1.2"]
    assert [facet.id for facet in narrowed.facets] == ["a2"]  # its dimension lost most of its items
    assert {"a", "a1"}.isdisjoint(narrowed.measures)


def test_a_facet_that_moved_to_another_dimension_counts_in_neither():
    moved = SMALL.model_dump()
    moved["dimensions"][1]["facets"] = (
        *moved["dimensions"][1]["facets"],
        moved["dimensions"][0]["facets"][1],
    )
    moved["dimensions"][0]["facets"] = moved["dimensions"][0]["facets"][:1]
    after = Instrument.model_validate(moved)
    matching = match_instruments(SMALL, after, ITEMS, ITEMS)
    assert matching.matches["a"].items == ("a1.1", "a1.2")
    assert matching.matches["a2"].reason is None
    narrowed = narrow(after, matching)
    assert [facet.id for facet in narrowed.facets] == ["a2"]
    assert [facet.id for facet in narrowed.dimensions[1].facets] == ["b1", "b2"]
