"""Shows that a consultant plans a wave in the browser, loses nothing to a fault, and sees it frozen."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from culture3d.db import database_session
from culture3d.models.wave import State, Wave
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited
from tests.culture3d.web.signing_in import consulting, post

WAVES = "/organisations/harbour/waves"
NEW = f"{WAVES}/new?questionnaire=shipped-culture3d-1"
FIELDS = {
    "name": "Autumn",
    "opens_on": "2030-09-01",
    "closes_on": "2030-09-21",
    "time_zone": "Europe/Berlin",
    "languages": "de",
    "min_group": "7",
}


@pytest.fixture
def browser(app: Flask, cast: Cast) -> FlaskClient:
    return consulting(app)


def stored(app: Flask, number: int) -> Wave:
    with app.app_context():
        wave = database_session().scalar(select(Wave).where(Wave.number == number))
        assert wave is not None
        database_session().expunge(wave)
        return wave


def test_the_last_wave_is_offered_first(browser: FlaskClient) -> None:
    page = browser.get(f"{WAVES}/new").text
    assert "Plan the next wave like it" in page
    assert f"{WAVES}/new?questionnaire=version-1" in page and NEW in page
    assert "Plan a wave" in browser.get(f"{WAVES}/").text


def test_a_wave_is_planned(app: Flask, browser: FlaskClient) -> None:
    reply = post(browser, NEW, **FIELDS)
    assert reply.status_code == 303 and reply.location.endswith("/waves/2/plan")
    page = browser.get(reply.location).text
    assert "Autumn is planned" in page and "Europe/Berlin" in page and "Deutsch" in page
    wave = stored(app, 2)
    assert (wave.state, wave.languages, wave.attributes, wave.min_group) == (State.SCHEDULED, ["de"], [], 7)
    log = browser.get("/organisations/harbour/log/").text
    assert "Autumn was planned" in log and "from 1 September 2030 to 21 September 2030" in log


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("opens_on", "soon", "Please give a day"),
        ("min_group", "many", "Please give a number"),
        ("min_group", "3", "5 to 100 people"),
        ("time_zone", "Mars", "no such time zone"),
        ("closes_on", "2030-08-01", "before the first"),
        ("languages", "xx", "at least one language"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_is_lost(
    browser: FlaskClient, field: str, value: str, told: str
) -> None:
    reply = post(browser, NEW, **{**FIELDS, field: value})
    assert reply.status_code == 422
    assert told in reply.text and 'value="Autumn"' in reply.text and 'aria-invalid="true"' in reply.text


def test_a_plan_is_changed_until_it_freezes(app: Flask, browser: FlaskClient, invited: Invited) -> None:
    post(browser, NEW, **FIELDS)
    change = f"{WAVES}/3/plan/change?questionnaire=shipped-culture3d-1"
    assert 'value="Autumn"' in browser.get(change).text
    assert post(browser, change, **{**FIELDS, "name": "Winter"}).status_code == 303
    assert stored(app, 3).name == "Winter"
    frozen = browser.get(f"{WAVES}/2/plan/change", follow_redirects=True).text
    assert "does not change any more" in frozen and "Change the plan" not in frozen
    late = post(browser, f"{WAVES}/2/plan/change?questionnaire=version-1", change, **FIELDS)
    assert late.status_code == 303 and stored(app, 2).min_group == 5
