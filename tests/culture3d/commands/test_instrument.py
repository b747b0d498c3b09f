"""Checks `culture3d instrument`: verdicts, places of faults, exit status, the schema."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from surveys import catalogue
from surveys.instrument import read_instrument
from tests.surveys.questionnaires import SMALLEST, changed


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line as people call it, in a process of its own."""
    script = Path(sys.executable).with_name("culture3d")
    command = [str(script), "instrument", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.yaml"
    file.write_text(SMALLEST, encoding="utf-8")
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.yaml"
    file.write_text(changed("version: 1", "version: one").replace("id: b,", "id: b b,"), encoding="utf-8")
    return file


def test_a_sound_questionnaire_is_summed_up_with_advice(good: Path) -> None:
    done = run("check", good)
    assert (done.returncode, done.stderr) == (0, "")
    first, *notes = done.stdout.splitlines()
    assert first == f"{good}: smallest version 1: 2 items, en de"
    assert notes == [
        "  note: not worded in de: a",
        "  note: scale.points: the ends of the scale have no labels",
    ]


def test_every_fault_of_every_file_is_told_with_its_place(good: Path, bad: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    done = run("check", bad, good, missing)
    assert done.returncode == 2
    assert done.stdout.startswith(f"{good}: smallest")
    lines = done.stderr.splitlines()
    assert [line.split(": must")[0] for line in lines] == [
        f"culture3d: {bad}:2: version",
        f"culture3d: {bad}:6: items[1].id",
        f"culture3d: {missing}: cannot be read: No such file or directory",
    ]


def test_the_schema_is_json(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    assert run("schema", "-o", file).returncode == 0
    assert json.loads(file.read_text(encoding="utf-8"))["required"] == ["id", "version", "scale"]
    assert run("schema").stdout == file.read_text(encoding="utf-8")


def test_what_ships_is_listed_and_can_be_begun_from(tmp_path: Path) -> None:
    names = [line.split()[0] for line in run("list").stdout.splitlines()]
    assert tuple(names) == catalogue.available()
    file = tmp_path / "own.yaml"
    assert run("show", "meetings-1", "-o", file).returncode == 0
    assert read_instrument(file) == catalogue.load("meetings-1")


def test_a_name_that_does_not_ship_is_refused() -> None:
    done = run("show", "../../x")
    assert done.returncode == 2
    assert done.stderr.startswith("culture3d: no questionnaire is called ../../x; there are culture3d-1, ")


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    done = run("schema", "-o", tmp_path / "nowhere" / "schema.json")
    assert done.returncode == 2
    assert "cannot be written: No such file or directory" in done.stderr


def test_translate_adds_a_language_from_a_file_that_blank_wrote(tmp_path):
    questionnaire, overlay, output = (tmp_path / name for name in ("q.yaml", "de.yaml", "out.yaml"))
    run("show", "culture3d-pulse-1", "-o", str(questionnaire))
    assert run("translate", str(questionnaire), "--blank", "ar", "-o", str(overlay)).returncode == 0
    overlay.write_text(overlay.read_text().replace("  title:", "  title: ثقافة"))
    called = run("translate", str(questionnaire), "--with", str(overlay), "-o", str(output))
    assert called.returncode == 0
    assert "note: not worded in ar: scale 1" in called.stderr.splitlines()
    assert "ثقافة" in output.read_text()


def test_translate_tells_a_place_that_is_not_there_and_writes_nothing(tmp_path):
    questionnaire, overlay, output = (tmp_path / name for name in ("q.yaml", "ar.yaml", "out.yaml"))
    run("show", "culture3d-pulse-1", "-o", str(questionnaire))
    overlay.write_text("language: ar\nwordings: {nowhere: x}\n")
    called = run("translate", str(questionnaire), "--with", str(overlay), "-o", str(output))
    assert called.returncode == 2
    assert f"{overlay}:2: wordings.nowhere: names nothing in the questionnaire" in called.stderr
    assert not output.exists()
    assert run("translate", str(questionnaire)).returncode == 2


def test_import_writes_a_questionnaire_and_lists_what_is_left_out(tmp_path):
    theirs, ours = tmp_path / "theirs.json", tmp_path / "ours.yaml"
    rating = {"type": "rating", "name": "a", "title": "I like it.", "isRequired": True}
    theirs.write_text(json.dumps({"title": "Short", "pages": [{"elements": [rating]}]}))
    done = run("import", theirs, "-o", ours)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "left out: pages[0].elements[0].isRequired: that it must be answered: nothing must be answered here",
        "decided: scale.favourable: 4, 5 count as favourable",
        f"{theirs}: short version 1: 1 facet, 1 item, en",
    ]
    assert run("check", ours).returncode == 0
    assert run("import", theirs, "--from", "surveyjs").stdout == ours.read_text()


def test_import_refuses_what_it_cannot_read(tmp_path):
    theirs, ours = tmp_path / "theirs.bin", tmp_path / "ours.yaml"
    theirs.write_bytes(bytes(range(256)))
    done = run("import", theirs, "-o", ours)
    assert (done.returncode, ours.exists()) == (2, False)
    said = "is none of the questionnaires that can be read: LimeSurvey, SurveyJS, XLSForm"
    assert done.stderr == f"culture3d: {theirs}: {said}\n"
    assert run("import", theirs, "--from", "limesurvey").stderr.startswith(
        f"culture3d: {theirs}:1: is not XML"
    )


def test_diff_tells_what_a_version_changed_and_what_stays_comparable(tmp_path, good):
    new = tmp_path / "new.yaml"
    new.write_text(changed("I like it here.", "I love it here.").replace("version: 1", "version: 2"))
    done = run("diff", good, new)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "item a: reworded in en: “I like it here.” → “I love it here.”",
        "comparable: 1 of 2 items",
        "not comparable: item a: worded differently in the two waves",
    ]
    told = json.loads(run("diff", good, new, "--format", "json").stdout)
    assert (told["after"], [each["kind"] for each in told["changes"]]) == (
        {"id": "smallest", "version": 2},
        ["reworded"],
    )
    assert [each["comparable"] for each in told["comparable"]] == [False, True]
    assert run("diff", "meetings-1", "meetings-1").stdout.startswith(
        "nothing has changed\ncomparable: 3 of 3 facets"
    )
    assert run("diff", good, tmp_path / "none.yaml").returncode == 2


def test_translate_by_a_sheet(tmp_path, good):
    sheet, filled, output = tmp_path / "ar.xlsx", tmp_path / "ar.csv", tmp_path / "out.yaml"
    assert run("translate", good, "--blank", "ar", "-o", sheet).returncode == 0
    done = run("translate", good, "--with", sheet, "-o", output)
    assert (done.returncode, read_instrument(output)) == (0, read_instrument(good))
    assert done.stderr.splitlines() == [
        "note: not worded in de: a",
        "note: not worded in ar: a",
        "note: not worded in ar: b",
    ]
    filled.write_text("id,place,perspective,en,ar,who\na,text,staff,I liked it.,كلام,Amal\n")
    done = run("translate", good, "--with", filled, "-o", output)
    assert read_instrument(output).items[0].text["ar"] == "كلام"
    assert done.stderr.splitlines()[:2] == [
        f"note: {filled}: row 2: the en text of a is another than in the questionnaire",
        f"note: {filled}: a column that nothing names: who",
    ]
    filled.write_text("id,place,perspective,ar\nc,text,staff,x\n")
    done = run("translate", good, "--with", filled, "-o", output)
    assert done.returncode == 2
    assert done.stderr.startswith(f"culture3d: {filled}:2: id: “c” names nothing in the questionnaire")
