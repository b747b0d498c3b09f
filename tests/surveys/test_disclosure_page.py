"""The worked example of docs/disclosure.md is what the rules really do."""

import re

import pytest

from surveys.disclosure import protect
from surveys.results import Policy, Suppressed
from surveys.unit_tree import read_units
from surveys.units import check_units
from tests.surveys.secret_cells import INSTRUMENT, INTAKE, K5, tree_cells


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "disclosure.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(page):
    return read_units(re.search(r"```csv\n(.*?)```", page, re.DOTALL)[1].encode(), "docs/disclosure.md")


def promised(page):
    return dict(re.findall(r"^\| ([A-Z]+) \| (shown|hidden) \|$", page, re.MULTILINE))


def test_the_check_shows_and_hides_what_the_page_says(page, tree):
    checked = check_units(tree, Policy())
    found = {
        code: "shown" if shown else "hidden" for code, shown in zip(tree.codes, checked.shown, strict=True)
    }
    assert len(found) == 4
    assert found == promised(page)
    smallest = re.search(r"Smallest group that subtraction gives: (\d+) people", page)[1]
    assert checked.smallest_remainder == int(smallest)
    assert [join.people for join in checked.joins] == [26]


def test_a_release_does_the_same(page, tree):
    people = dict(zip(["all", *tree.codes[1:]], tree.people, strict=True))
    results = protect(tree_cells(people), K5, INSTRUMENT, INTAKE)
    told = {key for key, said in promised(page).items() if said == "shown"}
    assert set(results.counts) == {"all" if key == "ALL" else key for key in told}


def test_the_page_quotes_the_one_reason(page):
    assert f'"{Suppressed().reason}"' in page
