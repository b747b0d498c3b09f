"""Lets trustees choose, try and give their passphrases in Chromium, on a phone and at a desk."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from nacl.pwhash import argon2id
from playwright.sync_api import Browser

from culture3d import jobs
from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.wave import Wave
from culture3d.services import access, participants, trustees, waves
from culture3d.services.participants import Person
from tests.culture3d.cast import Cast
from tests.culture3d.invited import planned
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in
from tests.journeys.conftest import Complaints, page_of
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
WAVE = "/organisations/harbour/waves/2"
SECOND = "nobody counts the gulls"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argon2id, "OPSLIMIT_MODERATE", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(argon2id, "MEMLIMIT_MODERATE", argon2id.MEMLIMIT_MIN)
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    monkeypatch.setattr(jobs, "is_given_up", lambda *_: False)


def enter(app: Flask, cast: Cast) -> None:
    """A wave with three trustees, of whom the consultant has chosen."""
    consulting(app)
    for who in ("willem", "nadia"):
        enrol(app, f"{who}@example.org", Role.OBSERVER, Place(organisation=cast.organisation))
    with app.app_context():
        session = database_session()
        wave, today = planned(session, cast), datetime.now(UTC).date()
        wave.opens_on, wave.closes_on = today, today + timedelta(days=9)
        participants.enrol(session, wave, [Person(f"Person {number}", None) for number in range(8)])
        people = access.everybody_at(session, session.get_one(Organisation, cast.organisation))
        for trustee in trustees.appoint(session, wave, people):
            if trustee.name != "Willem":
                trustees.choose_passphrase(session, wave, trustee, SECOND)
        session.commit()


def move(app: Flask, cast: Cast, to: str) -> None:
    with app.app_context():
        session = database_session()
        wave = session.query(Wave).filter(Wave.number == 2).one()
        keys, today = app.config["SETTINGS"].keys, date.today()
        if to == "open":
            waves.open_wave(session, wave, keys, today)
        else:
            waves.close(session, wave, today)
        session.commit()


@pytest.mark.parametrize("wide", [360, 1440])
def test_trustees_find_their_way(
    app: Flask, cast: Cast, browser: Browser, address: str, screenshots: Path | None, wide: int
) -> None:
    enter(app, cast)
    page = page_of(let_in(app, "willem@example.org"), browser, address, wide)
    complaints = Complaints()
    complaints.watch(page, address)
    look = Looking(screenshots, wide, "-trustee")
    page.goto(address)
    look.at(page, "safeguards")
    page.get_by_role("link", name="Choose your passphrase").click()
    look.at(page, "offered")
    words = page.locator(".passphrase").inner_text()
    page.get_by_role("link", name="I have written it down").click()
    page.locator("#passphrase").fill(words)
    page.get_by_label("Once more").fill(words)
    assert page.get_by_label("Once more").get_attribute("type") == "password"
    page.get_by_label("Show what I type").check()
    assert page.get_by_label("Once more").get_attribute("type") == "text"
    look.at(page, "typing")
    page.get_by_role("button", name="This is my passphrase").dblclick()
    page.get_by_text("Your passphrase is chosen").wait_for()
    move(app, cast, "open")
    page.reload()
    look.at(page, "trying")
    page.locator("#passphrase").fill("something quite different")
    page.get_by_role("button", name="Is it this one?").click()
    page.get_by_text("This is not the passphrase").wait_for()
    look.at(page, "wrong")
    move(app, cast, "closed")
    page.goto(address)
    look.at(page, "safeguards-closed")
    page.get_by_role("link", name="Give your passphrase").click()
    look.at(page, "giving")
    page.locator("#passphrase").fill(words)
    page.get_by_role("button", name="Open my part").dblclick()
    page.get_by_text("one of these two has to come, too").wait_for()
    look.at(page, "given")
    page.get_by_role("link", name="All trustees of this wave").click()
    look.at(page, "trustees")
    page.goto(f"{address}/organisations/harbour/safeguards/what-if")
    look.at(page, "what-if")
    assert [each for each in complaints if "422" not in each] == []
    page.close()


@pytest.mark.parametrize("wide", [360, 1440])
def test_a_consultant_names_them_and_gives_a_wave_up(
    app: Flask, cast: Cast, browser: Browser, address: str, screenshots: Path | None, wide: int
) -> None:
    enter(app, cast)
    page = page_of(consulting(app), browser, address, wide)
    look = Looking(screenshots, wide, "-consultant")
    page.goto(f"{address}{WAVE}/trustees/")
    look.at(page, "naming")
    page.goto(f"{address}/organisations/harbour/access/")
    look.at(page, "access")
    with app.app_context():
        session = database_session()
        wave = session.query(Wave).filter(Wave.number == 2).one()
        willem = next(each for each in trustees.trustees_of(session, wave) if each.name == "Willem")
        trustees.choose_passphrase(session, wave, willem, SECOND)
        session.commit()
    page.goto(f"{address}{WAVE}/launch")
    look.at(page, "launch")
    move(app, cast, "open")
    move(app, cast, "closed")
    page.goto(f"{address}{WAVE}/")
    look.at(page, "wave")
    page.get_by_role("link", name="All trustees").click()
    page.get_by_role("link", name="give this wave up").click()
    page.get_by_label("To be sure").fill("Autumn")
    look.at(page, "giving-up")
    page.get_by_role("button", name="Give it up").click()
    page.get_by_text("Autumn is given up").wait_for()
    page.close()
