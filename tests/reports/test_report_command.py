"""`culture3d report`: from files of answers to a finished document, and a clear word about what is wrong."""

import csv

import numpy as np
import page
import pytest
from click.testing import CliRunner

from culture3d.cli import culture3d
from surveys.catalogue import load
from surveys.faults import BadInput

PULSE = load("culture3d-pulse-1")


def answers(path, seed, lift=0.0, people=90):
    """A file of answers of a few units and two perspectives."""
    random = np.random.default_rng(seed)
    items = [item.id for item in PULSE.all_items]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "role", *items])
        for person in range(people):
            level = random.normal(3.2 + lift, 0.7)
            given = np.clip(np.rint(random.normal(level, 0.8, len(items))), 1, 5).astype(int)
            writer.writerow([f"U{person % 4}", "boss" if person % 6 == 0 else "staff", *given])
    return path


def run(tmp_path, *more, output="report.html", **environment):
    """Calls the command; raises BadInput as the command line's main would tell it."""
    now = answers(tmp_path / "now.csv", 2, lift=0.5)
    arguments = ["report", "--instrument", "culture3d-pulse-1", "--responses", str(now)]
    arguments += ["--organisation", "Hansen & Daughters", "-o", str(tmp_path / output), *more]
    result = CliRunner().invoke(culture3d, arguments, env={"SOURCE_DATE_EPOCH": "1793577600"} | environment)
    if isinstance(result.exception, BadInput):
        raise result.exception
    return result


@pytest.mark.browser
def test_two_waves_make_one_file_that_is_the_same_each_time(tmp_path):
    before = answers(tmp_path / "before.csv", 1)
    more = ["--previous", f"2025={before}", "--previous-invited", "2025=120", "--invited", "130"]
    more += ["--units", "unit", "--perspective", "role=boss:leader", "--wave", "2026", "--language", "de"]
    made = []
    for _ in range(2):
        result = run(tmp_path, *more)
        assert result.exit_code == 0, result.output
        made.append((tmp_path / "report.html").read_bytes())
    assert made[0] == made[1]
    text = made[0].decode()
    assert '<html lang="de"' in text
    assert "Hansen &amp; Daughters" in text
    assert "2. November 2026" in text
    assert "gestiegen" in text


@pytest.mark.browser
def test_a_pdf_passes_every_rule(tmp_path):
    result = run(tmp_path, "--units", "unit", output="report.pdf")
    assert result.exit_code == 0, result.output
    assert page.is_pdf_compliant(tmp_path / "report.pdf", profile="ua1")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--previous", "2025"], "not of the form NAME=CSV"),
        (["--previous", "a=x.csv", "--previous", "a=y.csv"], "same name"),
        (["--previous-invited", "2025=100"], "no --previous wave"),
        (["--accent", "red"], "not a colour"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path, more, words):
    result = run(tmp_path, *more)
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "report.html").exists()


def test_only_known_kinds_of_report_are_written(tmp_path):
    result = run(tmp_path, output="report.docx")
    assert result.exit_code == 2
    assert "must end in .pdf or .html" in result.output


@pytest.mark.parametrize(
    ("more", "environment", "words"),
    [
        (["--language", "xx-yy-zz"], {}, "is no language"),
        (["--language", "../../etc"], {}, "is no language"),
        (["--previous", "2025=nowhere.csv"], {}, "nowhere.csv"),
        ([], {"SOURCE_DATE_EPOCH": "yesterday"}, "is no number of seconds"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path, more, environment, words):
    with pytest.raises(BadInput, match=words):
        run(tmp_path, *more, **environment)
    assert not (tmp_path / "report.html").exists()
