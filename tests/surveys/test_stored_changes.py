"""Stored changes are read back as they were, in part or whole, from the same bytes every time."""

import numpy as np
import pytest

from surveys.comparison import compare
from surveys.matching import match_instruments
from surveys.stored_changes import from_blobs, to_blobs
from tests.surveys.hand_made import Group, instrument_of, results_of

ITEMS = ("a1.1", "a1.2", "a2.1", "a2.2", "b1.1", "b1.2", "b2.1", "b2.2")
MEASURES = (*ITEMS, "a1", "a2", "b1", "b2", "a", "b")


def group(seed: int, n: int) -> Group:
    drawn = np.random.default_rng(seed).normal(3.3, 0.8, (len(MEASURES), n))
    return Group(dict(zip(MEASURES, np.clip(drawn, 1, 5), strict=True)))


@pytest.fixture
def comparison():
    """One group is new, one is gone, and one is too small for a test."""
    instrument = instrument_of()
    before = {"all": group(1, 80), "u/x": group(2, 40), "u/few": group(3, 6), "u/gone": group(4, 30)}
    after = {"all": group(5, 90), "u/x": group(6, 50), "u/few": group(7, 7), "u/new": group(8, 30)}
    matching = match_instruments(instrument, instrument, ITEMS, ITEMS[:-1])
    return compare(results_of(before, ITEMS), results_of(after, ITEMS), matching)


def test_what_is_stored_is_read_back(comparison):
    reasons = {change.reason for change in comparison.changes.values()}
    assert len(reasons) > 2
    again = from_blobs(*to_blobs(comparison))
    assert dict(again.changes) == dict(comparison.changes)
    assert (again.segments, again.smallest) == (comparison.segments, comparison.smallest)
    assert dict(again.families) == dict(comparison.families)


def test_a_page_reads_only_the_segments_it_needs(comparison):
    header, blobs = to_blobs(comparison)
    page = from_blobs(header, {"all": blobs["all"]})
    assert {key for key, _ in page.changes} == {"all"}
    assert page.changes["all", "a1"] == comparison.changes["all", "a1"]


def test_the_same_changes_give_the_same_bytes(comparison):
    assert to_blobs(comparison) == to_blobs(from_blobs(*to_blobs(comparison)))


def test_another_form_is_refused(comparison):
    header, blobs = to_blobs(comparison)
    with pytest.raises(ValueError, match="form"):
        from_blobs(header.replace(b'"form":1', b'"form":2'), blobs)
