"""A stored release is read back as it was, in part or whole, from the same bytes every time."""

import numpy as np
import pytest

from surveys.disclosure import protect
from surveys.storage import from_blobs, to_blobs
from tests.surveys.secret_cells import INSTRUMENT, INTAKE, K5, tree_cells

PEOPLE = {"all": 93, "A": 3, "B": 20, "C": 70, "C/1": 9, "C/2": 61}


@pytest.fixture
def results():
    return protect(tree_cells(PEOPLE), K5, INSTRUMENT, INTAKE, invited={"all": 120, "A": 4})


def assert_same(one, other):
    assert (one.segments, one.counts, one.invited) == (other.segments, other.counts, other.invited)
    assert (one.policy, one.intake, one.quality) == (other.policy, other.intake, other.quality)
    for name in ("values", "shares", "tiers", "banded"):
        np.testing.assert_array_equal(getattr(one.table, name), getattr(other.table, name))


def test_what_is_stored_is_read_back(results):
    assert_same(from_blobs(*to_blobs(results)), results)


def test_the_same_results_give_the_same_bytes(results):
    again = protect(tree_cells(PEOPLE), K5, INSTRUMENT, INTAKE, invited={"all": 120, "A": 4})
    assert to_blobs(results) == to_blobs(again)


def test_a_page_reads_only_the_segments_it_needs(results):
    header, blobs = to_blobs(results)
    page = from_blobs(header, {"C/2": blobs["C/2"]})
    assert [segment.key for segment in page.segments] == ["C/2"]
    assert page.figures("C/2", "q1") == results.figures("C/2", "q1")


@pytest.mark.parametrize("statistic", ["score", "score_low", "favourable", "sd"])
def test_a_whole_column_is_what_its_cells_are(results, statistic):
    for measure in results.measures:
        cells = {segment.key: results.figures(segment.key, measure) for segment in results.segments}
        found = {key: getattr(cell, statistic, None) for key, cell in cells.items()}
        assert results.told(measure, statistic) == {
            key: told for key, told in found.items() if told is not None
        }


def test_a_suppressed_segment_leaves_no_bytes(results):
    header, blobs = to_blobs(results)
    assert blobs["A"] == b""
    assert from_blobs(header, {"A": b""}).is_suppressed("A")
    assert b'"A":' not in header


def test_another_form_is_refused(results):
    header, blobs = to_blobs(results)
    with pytest.raises(ValueError, match="form"):
        from_blobs(header.replace(b'"form":1', b'"form":2'), blobs)
