"""Checks reverse keying and the half rules on worked examples, one person at a time."""

import numpy as np
import pytest

from surveys.codes import MISSING
from surveys.instrument import Dimension, Facet, Instrument, Item, Point, Scale
from surveys.responses import pack, unpack
from surveys.scoring import keyed, person_scores, scoring_of, to_percent

SEVEN = Scale(points=tuple(Point(value=v) for v in range(1, 8)), favourable=(6, 7))
BOTH = {"leader": {"en": "L"}}


def item(name, **more):
    return Item(id=name, text=name, **more)


TREE = Instrument(
    id="tree",
    version=1,
    scale=SEVEN,
    dimensions=(
        Dimension(
            id="d",
            facets=(
                Facet(
                    id="f1",
                    items=(
                        item("a", perspectives=BOTH),
                        item("b", reverse=True, perspectives=BOTH),
                        item("c"),
                        item("spare", reserve=True),
                    ),
                ),
                Facet(id="f2", items=(item("e", perspectives=BOTH), item("f"))),
                Facet(id="f3", items=(item("g"), item("h", optional=True))),
            ),
        ),
    ),
    facets=(Facet(id="alone", items=(item("i"),)),),
    overall=item("overall", perspectives=BOTH),
)
ALL = tuple(part.id for part in TREE.all_items)
X = MISSING


def score(answers, perspective="staff", items=ALL, only=None):
    scoring = scoring_of(TREE, items, perspective, only)
    facets, dimensions = person_scores(keyed(np.array([answers], dtype=np.int8), scoring), scoring)
    return dict(zip(scoring.measures[len(items) :], np.hstack([facets, dimensions])[0].tolist(), strict=True))


def test_measures_are_items_then_facets_then_dimensions():
    assert scoring_of(TREE, ALL).measures == (*ALL, "f1", "f2", "f3", "alone", "d")


def test_reversed_items_are_turned_round_once_and_raw_answers_kept():
    raw = np.array([[1, 2, 3, X, 5, 6, 7, 1, 2, 3]], dtype=np.int8)
    values = keyed(raw, scoring_of(TREE, ALL))
    np.testing.assert_array_equal(values, [[1, 6, 3, np.nan, 5, 6, 7, 1, 2, 3]])
    assert raw[0, 1] == 2


@pytest.mark.parametrize(
    ("answers", "f1"),
    [
        ([4, 2, 1, X], (4 + 6 + 1) / 3),
        ([4, 2, X, X], 5.0),  # two of three are half
        ([4, X, X, X], np.nan),  # one of three is not
        ([4, X, X, 7], np.nan),  # and what is in reserve does not count
    ],
)
def test_a_facet_needs_half_its_items(answers, f1):
    assert score([*answers, 4, 4, 4, 4, 4, 4])["f1"] == pytest.approx(f1, nan_ok=True)


@pytest.mark.parametrize(
    ("answers", "d"),
    [
        ([4, 4, 4, 0, 2, 2, 3, 3], (4 + 2 + 3) / 3),  # equal weights, whatever the number of items
        ([4, 4, 4, 0, 2, X, X, X], (4 + 2) / 2),  # two facets of three, four items of seven
        ([4, 4, X, 0, 2, X, X, X], np.nan),  # two facets of three, but three items of seven
        ([4, 4, 4, 0, X, X, X, X], np.nan),  # one facet of three
    ],
)
def test_a_dimension_needs_half_its_facets_and_half_its_items(answers, d):
    answers[3] = X
    assert score([*answers, X, X])["d"] == pytest.approx(d, nan_ok=True)


def test_halves_are_of_the_items_worded_for_the_persons_perspective():
    told = score([4, X, 7, X, 3, 7, 7, 7, 7, 5], "leader")
    assert told["f1"] == 4  # one of the two that leaders read; c is not theirs
    assert told["f2"] == 3
    assert np.isnan(told["f3"])
    assert told["d"] == 3.5


def test_where_nothing_is_worded_for_a_perspective_it_reads_the_staff_wording():
    assert score([4, 4, 4, X, 2, 2, 3, 3, 1, 1], "customer") == score([4, 4, 4, X, 2, 2, 3, 3, 1, 1])


def test_columns_that_were_not_asked_do_not_count_in_halves():
    items = tuple(name for name in ALL if name not in ("h", "spare", "i"))
    told = score([4, 4, 4, 2, 2, 3, 5], items=items)
    assert told == {"f1": 4.0, "f2": 2.0, "f3": 3.0, "d": 3.0}


def test_only_some_items_may_count():
    told = score([4, 4, 1, X, 3, 7, 7, 7, 7, 5], only=("a", "b", "e"))
    assert (told["f1"], told["f2"]) == (4.0, 3.0)
    assert np.isnan(told["f3"])


def test_scores_run_from_0_to_100():
    assert to_percent(np.array([1.0, 4.0, 7.0]), TREE).tolist() == [0, 50, 100]


@pytest.mark.parametrize("answers", [np.array([[1, X, 5]], np.int8), np.array([[1.25, np.nan, 5]])])
def test_stored_answers_come_back(answers):
    blobs = pack(np.repeat(answers, 3, axis=0))
    assert len(blobs[0]) == answers.shape[1] * answers.dtype.itemsize
    continuous = answers.dtype != np.int8
    np.testing.assert_array_equal(unpack(blobs, 3, continuous=continuous), np.repeat(answers, 3, axis=0))
    with pytest.raises(ValueError, match="do not hold 4 items"):
        unpack(blobs, 4, continuous=continuous)


def test_nobody_packs_to_nothing():
    assert unpack(pack(np.empty((0, 3), np.int8)), 3).shape == (0, 3)
