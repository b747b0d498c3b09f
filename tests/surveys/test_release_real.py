"""A release of the federal survey's eleven small agencies tells large groups only, and gives nobody away."""

import numpy as np
import pytest

from surveys.answer_files import read_csv
from surveys.disclosure import release
from surveys.instrument import read_instrument
from surveys.responses import Layout
from surveys.results import Band, Policy, Suppressed
from surveys.storage import from_blobs, to_blobs
from tests.surveys.reader import found_out

LAYOUT = Layout(
    units=("AGENCY", "LEVEL1"),
    segments=("DFEDTEN",),
    weight="POSTWT",
    perspectives=(("DSUPER", "Supervisor/Manager/Senior Leader", "leader"),),
)


@pytest.fixture(scope="module")
def answers(root, shared_data):
    instrument = read_instrument(root / "tests" / "instruments" / "fevs2018.yaml")
    return read_csv(shared_data / "fevs2018_small11agencies.csv", instrument, LAYOUT)


@pytest.fixture(scope="module", params=[(), ("DFEDTEN",)], ids=["apart", "crossed"])
def crossed(request):
    return request.param


@pytest.mark.parametrize("least", [5, 25, 60])
def test_only_large_groups_are_told_and_in_detail_only_larger_ones(answers, crossed, least):
    results = release(answers, Policy(min_group=least), crossed=crossed)
    assert results.counts["all"] == 2484
    assert len(results.counts) > 10
    for key in results.counts:
        for measure in results.measures:
            figures = results.figures(key, measure)
            if isinstance(figures, Suppressed):
                continue
            people = figures.n.at_most if isinstance(figures.n, Band) else figures.n
            assert people is None or people >= (2 * least if figures.detailed else least)
            assert figures.detailed or measure not in results.items


@pytest.mark.parametrize("least", [5, 25, 60])
def test_no_hidden_unit_follows_from_the_others(answers, least):
    """Over the tree alone, by exact arithmetic: agencies and their offices are the atoms."""
    results = release(answers, Policy(min_group=least))
    units = [segment for segment in results.segments if segment.kind in ("organisation", "unit")]
    leaves = [unit for unit in units if not list(results.children(unit.key))]
    staff = answers.unit_of[answers.perspective == 0]
    sizes = {"/".join(path): int((staff == unit).sum()) for unit, path in enumerate(answers.unit_paths)}
    cells = np.array(
        [
            [unit.key in ("all", leaf.key) or leaf.key.startswith(f"{unit.key}/") for leaf in leaves]
            for unit in units
        ],
        dtype=int,
    )
    people = np.array([sizes[leaf.key] for leaf in leaves])
    assert people.sum() == 2484
    hidden = np.array([results.is_suppressed(unit.key) for unit in units])
    small = people < least
    known, _ = found_out(cells, people, hidden, 1)
    assert known == []
    assert hidden[[units.index(leaf) for leaf, few in zip(leaves, small, strict=True) if few]].all()


def test_a_stored_release_tells_the_same(answers, crossed):
    results = release(answers, Policy(), crossed=crossed)
    again = from_blobs(*to_blobs(results))
    assert again.counts == results.counts
    assert again.gaps == results.gaps
    assert again.quality == results.quality
    np.testing.assert_array_equal(again.table.values, results.table.values)
    assert to_blobs(again) == to_blobs(results)
