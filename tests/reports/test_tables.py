"""Results and comparisons as JSON and CSV: nothing untold slips through, and numbers read back the same."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tables import (
    comparison_csv,
    comparison_object,
    guarded,
    results_csv,
    results_object,
    to_json,
)
from surveys.changes import Change
from surveys.comparison import ComparedSegment, Comparison
from surveys.results import (
    DETAILED,
    ROUNDED,
    STATISTICS,
    SUPPRESSED,
    Drivers,
    DriverShare,
    FigureTable,
    Gap,
    Intake,
    Policy,
    Quality,
    Results,
    Segment,
    SetAside,
    band_of,
)

AT = {name: place for place, name in enumerate(STATISTICS)}
TOLD = ("n", "mean", "sd", "score", "score_low", "score_high", "favourable", "neutral", "unfavourable")
ALL_TOLD = (*TOLD, "favourable_low", "favourable_high", "distribution", "alpha", "alpha_low", "alpha_high")


@pytest.fixture
def results() -> Results:
    """Four segments: told, banded with a pressed share, rounded, and suppressed with numbers behind it."""
    values = np.full((5, 2, len(STATISTICS)), np.nan)
    shares = np.full((5, 1, 3), np.nan)
    values[0, :, AT["n"]], values[0, :, AT["score"]] = 120, 1 / 3
    shares[0, 0] = 10.1, 0.0, 89.9
    values[1, :, AT["n"]], values[1, :, AT["favourable"]] = 10, -np.inf
    values[2, 1, AT["n"]], values[2, 1, AT["score"]] = 7, 61
    values[3:] = 42
    tiers = np.array([[2, 2], [2, 2], [0, 1], [2, 2], [0, 0]], dtype=np.uint8)
    assert (SUPPRESSED, ROUNDED, DETAILED) == (0, 1, 2)
    return Results(
        instrument_id="i",
        instrument_version=3,
        policy=Policy(),
        intake=Intake(130, 128, (SetAside("no answer to any item", 2),), ("ID",)),
        items=("q1",),
        measures=("q1", "f1"),
        segments=(
            Segment("all", "", None, "organisation"),
            Segment("-N", "North", "all", "unit", 1),
            Segment("S", "South", "all", "unit", 1),
            Segment("W", "West", "all", "unit", 1),
        ),
        perspectives=(Segment("leader", "leader", None, "perspective"),),
        table=FigureTable(
            values, shares, tiers, np.array([[False, False], [True, True], *[[False] * 2] * 3])
        ),
        counts={"all": 120, "-N": band_of(12), "S": 7},
        invited={},
        quality={"f1": Quality(0.81, None, -0.01, 0.5, None)},
        drivers=Drivers("q1", 0.4, 120, {"f1": DriverShare(0.4, 1, 1)}),
    )


def test_every_measure_has_every_statistic_and_untold_ones_are_null(results):
    table = results_object(results)
    everything = table["segments"][0]["measures"]
    assert set(everything) == {"q1", "f1"}
    assert set(everything["f1"]) == {*ALL_TOLD, "omega", "rwg"}
    assert everything["q1"]["distribution"] == [10.1, 0.0, 89.9]
    assert everything["f1"]["mean"] is None
    rounded = table["segments"][2]["measures"]
    assert rounded["f1"]["score"] == 61 and set(rounded["q1"].values()) == {None}


def test_a_suppressed_segment_carries_no_number_at_all(results):
    table = results_object(results)
    assert table["segments"][3] == {
        "key": "W",
        "label": "West",
        "parent": "all",
        "n": None,
        "suppressed": True,
        "reason": "too few answers, here or in a neighbouring group",
        "measures": {},
    }
    assert table["perspectives"] == {"leader": {"n": None, "suppressed": True, "measures": {}}}
    assert "42" not in to_json(table) + results_csv(table)


def test_limits_and_bands_are_objects(results):
    banded = results_object(results)["segments"][1]
    assert banded["n"] == {"at_least": 10, "at_most": 19}
    assert banded["measures"]["q1"]["favourable"] == {"at_most": 5}


def test_the_head_says_what_was_read_and_by_which_rules(results):
    table = results_object(results)
    assert table["instrument"] == {"id": "i", "version": 3}
    assert table["policy"] == {"min_group": 5, "pressed_below": 20, "detailed_from": 10}
    assert table["responses"] == {
        "read": 130,
        "used": 128,
        "set_aside": [{"reason": "no answer to any item", "rows": 2}],
        "ignored_columns": ["ID"],
    }
    assert table["quality"]["f1"]["icc1"] == -0.01
    assert table["drivers"]["shares"] == {"f1": {"share": 0.4, "rank_low": 1, "rank_high": 1}}
    assert results_object(replace(results, drivers=None))["drivers"] is None


def test_csv_has_a_row_for_every_number_of_the_json(results):
    table = results_object(results)
    rows = read(results_csv(table))
    assert ("all", "f1", "score") in rows and float(rows["all", "f1", "score"]) == 1 / 3
    assert rows["'-N", "", "n.at_least"] == "10" and rows["'-N", "q1", "favourable.at_most"] == "5"
    assert rows["W", "", "suppressed"] == rows["leader", "", "suppressed"] == "true"
    assert rows["all", "q1", "distribution.3"] == "89.9"
    assert rows["all", "", "responses.set_aside: no answer to any item"] == "2"
    assert rows["all", "f1", "quality.icc1"] == "-0.01"  # a number is no formula
    assert rows["all", "f1", "drivers.share"] == "0.4"
    numbers = [leaf for leaf in leaves(table["segments"]) if type(leaf) in (int, float)]
    told = [row for row in rows if row[2].split(".")[0] in (*ALL_TOLD, "omega", "rwg")]
    assert len(told) == len(numbers)


def test_gaps_stand_by_perspective_over_the_items_asked_of_both(results):
    gap = Gap("leader", "f1", ("q1", "q2"), 120, 12, 61.5, 70.25, 8.75, 2.5, None)
    table = results_object(replace(results, gaps=(gap,)))
    told = {"staff": 61.5, "other": 70.25, "difference": 8.75, "low": 2.5, "high": None}
    assert table["gaps"] == {"leader": {"f1": told | {"items": ["q1", "q2"]}}}
    rows = list(csv.reader(io.StringIO(results_csv(table))))
    assert ["leader", "f1", "gap.difference", "8.75"] in rows
    assert ["leader", "f1", "gap.items", "q1 q2"] in rows
    assert not [row for row in rows if row[2] == "gap.high"]
    assert results_object(results)["gaps"] == {}


def test_a_comparison_keeps_the_order_and_lists_what_is_not_compared():
    comparison = Comparison(
        changes={
            ("all", "f1"): Change(before=50.0, after=47.5, change=-2.5, p=1e-17, verdict="no clear change"),
            ("all", "q1"): Change(matched_items=("q1",), reason="because", pairs=None),
            ("all", "q2"): Change(pairs=31),
        },
        families={"dimensions": 0, "facets_and_items": 1},
        segments=(
            ComparedSegment("all", "", None, "organisation"),
            ComparedSegment("=x", "X", "all", "unit", "too few"),
        ),
    )
    table = comparison_object(comparison)
    assert table["segments"][1] == {"key": "=x", "label": "X", "reason": "too few", "measures": {}}
    assert list(table["segments"][0]["measures"]) == ["f1", "q1", "q2"]
    untold = table["segments"][0]["measures"]["q1"]
    assert untold.pop("matched_items") == ["q1"] and untold.pop("reason") == "because"
    assert untold.pop("verdict") == "not comparable" and set(untold.values()) == {None}
    assert "pairs" not in table["segments"][0]["measures"]["q1"]
    assert table["segments"][0]["measures"]["q2"]["pairs"] == 31
    rows = read(comparison_csv(table))
    assert float(rows["all", "f1", "p"]) == 1e-17 and rows["all", "f1", "change"] == "-2.5"
    assert rows["'=x", "", "reason"] == "too few" and rows["", "", "families.facets_and_items"] == "1"


def test_json_refuses_what_is_no_number(results):
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"score": float("nan")})
    assert json.loads(to_json(results_object(results))) == json.loads(to_json(results_object(results)))
    assert "Müller" in to_json({"label": "Müller"})


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_the_same_from_json_and_csv(number):
    assert json.loads(to_json({"x": number}))["x"] == number
    table = {
        "families": {},
        "segments": [{"key": "k", "reason": None, "measures": {"m": {"change": number}}}],
    }
    assert float(read(comparison_csv(table))["k", "m", "change"]) == number


@given(st.text())
def test_no_text_becomes_a_formula_and_none_is_lost(text):
    told = guarded(text)
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert told in (text, f"'{text}")


def read(text: str) -> dict[tuple[str, str, str], str]:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == ["key", "measure", "statistic", "value"]
    found = {(key, measure, statistic): value for key, measure, statistic, value in rows}
    assert len(found) == len(rows)
    return found


def leaves(value: object):
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value
