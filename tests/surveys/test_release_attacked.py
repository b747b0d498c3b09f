"""A patient reader finds nobody in random releases: blanks, attributes, crossings, every measure and tier."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.codes import MISSING
from surveys.disclosure import release
from surveys.results import DETAILED, ROUNDED, Policy
from tests.surveys.crowd import crowd
from tests.surveys.reader import found_out

UNITS = ("A", "A/a", "A/b", "B", "B/c", "B/d", "C")
SIZES = st.lists(st.sampled_from([0, 1, 2, 3, 4, 6, 8, 11, 15, 30]), min_size=7, max_size=7).filter(any)


@st.composite
def waves(draw):
    """Responses with a lopsided attribute and some blanks."""
    units = {key: size for key, size in zip(UNITS, draw(SIZES), strict=True) if size}
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    share = {key: draw(st.sampled_from([0, 0.1, 0.5, 1])) for key in units}
    groups = ["xy"[int(rng.random() < share[key])] for key, size in units.items() for _ in range(size)]
    people = crowd(units, groups=groups)
    blank = rng.random(people.answers.shape) < draw(st.sampled_from([0, 0.1]))
    return replace(people, answers=np.where(blank, MISSING, people.answers).astype(np.int8))


def atoms_of(people):
    """The finest groups: unit by background answer; a 0/1 row over them for every segment's key."""
    width = len(people.attributes[0].options)
    atom = people.unit_of * width + people.attributes[0].codes
    number = len(people.unit_paths) * width
    rows = {"all": np.ones(number, int)}
    for path in people.unit_paths:
        inside = [other[: len(path)] == path for other in people.unit_paths]
        rows["/".join(path) or "all"] = np.repeat(inside, width).astype(int)
    for option, name in enumerate(people.attributes[0].options):
        column = np.tile(np.arange(width) == option, len(people.unit_paths)).astype(int)
        for key, row in list(rows.items()):
            if "=" not in key:
                rows[f"group={name}" if key == "all" else f"{key}/group={name}"] = row * column
    return atom, number, rows


def assert_nobody_found(results, people, tier, least, measures):
    """Asks for every measure, given who answered it, what a reader of at least this tier finds."""
    atom, number, rows = atoms_of(people)
    there = np.bincount(atom, minlength=number) > 0
    cells = np.array([rows[segment.key] for segment in results.segments])
    for measure, answered in measures.items():
        hidden = results.table.tiers[:, results.measures.index(measure)] < tier
        counts = np.bincount(atom[answered], minlength=number)
        assert ((cells[~hidden] @ counts) >= least).all()
        assert found_out(cells[:, there], counts[there], hidden, least)[1] == []


@settings(max_examples=60)
@given(waves(), st.booleans())
def test_nobody_is_found_by_measure_and_tier(people, crossed):
    policy = Policy()
    results = release(people, policy, crossed=("group",) if crossed else ())
    blanks = (people.answers == MISSING).any()
    if not blanks:
        everybody = {"pride": np.ones(len(people), bool)}
        assert_nobody_found(results, people, ROUNDED, policy.min_group, everybody)
        assert_nobody_found(results, people, DETAILED, policy.detailed_from, everybody)
    if crossed:
        items = {f"q{number}": people.answers[:, number - 1] != MISSING for number in (1, 2)}
        assert_nobody_found(results, people, DETAILED, policy.detailed_from, items)
