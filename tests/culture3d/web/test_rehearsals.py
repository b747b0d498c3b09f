"""Shows that a rehearsal is walked through, filled and wiped, counts nowhere, and holds the launch up."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d import steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.ballot import Ballot
from culture3d.models.invitation import Invitation
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.sealing import has_wave_key
from culture3d.services import participants, rehearsals, waves
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, OPENS, people, planned
from tests.culture3d.web.signing_in import consulting, post

PAGE = "/organisations/harbour/waves/2/rehearsal"


@pytest.fixture
def plan(app: Flask, cast: Cast) -> int:
    """A planned wave with people on its list."""
    with app.app_context():
        session = database_session()
        wave = planned(session, cast)
        participants.enrol(session, wave, people(session, cast))
        session.commit()
        return wave.id


def count(app: Flask, model: type[Ballot | Invitation | Participant]) -> int | None:
    with app.app_context():
        return database_session().scalar(select(func.count()).select_from(model))


def rehearsal(app: Flask, plan: int) -> Wave | None:
    with app.app_context():
        session = database_session()
        return waves.rehearsal_of(session, session.get_one(Wave, plan))


def test_a_rehearsal_from_its_beginning_to_its_end(app: Flask, settings: Settings, plan: int) -> None:
    browser = consulting(app)
    assert "Begin a rehearsal" in browser.get(PAGE).text
    post(browser, f"{PAGE}/begin", PAGE)
    made = rehearsal(app, plan)
    assert made is not None and made.public_key is not None and made.number == -2
    assert post(browser, f"{PAGE}/begin", PAGE).status_code == 303
    assert post(browser, f"{PAGE}/person", PAGE, perspective="boss", language="en").status_code == 404
    walk(browser)
    reply = post(browser, f"{PAGE}/answers", PAGE, people="30")
    page = browser.get(reply.location).text
    assert "30 test answers were added" in page and "It holds 30 test answers" in page
    assert "has still to be wiped" in browser.get("/organisations/harbour/waves/2/launch").text
    reply = post(browser, f"{PAGE}/wipe", PAGE)
    assert "nothing of it is left" in browser.get(reply.location).text
    assert rehearsal(app, plan) is None
    assert (count(app, Ballot), count(app, Invitation), count(app, Participant)) == (0, 0, 5)
    assert not has_wave_key(made.public_key, settings.keys)
    assert post(browser, f"{PAGE}/wipe", PAGE).status_code == 303
    log = browser.get("/organisations/harbour/log/").text
    assert "A rehearsal of Autumn was begun" in log and "The rehearsal of Autumn was wiped" in log
    assert "rehearsed" not in log


def walk(browser: FlaskClient) -> None:
    """Through the door to the first page of statements, each of them marked."""
    reply = post(browser, f"{PAGE}/person", PAGE, perspective="staff", language="en")
    door = browser.get(reply.location, follow_redirects=True)
    assert door.status_code == 200 and "Nothing that is written here ever counts" in door.text
    assert "open to everybody" not in door.text
    address = door.request.path
    page = browser.get(f"{address}1", follow_redirects=True).text
    assert "Nothing that is written here ever counts" in page


def test_who_is_in_a_rehearsal_that_is_wiped_is_told(app: Flask, plan: int) -> None:
    browser, person = consulting(app), app.test_client()
    post(browser, f"{PAGE}/begin", PAGE)
    code = post(browser, f"{PAGE}/person", PAGE, perspective="staff", language="en").location
    address = person.get(code, follow_redirects=True).request.path
    post(browser, f"{PAGE}/wipe", PAGE)
    assert person.get(f"{address}1", follow_redirects=True).status_code in (404, 410)


@pytest.fixture
def wave(session: Session, cast: Cast) -> Wave:
    return planned(session, cast)


def test_nothing_takes_a_rehearsal_for_a_wave(
    app: Flask, session: Session, settings: Settings, cast: Cast, wave: Wave
) -> None:
    made = rehearsals.begin(session, wave, settings.keys, OPENS, None)
    rehearsals.fill(session, made, settings, 12, OPENS)
    session.commit()
    assert rehearsals.answered(session, made) == 12
    assert (wave.frozen_on, wave.public_key) == (None, None)
    found = waves.open_wave_of(session, wave.organisation)
    assert found is not None and found.id == cast.wave
    waves.close(session, found, CLOSES)
    assert waves.open_wave_of(session, wave.organisation) is None
    from datetime import UTC, datetime

    session.commit()
    steps.keep_calendar(app, datetime(2030, 1, 1, tzinfo=UTC))
    session.expire_all()
    assert made.state is State.OPEN  # its last day is long over, and nobody closed it


def test_test_answers_are_seeded(session: Session, settings: Settings, wave: Wave) -> None:
    from random import Random

    made = rehearsals.begin(session, wave, settings.keys, OPENS, None)
    role = rehearsals.roles(session, made)[0]
    first, second = (rehearsals._answered(made, role, Random(3)) for _ in range(2))
    assert first == second and any(answer > 0 for answer in first.answers)


def test_a_plan_that_changed_is_noticed(session: Session, settings: Settings, wave: Wave) -> None:
    made = rehearsals.begin(session, wave, settings.keys, OPENS, None)
    assert rehearsals.is_current(session, wave, made)
    wave.min_group = 9
    assert not rehearsals.is_current(session, wave, made)


def test_a_rehearsal_goes_with_a_plan_that_is_withdrawn(
    session: Session, settings: Settings, wave: Wave
) -> None:
    made = rehearsals.begin(session, wave, settings.keys, OPENS, None)
    session.commit()
    key = made.public_key
    waves.withdraw(session, wave, settings.keys, OPENS)
    session.commit()
    assert waves.rehearsal_of(session, wave) is None
    assert key is not None and not has_wave_key(key, settings.keys)


def test_nobody_rehearses_what_is_launched(session: Session, settings: Settings, wave: Wave) -> None:
    waves.freeze(session, wave, settings.keys, OPENS)
    with pytest.raises(waves.WrongState):
        rehearsals.begin(session, wave, settings.keys, OPENS, None)
