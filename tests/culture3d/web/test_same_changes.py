"""Shows that the page of changes has the figures that `culture3d compare` makes of the same answers."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from culture3d.commands.compare import compare
from culture3d.models.wave import Wave
from culture3d.services import results
from surveys import catalogue
from surveys.codes import MISSING, PERSPECTIVES
from tests.culture3d.test_demonstration import smallest  # noqa: F401  a fixture
from tests.culture3d.web.results.test_changes_page import table
from tests.culture3d.web.signing_in import consulting


def as_file(session: Session, wave: Wave, file: Path) -> list[str]:
    """The answers of a wave and who was invited, and the options by which the command line reads them."""
    said = results.read_responses(session, wave)
    deepest = max(map(len, said.unit_paths))
    units = [f"unit{depth}" for depth in range(deepest)]
    [tenure] = said.attributes
    with file.open("w", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow([*said.items, *units, tenure.id, "sight"])
        for row, answers in enumerate(said.answers.tolist()):
            path = said.unit_paths[said.unit_of[row]]
            option = tenure.codes[row]
            sheet.writerow(
                [
                    *("" if answer == MISSING else answer for answer in answers),
                    *path,
                    *[""] * (deepest - len(path)),
                    tenure.options[option] if option >= 0 else "",
                    PERSPECTIVES[said.perspective[row]],
                ]
            )
    invited = file.with_suffix(".invited")
    told = results.read_release(session, wave).invited
    invited.write_text("key,invited\n" + "".join(f"{key},{number}\n" for key, number in told.items()))
    return ["--units", ",".join(units), "--segment", tenure.id]


def test_the_figures_are_those_of_the_command_line(
    app: Flask,
    session: Session,
    smallest: list[Wave],  # noqa: F811  the fixture that is imported above
    tmp_path: Path,
) -> None:
    first, last = tmp_path / "first.csv", tmp_path / "last.csv"
    as_file(session, smallest[0], first)
    options = as_file(session, smallest[2], last)
    questionnaire = tmp_path / "questionnaire.yaml"
    questionnaire.write_text(catalogue.text_of("culture3d-1"))
    for other in PERSPECTIVES[1:]:
        options += ["--perspective", f"sight={other}:{other}"]
    options += ["--instrument", str(questionnaire), "--before", str(first), "--after", str(last)]
    options += ["--invited-before", str(first.with_suffix(".invited"))]
    options += ["--invited", str(last.with_suffix(".invited"))]
    called = CliRunner().invoke(compare, options)
    assert called.exit_code == 0, called.output
    told = {each["key"]: each["measures"] for each in json.loads(called.stdout)["segments"]}
    session.commit()
    browser, page = consulting(app), "/organisations/fernhollow-outdoor/results/compare?wave=3&with=1"
    for key in ("all", "SUP"):
        rows = table(browser, f"{page}&segment={key}&file=changes.csv")
        assert len(rows) > 40
        for row in rows:
            expected = told[key][row["id"]]
            assert row["verdict"] == expected["verdict"], row
            assert int(row["matched questions"]) == len(expected["matched_items"])
            for ours, theirs in (("low", "change_low"), ("high", "change_high")):
                assert float(row[ours] or "nan") == pytest.approx(
                    expected[theirs] or float("nan"), nan_ok=True
                )
            for name in ("before", "after", "change"):
                assert float(row[name] or "nan") == pytest.approx(expected[name] or float("nan"), nan_ok=True)
    text = browser.get(f"{page}&segment=all").text
    rise = told["all"]["freedom_to_act"]
    assert f"+{rise['change']:.0f} (+{rise['change_low']:.0f} to +{rise['change_high']:.0f})" in text
