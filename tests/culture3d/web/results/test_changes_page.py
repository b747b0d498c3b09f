"""Shows that the page of changes puts the surest first, and tells nobody of groups that are not theirs."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from culture3d.models.unit_change import Kind, UnitChange
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.released import FIRST, USUAL, People, hold, installed
from tests.culture3d.web.results.test_results import leader_of

PAGE = "/organisations/harbour/results/compare"
REWORDED = QUESTIONNAIRE.replace("version: 1", "version: 2").replace("We speak up.", "We say what we think.")


def table(browser: FlaskClient, address: str) -> list[dict[str, str]]:
    """A file that can be taken along."""
    reply = browser.get(address)
    assert reply.status_code == 200 and reply.mimetype == "text/csv"
    return list(csv.DictReader(StringIO(reply.text.removeprefix("\ufeff"))))


def fill(session: Session, cast: Cast) -> None:
    """The office rises; then a question is reworded; at last the crane becomes part of the rope."""
    hold(session, cast, "Year 1")
    hold(session, cast, "Year 2", (USUAL[0], People("office", 60, 4.6), USUAL[2]))
    hold(session, cast, "Year 3", (USUAL[0], People("office", 60, 4.5), USUAL[2]), REWORDED)
    crane = cast.units["dock/crane"]
    moved = UnitChange(organisation_id=cast.organisation, unit_id=crane, since=4, kind=Kind.MERGED)
    moved.at, moved.label = datetime(FIRST.year + 2, 3, 1), "Crane"
    moved.before, moved.after = "dock/crane", "dock/rope"
    session.add(moved)
    session.flush()
    hold(session, cast, "Year 4", (People("dock/rope", 45, 3.0), People("office", 60, 4.5)), REWORDED)


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cast]]:
    yield from installed(sqlite_template, tmp_path_factory.mktemp("changes"), fill)


def verdicts(page: str) -> list[str]:
    [rows] = re.findall(r'aria-labelledby="h-changes">(.*?)</table>', page, re.S)
    return re.findall(r'class="verdict ([\w-]+)"', rows)


def test_the_surest_changes_come_first(consultant: FlaskClient) -> None:
    page = consultant.get(f"{PAGE}?wave=3&with=2").text
    found = verdicts(page)
    assert found == sorted(found, key=["up", "no-clear-change", "not-comparable"].index) and found[0] == "up"
    assert "Clearly up since Year 1" in page
    assert re.search("Where most scores clearly rose: [^.]*“Office” \\(2 of 2\\)", page)


def test_what_cannot_be_compared_comes_last_with_the_reason(consultant: FlaskClient) -> None:
    rows = table(consultant, f"{PAGE}?wave=4&with=3&file=changes.csv")
    assert [row["id"] for row in rows if row["verdict"] == "not comparable"] == ["V1"]
    assert rows[-1]["note"] == "worded differently in the two waves"
    [voice] = [row for row in rows if row["id"] == "voice"]
    assert voice["matched questions"] == "2" and "only some questions match" in voice["note"]
    assert "2 of 3" in consultant.get(f"{PAGE}?wave=4&with=3").text


def test_a_wave_that_cannot_be_compared_leaves_a_gap_in_the_course(consultant: FlaskClient) -> None:
    rows = table(consultant, f"{PAGE}?wave=4&file=trend-2.csv")
    assert [(row["wave"], bool(row["score"])) for row in rows] == [
        ("Year 1", False), ("Year 2", False), ("Year 3", True), ("Year 4", True),
    ]  # fmt: skip
    rows = table(consultant, f"{PAGE}?wave=3&file=trend-1.csv")
    assert [bool(row["score"]) for row in rows] == [True] * 4


def test_pictures_can_be_taken_along(consultant: FlaskClient) -> None:
    reply = consultant.get(f"{PAGE}?file=trend.svg")
    assert reply.mimetype == "image/svg+xml" and "Beyond silos" in reply.text
    assert "harbour-5-trend.svg" in reply.headers["Content-Disposition"]
    assert re.match(r'<svg viewBox="0 0 (\d+) (\d+)"[^>]* width="\1" height="\2"', reply.text)
    for none in ("changes.svg", "trend.png", "other.csv", ""):
        assert consultant.get(f"{PAGE}?file={none}").status_code == 404


def test_what_became_of_units_is_told(consultant: FlaskClient) -> None:
    page = consultant.get(f"{PAGE}?wave=5&with=4").text
    assert "Crane became part of dock/rope" in page
    assert "Crane became part of" not in consultant.get(f"{PAGE}?wave=4&with=3").text
    rows = {row["key"]: row["note"] for row in table(consultant, f"{PAGE}?wave=5&with=4&file=groups.csv")}
    assert "merged, split or moved between the waves" in rows["dock/rope"]
    assert rows["office"] == ""
    apart = consultant.get(f"{PAGE}?wave=5&with=4&segment=dock%2Frope").text
    assert "This group cannot be compared with Year 3" in apart and "h-changes" not in apart


def test_the_leader_of_a_unit_reads_of_no_other(app: Flask, cast: Cast) -> None:
    leader = leader_of(app, cast, "dock")
    page = leader.get(f"{PAGE}?wave=3&with=2").text
    assert "Crane" in page and "Rope" in page
    assert "Office" not in page and "Harbour &amp; Sons, Year 1 to Year 2" not in page
    for name in ("changes", "groups", "trend", "trend-1"):
        text = leader.get(f"{PAGE}?wave=3&with=2&file={name}.csv").text
        assert "Office" not in text and not re.search("^(all|office),", text, re.MULTILINE)
