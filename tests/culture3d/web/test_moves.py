"""Shows how a consultant launches, extends, closes and withdraws a wave, and what people see then."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.wave import State, Wave
from culture3d.services import messages, participants
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited, people, planned
from tests.culture3d.web.signing_in import consulting, post

TODAY = datetime.now(UTC).date()
WAVE = "/organisations/harbour/waves/2"


@pytest.fixture
def browser(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A consultant's, while no worker runs."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    monkeypatch.setattr(jobs, "is_given_up", lambda *_: False)
    return consulting(app)


@pytest.fixture
def plan(app: Flask, cast: Cast) -> int:
    """A planned wave that opens in a week."""
    with app.app_context():
        session = database_session()
        wave = planned(session, cast)
        wave.opens_on, wave.closes_on = TODAY + timedelta(days=7), TODAY + timedelta(days=21)
        session.commit()
        return wave.id


def invite(app: Flask, cast: Cast, plan: int) -> None:
    with app.app_context():
        session = database_session()
        participants.enrol(session, session.get_one(Wave, plan), people(session, cast))
        session.commit()


def state(app: Flask, wave: int) -> State:
    with app.app_context():
        return database_session().get_one(Wave, wave).state


def test_a_wave_that_lacks_something_is_not_launched(app: Flask, browser: FlaskClient, plan: int) -> None:
    page = browser.get(f"{WAVE}/launch").text
    assert "One thing is still missing" in page and "Nobody is on the list" in page
    assert "What happens then" not in page
    reply = post(browser, f"{WAVE}/launch", when="now")
    assert "see what is missing" in browser.get(reply.location).text
    assert state(app, plan) is State.SCHEDULED


def test_a_wave_is_launched_and_then_opened_before_its_day(
    app: Flask, browser: FlaskClient, cast: Cast, plan: int
) -> None:
    invite(app, cast, plan)
    page = browser.get(f"{WAVE}/launch").text
    assert "5 people are invited" in page and "Groups smaller than 5" in page
    reply = post(browser, f"{WAVE}/launch", when="day")
    page = browser.get(reply.location).text
    assert "is launched, and opens by itself on" in page and "Open it earlier" in page
    assert "Frozen on" in browser.get(f"{WAVE}/plan").text
    reply = post(browser, f"{WAVE}/launch", when="now")
    assert "Autumn is open" in browser.get(reply.location).text
    assert state(app, plan) is State.OPEN
    assert post(browser, f"{WAVE}/launch", "/account/forgotten", when="now").status_code == 303
    log = browser.get("/organisations/harbour/log/").text
    assert "Autumn was launched" in log and "Autumn was opened" in log


@pytest.mark.parametrize("typed", ["", "soon", "2020-01-01", "2026-13-01"])
def test_no_last_day_is_over(browser: FlaskClient, invited: Invited, typed: str) -> None:
    reply = post(browser, f"{WAVE}/last-day", closes_on=typed)
    assert reply.status_code == 422 and "Please give a day that is not over" in reply.text


def test_a_wave_gets_another_last_day(browser: FlaskClient, invited: Invited) -> None:
    day = TODAY + timedelta(days=3)
    reply = post(browser, f"{WAVE}/last-day", closes_on=day.isoformat())
    page = browser.get(reply.location).text
    assert "The last day is now" in page and "in 3 days" in page
    assert "another last day" in browser.get("/organisations/harbour/log/").text


def test_another_last_day_tells_which_messages_move(
    app: Flask, browser: FlaskClient, invited: Invited
) -> None:
    with app.app_context():
        session = database_session()
        session.get_one(Wave, invited.wave).closes_on = TODAY + timedelta(days=9)
        reminder = messages.suggest(session, session.get_one(Wave, invited.wave))[1]
        reminder.due = datetime(TODAY.year, TODAY.month, TODAY.day, 23, 59)
        session.commit()
    page = browser.get(f"{WAVE}/last-day").text
    assert "These messages move along with the end:" in page and "so they stay:" in page
    page = browser.get(post(browser, f"{WAVE}/last-day", closes_on=f"{TODAY + timedelta(days=20)}").location)
    assert "Thanks: moved along, to" in page.text and "Reminder: stays at" in page.text


def test_that_very_wave_is_closed(app: Flask, browser: FlaskClient, cast: Cast, invited: Invited) -> None:
    assert "Close Autumn?" in browser.get(f"{WAVE}/close").text
    reply = post(browser, f"{WAVE}/close")
    page = browser.get(reply.location).text
    assert "Autumn is closed" in page and 'data-poll="/organisations/harbour/waves/2/status"' in page
    assert (state(app, invited.wave), state(app, cast.wave)) == (State.CLOSED, State.OPEN)
    assert post(browser, f"{WAVE}/close", "/account/forgotten").status_code == 303


def test_a_wave_is_withdrawn_by_its_name_and_people_are_told(
    app: Flask, settings: Settings, browser: FlaskClient, invited: Invited
) -> None:
    person = app.test_client()
    person.get(f"/i/{invited.secrets['Anna Albers']}")
    wrong = post(browser, f"{WAVE}/withdraw", name="Spring")
    assert wrong.status_code == 422 and "This is not its name" in wrong.text
    assert state(app, invited.wave) is State.OPEN
    reply = post(browser, f"{WAVE}/withdraw", name=" autumn ")
    assert "It was withdrawn: what was written in it is deleted" in browser.get(reply.location).text
    assert state(app, invited.wave) is State.WITHDRAWN
    told = app.test_client().get(f"/i/{invited.secrets['Anna Albers']}", follow_redirects=True)
    assert told.status_code == 410 and "Diese Befragung wurde zurückgezogen" in told.text
    told = app.test_client().get(f"/code/{invited.secrets['Ben Brown']}", follow_redirects=True)
    assert told.status_code == 410 and "This survey was withdrawn" in told.text
    assert "Diese Befragung wurde zurückgezogen" in person.get("/s/invited/1").text


def test_a_plan_is_withdrawn_too(app: Flask, browser: FlaskClient, plan: int) -> None:
    assert "Nobody was invited yet" in browser.get(f"{WAVE}/withdraw").text
    assert post(browser, f"{WAVE}/withdraw", name="Autumn").status_code == 303
    assert state(app, plan) is State.WITHDRAWN
    assert "withdrawn" in browser.get("/organisations/harbour/waves/").text
