"""`culture3d units check` tells consultants, in words or as JSON, what a wave would show."""

import json

import pytest
from click.testing import CliRunner

from culture3d.commands.units import units
from surveys.faults import BadInput

UNITS = "code,name,parent,n\nT,Tea House,,63\nA,Alpha,T,3\nB,Beta,T,20\nC,Gamma,T,40\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(UNITS, encoding="utf-8")
    return str(path)


def run(*arguments):
    result = CliRunner().invoke(units, ["check", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_json_has_the_keys_of_the_design(file):
    told = json.loads(run(file, "--min-group", "5", "--format", "json"))
    assert set(told) == {"units", "audit", "joins"}
    assert told["audit"] == {"recoverable": [], "smallest_remainder": 23}
    assert [unit["shown"] for unit in told["units"]] == [True, False, False, True]
    assert set(told["units"][0]) == {"code", "n", "shown", "reason"}
    assert told["units"][1]["reason"] == told["units"][2]["reason"] != told["units"][0]["reason"]
    assert told["joins"] == [{"parent": "T", "codes": ["A", "B"], "n": 23}]


def test_words_say_what_is_hidden_and_what_can_be_done(file):
    said = run(file)
    assert "2 of 4 units will be shown" in said
    assert "Alpha" in said
    assert "Gamma" not in said
    assert "A + B: 23 people, below T" in said


def test_units_hidden_last_time_are_hidden_first(file, tmp_path):
    later = tmp_path / "later.csv"
    later.write_text("code,name,parent,n\nT,Tea House,,46\nA,Alpha,T,3\nB,Beta,T,22\nC,Gamma,T,21\n")
    assert "Gamma" in run(str(later)).split("together instead")[0]
    assert "Beta" in run(str(later), "--previous", file).split("together instead")[0]


def test_a_bad_tree_is_refused(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("code,name,parent,n\nA,a,,9\nB,b,X,3\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"units\.csv:3: parent"):
        run(str(path))
