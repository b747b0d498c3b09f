"""Takes the survey in a language that runs from right to left, added by files alone."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from culture3d import i18n
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import questionnaires, waves
from surveys.catalogue import text_of
from tests.culture3d import pseudo
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, OPENS
from tests.journeys.conftest import Complaints
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
START, GO = pseudo.arabic("Start"), pseudo.arabic("Continue")


@pytest.fixture
def arabic_wave(
    app: Flask, cast: Cast, settings: Settings, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open wave of the questionnaire that ships, in three languages."""
    folder = tmp_path / "translations"
    folder.mkdir()
    pseudo.catalogues(root, folder)
    monkeypatch.setattr(i18n, "DIRECTORY", folder)
    monkeypatch.setitem(i18n.LANGUAGES, "ar", "العربية")
    with app.app_context():
        session = database_session()
        organisation = session.get_one(Organisation, cast.organisation)
        version = questionnaires.store(session, pseudo.translated(text_of("culture3d-1")))
        wave = waves.plan(session, organisation, version, "Third", {})
        wave.address, wave.has_open_link = "third", True
        waves.schedule(wave, OPENS, CLOSES)
        session.flush()
        waves.open_wave(session, wave, settings.keys, OPENS)
        session.commit()


@pytest.mark.parametrize("wide", [320, 1440])
def test_everything_runs_from_right_to_left(
    browser: Browser, arabic_wave: None, address: str, wide: int, screenshots: Path | None
) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": wide, "height": 800})
    page, complaints = context.new_page(), Complaints()
    complaints.watch(page, address)
    look = Looking(screenshots, wide, "-rtl")
    page.goto(f"{address}/s/third/")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    look.at(page, "door")
    page.get_by_role("button", name=START, exact=True).click()
    page.wait_for_url("**/1")
    box, radio = page.locator("fieldset").first.bounding_box(), page.locator("input").nth(1).bounding_box()
    assert box and radio
    assert radio["x"] > box["x"] + box["width"] / 2, "buttons stand on the right of their words"
    page.get_by_role("radio").nth(3).check()
    look.at(page, "part")
    for number in range(2, 8):
        page.get_by_role("button", name=GO, exact=True).click()
        page.wait_for_url(f"**/{number}")
    look.at(page, "background")
    page.get_by_role("button", name=GO, exact=True).click()
    page.wait_for_url("**/review")
    look.at(page, "review")
    page.get_by_role("button", name=pseudo.arabic("Submit"), exact=True).click()
    page.wait_for_url("**/done")
    look.at(page, "done")
    assert complaints == []
    context.close()
