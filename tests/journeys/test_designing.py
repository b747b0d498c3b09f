"""Writes a questionnaire in Chromium: begins, translates, moves by keyboard and by hand, tries, stores."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.culture3d.cast import Cast
from tests.journeys.conftest import Complaints, consultants_page
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
ITEM = "dimensions.0.facets.0.items.{}"


@pytest.mark.parametrize("wide", [360, 1440])
def test_a_consultant_makes_culture_3d_her_own(
    browser: Browser, app: Flask, cast: Cast, address: str, wide: int, screenshots: Path | None
) -> None:
    page = consultants_page(browser, app, address, wide)
    complaints, looking = Complaints(), Looking(screenshots, wide)
    complaints.watch(page, address)
    page.goto(f"{address}/")
    page.get_by_role("link", name="Questionnaires").click()
    looking.at(page, "questionnaires-empty")
    page.get_by_role("link", name="Begin with Culture 3D").click()
    looking.at(page, "questionnaires-new")
    page.get_by_role("button", name="Begin with this Culture 3D", exact=True).click()
    looking.at(page, "questionnaire")
    page.get_by_role("link", name="Open information flow").click()
    looking.at(page, "questionnaire-facet")
    _translate(page)
    _move_by_keyboard(page)
    _drag(page)
    _preview(page, looking)
    page.get_by_role("link", name="Versions").click()
    looking.at(page, "questionnaire-versions")
    page.get_by_role("button", name="Store as version 2").click()
    page.get_by_text("Stored as version 2.").wait_for()
    page.get_by_role("link", name="What changed since Version 1, as it ships").click()
    looking.at(page, "questionnaire-difference")
    assert page.locator(".changes tbody tr").count() == 3  # two are reworded, one has moved
    tabs = page.get_by_role("navigation", name="Parts of this questionnaire")
    for name in ("Scale", "Questions", "Wordings", "Text"):
        tabs.get_by_role("link", name=name).click()
        looking.at(page, f"questionnaire-{name.lower()}")
    assert complaints == []
    page.close()


def _translate(page: Page) -> None:
    """Two items, saved by the keyboard alone; whoever leaves without saving is asked."""
    for number, words in enumerate(("Neues geben wir weiter.", "Ich finde es heraus.")):
        page.locator(f'[id="{ITEM.format(number)}.text.de"]').fill(words)
    assert page.locator(".unsaved").is_visible()
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.", exact=True).wait_for()


def _move_by_keyboard(page: Page) -> None:
    """The first item two places down, by one button that keeps the focus."""
    page.get_by_role("button", name="Move A1.1 down").focus()
    for number in (2, 3):
        page.keyboard.press("Enter")
        page.get_by_text(f"“A1.1” is now number {number} of 4.").wait_for()
        page.locator(":focus[value^='down ']").wait_for()
    assert _order(page) == ["A1.2", "A1.3", "A1.1", "A1.4"]


def _drag(page: Page) -> None:
    """The item back to the top, by its dots; the window is high, so that nothing has to scroll."""
    wide = page.evaluate("innerWidth")
    page.set_viewport_size({"width": wide, "height": 6000})
    start = page.locator(f'[id="{ITEM.format(2)}"] .grip').bounding_box()
    goal = page.locator(f'[id="{ITEM.format(0)}"]').bounding_box()
    assert start is not None and goal is not None
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + 20, goal["y"] + 20, steps=5)
    page.mouse.up()
    page.get_by_text("“A1.1” is now number 1 of 4.").wait_for()
    page.set_viewport_size({"width": wide, "height": 900})
    assert _order(page) == ["A1.1", "A1.2", "A1.3", "A1.4"]
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The last change is taken back.").wait_for()
    assert _order(page)[2] == "A1.1"


def _order(page: Page) -> list[str]:
    return page.locator(".item h3").all_inner_texts()


def _preview(page: Page, looking: Looking) -> None:
    page.get_by_role("link", name="See it as people do").click()
    page.locator("#in").select_option("de")
    page.get_by_role("button", name="Show").click()
    for title in ("On a phone", "At a desk"):
        frame = page.frame_locator(f'iframe[title="{title}"]')
        frame.locator("button.go").click()
        frame.get_by_text("Neues geben wir weiter.").wait_for()
    looking.at(page, "questionnaire-preview")
    phone = next(frame for frame in page.frames if re.search(r"/preview/de/staff/1", frame.url))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
