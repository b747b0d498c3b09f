"""Files that several commands write of one wave, read together, leave nobody alone."""

import random

import pytest

from tests.command_line import run

INSTRUMENT = """
id: small
version: 1
scale: {points: [{value: 1}, {value: 2}, {value: 3}, {value: 4}, {value: 5}], favourable: [4, 5]}
facets:
  - id: trust
    items: [{id: q1, text: One}, {id: q2, text: Two}]
"""


def write_wave(path, sizes, seed):
    chance = random.Random(seed)
    rows = [
        f"{unit},{chance.randint(1, 5)},{chance.randint(1, 5)}" for unit, n in sizes.items() for _ in range(n)
    ]
    path.write_text("\n".join(["unit,q1,q2", *rows]) + "\n")


@pytest.mark.parametrize("sizes", [(25, 12, 20), (14, 25, 11), (18, 30, 15)])
def test_a_comparison_tells_of_a_wave_only_what_its_scores_tell(tmp_path, sizes):
    """Wave 1 hides A with B; wave 2 by itself hides A with another. Both together would leave A alone."""
    (tmp_path / "small.yaml").write_text(INSTRUMENT)
    write_wave(tmp_path / "1.csv", {"A": 3, "B": 10, "C": 24, "D": 22}, 1)
    write_wave(tmp_path / "2.csv", {"A": 3, **dict(zip("BCD", sizes, strict=True))}, 2)
    shared = ("--instrument", tmp_path / "small.yaml", "--units", "unit")
    scores = run("score", *shared, "--responses", tmp_path / "2.csv").json
    changes = run("compare", *shared, "--before", tmp_path / "1.csv", "--after", tmp_path / "2.csv").json
    shown = {segment["key"] for segment in scores["segments"] if not segment["suppressed"]}
    compared = {segment["key"] for segment in changes["segments"] if segment["reason"] is None}
    assert len(shown) == 3
    assert "all" in compared
    assert compared <= shown
