"""Reads an organisation's page in Chromium: whole before any script, alive after it, and the report made."""

import json
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.grant import Role
from culture3d.models.report import Report
from tests.culture3d.cast import Cast
from tests.culture3d.test_closing import answer
from tests.culture3d.test_jobs import release
from tests.culture3d.web.signing_in import Place, enrol, let_in
from tests.journeys.conftest import Complaints, consultants_page, page_of
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
PAGE = "/organisations/harbour"


@pytest.mark.parametrize("wide", [360, 1440])
def test_the_page_comes_alive_without_a_complaint(
    browser: Browser, app: Flask, cast: Cast, address: str, wide: int, screenshots: Path | None
) -> None:
    release(app, cast)
    page, complaints = consultants_page(browser, app, address, wide), Complaints()
    complaints.watch(page, address)
    for path in ("/", PAGE):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        if screenshots:
            page.screenshot(path=screenshots / f"results{path.replace('/', '-')}-{wide}.png", full_page=True)
    assert page.get_by_text("too few to show").first.is_visible()
    assert complaints == []
    page.close()


@pytest.mark.parametrize("wide", [360, 1440])
def test_the_leader_of_a_unit_has_a_page(
    browser: Browser, app: Flask, cast: Cast, address: str, wide: int, screenshots: Path | None
) -> None:
    release(app, cast)
    place = Place(organisation=cast.organisation, unit=cast.units["dock"])
    enrol(app, "kim@example.org", Role.LEADER, place)
    page = page_of(let_in(app, "kim@example.org"), browser, address, wide)
    page.goto(address + PAGE)
    assert page.get_by_role("heading", level=1, name="Dock").is_visible()
    Looking(screenshots, wide).at(page, "unit")
    page.close()


@pytest.mark.parametrize("wide", [360, 1440])
def test_closing_asks_first_and_ends_in_results(
    browser: Browser, app: Flask, settings: Settings, cast: Cast, address: str, wide: int
) -> None:
    jobs.prepare(settings)
    answer(app, cast)
    page, complaints = consultants_page(browser, app, address, wide), Complaints()
    complaints.watch(page, address)
    page.goto(address + PAGE)
    page.get_by_role("link", name="Close this wave").click()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Close the wave and make its results").click()
    assert page.get_by_role("heading", name="Spring is closed").is_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    with app.app_context():
        for step in jobs.JOBS["close_wave"].steps:
            step(str(cast.wave))
        db.session.remove()
    page.get_by_role("link", name="See the results").click(timeout=20_000)
    page.get_by_text("12 of 60 invited people answered").wait_for()
    assert complaints == []
    page.close()


def test_the_page_is_whole_without_scripts(browser: Browser, app: Flask, cast: Cast, address: str) -> None:
    release(app, cast)
    page = consultants_page(browser, app, address, java_script_enabled=False)
    page.goto(address + PAGE)
    assert page.get_by_text("24 of 60 invited people answered: 40%.").is_visible()
    assert page.get_by_role("heading", name="Dimensions and facets").is_visible()
    page.close()


def test_a_report_is_made_and_downloaded(
    browser: Browser, app: Flask, settings: Settings, cast: Cast, address: str
) -> None:
    release(app, cast)
    jobs.prepare(settings)
    page = consultants_page(browser, app, address)
    page.goto(address + PAGE)
    page.get_by_role("button", name="Make the report").click()
    assert page.get_by_role("heading", name="The report is being made").is_visible()
    assert Axe().run(page).violations_count == 0
    status = json.loads(page.request.get(page.url + "/status").text())
    assert status == {"ended": False, "progress": 0, "status": "waiting"}
    worker = threading.Thread(target=_work, args=(app,))
    worker.start()
    page.get_by_role("heading", name="The report is ready").wait_for(timeout=120_000)
    assert Axe().run(page).violations_count == 0
    worker.join()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename == "culture3d-harbour-1-en.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.close()


def _work(app: Flask) -> None:
    """Takes the step of the job that a worker would take."""
    with app.app_context():
        [report] = database_session().query(Report)
        steps.make_report(report.id)
        db.session.remove()
