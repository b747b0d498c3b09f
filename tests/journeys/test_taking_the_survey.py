"""Takes the survey on a phone, with and without JavaScript, and asks axe about every page on the way."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from culture3d.db import database_session
from culture3d.models.ballot import Ballot
from tests.culture3d.cast import Cast
from tests.journeys.conftest import Complaints

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def look(page: Page, name: str, screenshots: Path | None) -> None:
    """No sideways scrolling, nothing for axe to find; a picture for whoever wants one."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    if screenshots:
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_phone_takes_the_survey(
    browser: Browser, app: Flask, cast: Cast, survey: str, scripts: bool, screenshots: Path | None
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=scripts, locale="de-DE")
    page, complaints = context.new_page(), Complaints()
    complaints.watch(page, survey.partition("/s/")[0])
    check = (lambda name: look(page, name, screenshots)) if scripts else (lambda name: None)
    page.goto(survey)
    check("door")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("group", name="Neues erreicht uns.").get_by_label("Stimme zu", exact=True).check()
    check("part")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Was lief gut?").fill("Wir haben zugehört.")
    page.get_by_label("Meine Geschichte darf weitererzählt werden").check()
    check("words")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Ihr Teil der Organisation").select_option(label="Office")
    check("background")
    page.get_by_role("button", name="Zurück").click()
    assert page.get_by_label("Was lief gut?").input_value() == "Wir haben zugehört."
    page.get_by_role("button", name="Zurück").click()
    group = page.get_by_role("group", name="Neues erreicht uns.")
    assert group.get_by_label("Stimme zu", exact=True).is_checked()
    page.go_back()
    page.go_forward()
    for _ in range(3):
        page.get_by_role("button", name="Weiter").click()
    assert page.get_by_text("6 Aussagen sind noch offen").is_visible()
    check("review")
    page.get_by_role("button", name="Absenden").click()
    assert page.get_by_role("heading", name="Danke. Ihre Antworten sind angekommen.").is_visible()
    check("done")
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
    assert complaints == []
    context.close()


def test_the_survey_is_taken_by_keyboard(browser: Browser, app: Flask, cast: Cast, survey: str) -> None:
    page = browser.new_page(viewport=PHONE, locale="en-GB")
    page.goto(survey)
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    first = page.locator("input[type=radio]").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("input[type=radio]").nth(1).is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2")
    page.close()
