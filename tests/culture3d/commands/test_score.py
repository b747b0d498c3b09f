"""`culture3d score`: the federal survey from file to figures, and every option that changes them."""

import csv
import gzip
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.command_line import run

ROOT = Path(__file__).resolve().parents[3]
TEAM = ROOT / "tests/spec/one-team"
CALL = ("score", "--instrument", TEAM / "instrument.yaml", "--responses")
LEADER = "DSUPER=Supervisor/Manager/Senior Leader:leader"


@pytest.fixture(scope="module")
def federal(shared_data):
    """The federal survey as one would call for it, and its rows."""
    file = shared_data / "fevs2018_small11agencies.csv"
    called = run(
        *("score", "--instrument", ROOT / "tests/instruments/fevs2018.yaml", "--responses", file),
        *("--units", "AGENCY,LEVEL1", "--segment", "DFEDTEN", "--perspective", LEADER, "--weight", "POSTWT"),
    )
    assert called.status == 0, called.err
    return called.json, list(csv.DictReader(file.read_text().splitlines()))


def segments(table) -> dict[str, dict]:
    return {segment["key"]: segment for segment in table["segments"]}


def test_the_federal_survey_has_every_segment_once(federal):
    table, rows = federal
    found = segments(table)
    agencies = {row["AGENCY"] for row in rows}
    units = {f"{row['AGENCY']}/{row['LEVEL1']}" for row in rows}
    tenures = {f"DFEDTEN={row['DFEDTEN']}" for row in rows}
    assert set(found) == {"all", *agencies, *units, *tenures} and len(found) == len(table["segments"])
    assert found["AM/AM10"]["parent"] == "AM" and found["AM"]["parent"] == "all"
    assert table["responses"]["ignored_columns"] == ["ID"]


def test_staff_and_leaders_are_never_added_up(federal):
    table, rows = federal
    leaders = sum(row["DSUPER"] == "Supervisor/Manager/Senior Leader" for row in rows)
    assert segments(table)["all"]["n"] == len(rows) - leaders
    assert table["perspectives"]["leader"]["n"] == leaders


@pytest.mark.parametrize("tenure", ["all", "DFEDTEN=More than 20 years"])
def test_weighted_figures_are_those_of_plain_arithmetic(federal, tenure):
    table, rows = federal
    staff = [
        row
        for row in rows
        if row["DSUPER"] != "Supervisor/Manager/Senior Leader"
        and tenure in ("all", f"DFEDTEN={row['DFEDTEN']}")
    ]
    weight = np.array([float(row["POSTWT"]) for row in staff])
    answers = np.array([float(row["Q58"]) for row in staff])
    told = segments(table)[tenure]["measures"]["Q58"]
    assert told["mean"] == pytest.approx(np.average(answers, weights=weight))
    assert told["score"] == pytest.approx(25 * (np.average(answers, weights=weight) - 1))
    assert told["favourable"] == pytest.approx(100 * np.average(answers >= 4, weights=weight))
    assert sum(told["distribution"]) == pytest.approx(100)


def test_no_segment_of_fewer_than_five_is_told_and_a_suppressed_one_is_empty(federal):
    table, _ = federal
    for segment in table["segments"]:
        if segment["suppressed"]:
            assert segment["n"] is None and segment["measures"] == {} and segment["reason"]
        else:
            least = segment["n"]["at_least"] if isinstance(segment["n"], dict) else segment["n"]
            assert least >= 5


def test_a_higher_threshold_tells_less(shared_data):
    file = shared_data / "fevs2018_small11agencies.csv"
    call = ("score", "--instrument", ROOT / "tests/instruments/fevs2018.yaml", "--responses", file)
    told = [
        {
            s["key"]
            for s in run(*call, "--units", "AGENCY,LEVEL1", "--min-group", k).json["segments"]
            if s["n"]
        }
        for k in (5, 100)
    ]
    assert told[1] < told[0]


def test_json_and_csv_say_the_same(tmp_path):
    table = run(*CALL, TEAM / "responses.csv").json
    rows = csv.reader(io.StringIO(run(*CALL, TEAM / "responses.csv", "--format", "csv").out, newline=""))
    figures = {tuple(row[:3]): row[3] for row in rows}
    for measure, told in table["segments"][0]["measures"].items():
        for name, value in told.items():
            if isinstance(value, float):
                assert float(figures["all", measure, name]) == value


def test_gzip_and_plain_files_give_the_same_bytes(tmp_path):
    packed = tmp_path / "responses.csv.gz"
    packed.write_bytes(gzip.compress((TEAM / "responses.csv").read_bytes()))
    assert run(*CALL, packed).out == run(*CALL, TEAM / "responses.csv").out


def test_the_order_of_rows_changes_no_figure(tmp_path):
    header, *rows = (TEAM / "responses.csv").read_text().splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([header, *reversed(rows)]))
    turned, straight = (run(*CALL, file).json for file in (tmp_path / "turned.csv", TEAM / "responses.csv"))
    assert list(figures(turned)) == pytest.approx(list(figures(straight)))


def test_what_was_set_aside_is_said_and_written():
    called = run(*CALL, TEAM / "responses.csv")
    name = TEAM / "responses.csv"
    assert called.faults == [
        f"{name}: 13 responses read, 12 used",
        f"{name}: 1 set aside: no answer to any item",
    ]
    assert called.json["responses"]["set_aside"] == [{"reason": "no answer to any item", "rows": 1}]


def test_a_number_of_invited_narrows_the_interval():
    free, known = (
        run(*CALL, TEAM / "responses.csv", *more).json["segments"][0]["measures"]["clarity"]
        for more in ((), ("--invited", "16"))
    )
    width = [told["score_high"] - told["score_low"] for told in (free, known)]
    assert width[1] / width[0] == pytest.approx((4 / 16) ** 0.5)
    assert free["score"] == known["score"]


def test_invited_by_segment_comes_from_a_file(tmp_path):
    rows = [f"{unit},{1 + n % 5},{1 + n % 4}" for unit in "NS" for n in range(30)]
    (tmp_path / "r.csv").write_text("\n".join(["unit,know,guess", *rows]))
    (tmp_path / "invited.csv").write_text("key,invited\nall,80\nN,40\nX,9\n")
    call = (*CALL, tmp_path / "r.csv", "--units", "unit")
    free, called = run(*call), run(*call, "--invited", tmp_path / "invited.csv")
    told = f"{tmp_path / 'r.csv'}: nobody answered from “X”, of which a number of invited is given"
    assert told in called.faults and told not in free.faults
    for key, left in (("all", 1 - 60 / 80), ("N", 1 - 30 / 40), ("S", 1.0)):
        measures = [segments(run_.json)[key]["measures"]["clarity"] for run_ in (called, free)]
        width, wide = (figures["score_high"] - figures["score_low"] for figures in measures)
        assert width / wide == pytest.approx(left**0.5)


def test_the_value_of_a_perspective_may_hold_any_sign(tmp_path):
    rows = [f"a=b: c/d,{1 + n % 5},{1 + n % 5}" for n in range(20)] + [f"x,{1 + n % 5},3" for n in range(30)]
    (tmp_path / "r.csv").write_text("\n".join(["role,know,guess", *rows]))
    table = run(*CALL, tmp_path / "r.csv", "--perspective", "role=a=b: c/d:leader").json
    assert table["perspectives"]["leader"]["n"] == 20 and table["segments"][0]["n"] == 30


def test_codes_with_separators_are_encoded_in_keys(tmp_path):
    rows = [f"A/B=50%,{1 + n % 5},3" for n in range(30)]
    (tmp_path / "r.csv").write_text("\n".join(["unit,know,guess", *rows]))
    keys = segments(run(*CALL, tmp_path / "r.csv", "--units", "unit").json)
    assert set(keys) == {"all", "A%2FB%3D50%25"}


def test_scores_on_a_continuous_scale_have_no_shares(tmp_path):
    (tmp_path / "i.yaml").write_text(
        "id: c\nversion: 1\nscale: {min: 0, max: 100}\nitems:\n- {id: a, text: A}\n- {id: b, text: B}\n"
    )
    (tmp_path / "r.csv").write_text("a,b\n" + "".join(f"{n * 1.5},{90 - n}\n" for n in range(60)))
    table = run("score", "--instrument", tmp_path / "i.yaml", "--responses", tmp_path / "r.csv").json
    told = segments(table)["all"]["measures"]["a"]
    assert told["score"] == told["mean"] == pytest.approx(1.5 * 29.5)
    assert told["favourable"] is None and told["distribution"] is None


def test_a_shipped_instrument_may_be_called_by_its_name(tmp_path):
    (tmp_path / "r.csv").write_text("a\n1\n")
    faults = run("score", "--instrument", "culture3d-1", "--responses", tmp_path / "r.csv").faults
    assert f"{tmp_path / 'r.csv'}:1: A1.1: column is missing" in faults


def test_a_file_is_written_whole_and_keeps_its_permissions(tmp_path):
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    called = run(*CALL, TEAM / "responses.csv", "-o", target)
    assert (called.status, called.out) == (0, "")
    assert json.loads(target.read_text())["segments"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_left_behind_when_writing_fails(tmp_path, monkeypatch):
    target = tmp_path / "out.json"
    target.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    called = run(*CALL, TEAM / "responses.csv", "-o", target)
    assert called.status == 2
    assert called.faults[-1] == f"{target}: cannot be written: No space left on device"
    assert target.read_text() == "old" and list(tmp_path.iterdir()) == [target]


def test_a_link_is_written_through_and_a_pipe_is_written_to(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "real.json")
    assert run(*CALL, TEAM / "responses.csv", "-o", tmp_path / "link").status == 0
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real.json").is_file()
    assert run(*CALL, TEAM / "responses.csv", "-o", "/dev/null").status == 0
    assert not Path("/dev/null").is_file()


def test_the_console_script_writes_utf8_whatever_the_locale(tmp_path):
    (tmp_path / "r.csv").write_text("\n".join(["unit,know,guess", *["Zürich,3,3"] * 30]), encoding="utf-8")
    called = subprocess.run(
        [Path(sys.executable).parent / "culture3d", *map(str, CALL), tmp_path / "r.csv", "--units", "unit"],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert "Zürich" in called.stdout.decode("utf-8")


def figures(table) -> Iterator[float]:
    for segment in table["segments"]:
        for told in segment["measures"].values():
            yield from (value for value in told.values() if isinstance(value, int | float))
