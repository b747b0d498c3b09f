"""A tree of units is checked before a wave: faults have places, nobody is worked out, little is hidden."""

import csv
import io

import numpy as np
import pytest

from surveys.audit import Auditor
from surveys.faults import BadInput
from surveys.results import Policy
from surveys.unit_tree import read_units
from surveys.units import _as_system, check_units

WAVES = ("2015", "2016", "2017", "2018")


def read(text):
    return read_units(text.encode(), "units.csv")


def faults(text):
    with pytest.raises(BadInput) as refused:
        read(text)
    return [(fault.line, fault.field) for fault in refused.value.faults]


def test_a_tree_is_read_whatever_the_order_of_its_rows_and_columns():
    tree = read("n;code;parent;name;note\n7;A;TOP;One;x\n20;TOP;;All;\n")
    assert (tree.codes, tree.parents, tree.people) == (("A", "TOP"), (1, -1), (7, 20))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("code,name,n\nA,a,3\n", [(1, "parent")]),
        ("code,name,parent,n\n", [(None, "")]),
        ("code,name,parent,n\nA,a,,9\nA,b,A,3\n", [(3, "code")]),
        ("code,name,parent,n\nA,a,,9\n,b,A,3\n", [(3, "code")]),
        ("code,name,parent,n\nA,a,,9\nB,b,A,-3\n", [(3, "n")]),
        ("code,name,parent,n\nA,a,,9\nB,b,A,2.5\nC,c,A,\n", [(3, "n"), (4, "n")]),
        ("code,name,parent,n\nA,a,,9\nB,b,X,3\n", [(3, "parent")]),
        ("code,name,parent,n\nA,a,,9\nB,b,,3\n", [(3, "parent")]),
        ("code,name,parent,n\nA,a,B,9\nB,b,A,3\n", [(2, "parent")]),
        ("code,name,parent,n\nT,t,,9\nA,a,B,9\nB,b,A,3\n", [(3, "parent"), (4, "parent")]),
        ("code,name,parent,n\nA,a,,9\nB,b,A,5\nC,c,A,5\n", [(2, "n")]),
    ],
    ids=[
        "column",
        "empty",
        "twice",
        "blank",
        "negative",
        "fraction",
        "unknown",
        "roots",
        "rootless",
        "cycle",
        "overfull",
    ],
)
def test_what_is_no_tree_is_refused_with_row_and_column(text, places):
    assert faults(text) == places


def test_the_check_hides_joins_and_audits():
    checked = check_units(read("code,name,parent,n\nT,t,,63\nA,a,T,3\nB,b,T,20\nC,c,T,40\n"), Policy())
    assert checked.shown == (True, False, False, True)
    assert (checked.recoverable, checked.smallest_remainder) == ((), 23)
    assert [(join.units, join.people) for join in checked.joins] == [((1, 2), 23)]


def test_small_siblings_are_joined_with_each_other_before_a_large_one():
    tree = read("code,name,parent,n\nT,t,,70\nA,a,T,2\nB,b,T,3\nC,c,T,4\nD,d,T,1\nE,e,T,60\n")
    assert [join.units for join in check_units(tree, Policy()).joins] == [(1, 2, 3, 4)]


def test_a_joined_group_is_always_large_enough():
    rng = np.random.default_rng(3)
    for _ in range(50):
        sizes = rng.integers(0, 12, 6)
        rows = "".join(f"U{unit},u,T,{size}\n" for unit, size in enumerate(sizes))
        tree = read(f"code,name,parent,n\nT,t,,{sizes.sum() + 5}\n{rows}")
        joins = check_units(tree, Policy()).joins
        assert all(join.people >= 5 and len(join.units) > 1 for join in joins)
        units = [unit for join in joins for unit in join.units]
        assert len(units) == len(set(units))


@pytest.fixture(scope="module")
def noaa(shared_data):
    with (shared_data / "fevs_noaa_tree_2015_2018.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    trees = {}
    for wave in WAVES:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["code", "name", "parent", "n"])
        writer.writerows(
            [row["code"], row["name"], row["parent"], row["n"]] for row in rows if row["wave"] == wave
        )
        trees[wave] = read(text.getvalue())
    return trees


@pytest.mark.parametrize("least", [5, 10, 15, 20, 25, 30])
def test_real_units_over_four_waves_leave_nobody_to_be_worked_out(noaa, least):
    """The plain threshold leaves people to be worked out; these rules leave none and hide up to four more."""
    before = []
    for wave in WAVES:
        tree = noaa[wave]
        checked = check_units(tree, Policy(min_group=least), before)
        plain = [people >= least for people in tree.people]
        extra = sum(plain) - sum(checked.shown)
        counts, system = _as_system(tree)
        open_cells = Auditor.of(system.equations, system.untold).recoverable(
            counts, (counts < least) | system.untold, least
        )
        assert checked.recoverable == ()
        assert checked.smallest_remainder is None or checked.smallest_remainder >= least
        assert 0 <= extra <= 4
        assert (extra > 0) == bool(open_cells)
        before.append(tree)
