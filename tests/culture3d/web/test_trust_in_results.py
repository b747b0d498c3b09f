"""Shows that the pages on quality and on drivers tell the release's figures, and why there are none."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.release import Release, ReleaseSegment
from culture3d.services import results
from reports.tables import results_object
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.released import USUAL, People, hold
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in

PAGES = "/organisations/harbour/results/"
WITHOUT_OVERALL = re.sub("overall: .*\n", "", QUESTIONNAIRE).replace("version: 1", "version: 2")
MANY = tuple(
    People(unit, 60, level) for unit, level in (("dock/crane", 3.0), ("dock/rope", 3.2), ("office", 3.6))
)


def held(app: Flask, cast: Cast, people: tuple[People, ...] = MANY, text: str = QUESTIONNAIRE) -> dict:
    """A released wave, with number 2; what `culture3d score` gives of it."""
    with app.app_context():
        wave = hold(database_session(), cast, "2024", people, text)
        told = results_object(results.read_release(database_session(), wave))
        database_session().commit()
        return told


def lines(browser: FlaskClient, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get(PAGES + name).text.lstrip("\ufeff"))))


@pytest.fixture
def leader_of_docks(app: Flask, cast: Cast) -> FlaskClient:
    enrol(app, "kim@example.org", Role.LEADER, Place(organisation=cast.organisation, unit=cast.units["dock"]))
    held(app, cast)
    return let_in(app, "kim@example.org")


def test_drivers_are_those_of_the_release_with_their_warning(app: Flask, cast: Cast) -> None:
    told = held(app, cast)["drivers"]
    browser = consulting(app)
    found = {row["Key"]: row for row in lines(browser, "drivers/table.csv")}
    assert set(found) == {"flow", "voice"}
    for facet, share in told["shares"].items():
        assert float(found[facet]["share"]) == share["share"]
        assert int(found[facet]["rank_high"]) == share["rank_high"]
    page = browser.get(PAGES + "drivers").text
    assert "180 people answered every part" in page and "does not show that one causes the other" in page
    largest = max(told["shares"].values(), key=lambda each: each["share"])
    assert f">{round(100 * largest['share'] / told['r2'])}%</td>" in page


@pytest.mark.parametrize(
    ("people", "text", "why"),
    [
        (USUAL, QUESTIONNAIRE, "at least 100 people must have answered"),
        (MANY, WITHOUT_OVERALL, "asked no overall question"),
    ],
)
def test_where_there_are_no_drivers_it_says_why(
    app: Flask, cast: Cast, people: tuple[People, ...], text: str, why: str
) -> None:
    assert held(app, cast, people, text)["drivers"] is None
    browser = consulting(app)
    page = browser.get(PAGES + "drivers").text
    assert "There are no drivers" in page and why in page
    assert lines(browser, "drivers/table.csv") == []


def test_quality_is_that_of_the_release(app: Flask, cast: Cast) -> None:
    told = held(app, cast)
    browser = consulting(app)
    found = {row["Key"]: row for row in lines(browser, "quality/measures.csv")}
    assert float(found["flow"]["alpha"]) == told["quality"]["flow"]["alpha"]
    assert float(found["voice"]["alpha_low"]) == told["segments"][0]["measures"]["voice"]["alpha_low"]
    assert found["voice"]["icc1"] == ""  # fewer than ten groups
    answers = {row["Key"]: row["Answered"] for row in lines(browser, "quality/answers.csv")}
    assert answers["dock"] == "120" and answers["all"] == "180"
    page = browser.get(PAGES + "quality").text
    assert f">{told['quality']['flow']['alpha']:.2f}</td>" in page
    assert "How many were invited is not known" in page and "from ten groups on" in page


def test_what_is_withheld_is_counted_and_never_named_for_its_answers(app: Flask, cast: Cast) -> None:
    held(app, cast, (*USUAL[:2], People("dock/rope", 3, 2.0)))
    browser = consulting(app)
    page = browser.get(PAGES + "quality").text
    assert "2 groups are not shown" in page  # the crane too: the rope would be the rest
    assert "dock/rope" not in {row["Key"] for row in lines(browser, "quality/answers.csv")}


def test_silence_is_weighed_by_how_many_were_invited(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session = database_session()
        wave = hold(session, cast, "2024", MANY)
        wave.invited = {"all": 200, "dock": 120, "office": 60}
        session.query(ReleaseSegment).delete()
        session.query(Release).delete()
        results.make_release(session, wave, wave.closed_on)
        session.commit()
    page = consulting(app).get(PAGES + "quality").text
    assert "180 of 200 invited people answered: 90%" in page and "Most people answered" in page
    assert "Dock speaks louder than it is large: its share of the answers is 7 points above" in page
    assert "Whatever the silent think, between" in page


def test_the_leader_of_a_unit_is_told_kindly_and_gets_no_file(leader_of_docks: FlaskClient) -> None:
    for name, words in (("drivers", "What your unit thinks"), ("quality", "For your unit, every interval")):
        page = leader_of_docks.get(PAGES + name)
        assert page.status_code == 200 and words in page.text and "R²" not in page.text
    for name in ("drivers/table", "quality/answers", "quality/measures"):
        assert leader_of_docks.get(f"{PAGES}{name}.csv").status_code == 404


def test_a_file_that_is_not_there_is_not_found(app: Flask, cast: Cast) -> None:
    held(app, cast)
    assert consulting(app).get(PAGES + "quality/salaries.csv").status_code == 404
