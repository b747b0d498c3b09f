"""Reads a leader's pages of results in Chromium, on a phone and at a desk, without scripts."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from culture3d.db import database_session
from culture3d.models.comment_release import CommentRelease
from tests.culture3d.cast import Cast
from tests.culture3d.released import People, hold
from tests.culture3d.web.signing_in import consulting
from tests.journeys.conftest import Complaints, page_of
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
PAGES = "/organisations/harbour/results/"


@pytest.fixture
def two_waves(app: Flask, cast: Cast) -> None:
    """Two released waves; a team of the second is too small to show, and its comments are reviewed."""
    with app.app_context():
        session = database_session()
        for name, level in (("2024", 3.2), ("2025", 4.2)):
            people = [People("dock/crane", 60, 3.0), People("office", 60, level), People("dock/rope", 3, 2.0)]
            wave = hold(session, cast, name, tuple(people))
        said = [f"Tale {number}: the crane was mended at night." for number in range(12)]
        session.add(
            CommentRelease(
                wave_id=wave.id, made_on=date(2025, 9, 1), told={"story": said}, written={"story": 14}
            )
        )
        session.commit()


@pytest.mark.parametrize("wide", [360, 1440])
def test_every_page_is_read_and_led_through(
    browser: Browser, app: Flask, two_waves: None, address: str, wide: int, screenshots: Path | None
) -> None:
    page = page_of(consulting(app), browser, address, wide, java_script_enabled=True)
    complaints, looking = Complaints(), Looking(screenshots, wide)
    complaints.watch(page, address)
    for name in ("heatmap", "comments", "drivers", "quality", "compare", "questions/", "questions/F1"):
        page.goto(f"{address}{PAGES}{name}")
        for fold in page.locator("summary").all():
            fold.click()
        looking.at(page, name.replace("/", ""))
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    _through_the_map(page, address, looking)
    assert complaints == []
    page.close()


def _through_the_map(page: Page, address: str, looking: Looking) -> None:
    """Sorts by a column, opens a cell, and finds the same score there."""
    page.goto(f"{address}{PAGES}heatmap")
    region = page.get_by_role("group", name="Score, 0 to 100")
    region.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Flow"
    page.get_by_role("columnheader", name="Voice").get_by_role("link").click()
    assert page.get_by_role("columnheader", name="Voice").get_attribute("aria-sort") == "descending"
    cell = page.get_by_role("row", name="Office").get_by_role("cell").nth(1)
    score = cell.inner_text().split()[0]
    cell.get_by_role("link").click()
    assert page.get_by_role("heading", level=1, name="Voice").is_visible()
    assert (
        page.get_by_role("row", name="Score, 0 to 100")
        .get_by_role("cell", name=score, exact=True)
        .is_visible()
    )
    looking.at(page, "cell")
    page.get_by_role("link", name="We are heard.").click()
    assert page.get_by_role("heading", name="How people answered").is_visible()
    looking.at(page, "cell-of-a-question")
