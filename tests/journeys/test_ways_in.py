"""Comes in by link, by code and at a shared device, and looks at every page and state in Chromium."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.ballot import Ballot
from culture3d.models.wave import State, Wave
from culture3d.services import waves
from culture3d.services.answering.tally import tally
from tests.culture3d.invited import ADDRESS, CLOSES, Invited
from tests.journeys.conftest import Complaints
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
STATES = {
    "320": {"viewport": {"width": 320, "height": 640}},  # as a window of 1280 pixels at 400 %
    "360": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "1440": {"viewport": {"width": 1440, "height": 900}},
    "forced": {"viewport": {"width": 360, "height": 740}, "forced_colors": "active"},
    "still": {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce", "color_scheme": "dark"},
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, statement: str, answer: str) -> None:
    page.get_by_role("group", name=statement).get_by_label(answer, exact=True).check()


@pytest.mark.parametrize("state", STATES)
def test_a_link_is_followed_to_the_receipt_and_beyond(
    browser: Browser,
    app: Flask,
    settings: Settings,
    invited: Invited,
    address: str,
    state: str,
    screenshots: Path | None,
) -> None:
    context = browser.new_context(locale="en-GB", **STATES[state])
    page, complaints = context.new_page(), Complaints()
    complaints.watch(page, address)
    look = Looking(screenshots, STATES[state]["viewport"]["width"], f"-{state}")
    page.goto(f"{address}/i/{invited.secrets['Cleo Claasen']}")
    assert page.url == f"{address}/s/{ADDRESS}/"
    look.at(page, "door")
    press(page, "Start")
    choose(page, "News reaches us.", "Agree")
    choose(page, "We are heard.", "Don't know")
    expect(page.get_by_role("status")).to_have_text("Saved")
    look.at(page, "part")
    page.reload()
    assert page.get_by_role("group", name="News reaches us.").get_by_label("Agree", exact=True).is_checked()
    press(page, "Continue")
    page.get_by_label("What went well?").fill("x" * 1003)
    press(page, "Continue")
    expect(page.get_by_text("This is 3 characters too long")).to_be_visible()
    look.at(page, "words-too-long")
    page.get_by_label("What went well?").fill("We listened.\n<script>alert(1)</script><b>x</b>")
    page.get_by_label("My story may be told again").check()
    press(page, "Continue")
    choose(page, "How long have you been here?", "Longer")
    press(page, "Continue")
    page.wait_for_url("**/review")
    look.at(page, "review")
    expect(page.get_by_text("<script>alert(1)</script><b>x</b>")).to_be_visible()
    page.get_by_role("link", name="Go to the first open one").click()
    press(page, "Back to my answers")
    page.wait_for_url("**/review")
    press(page, "Submit")
    page.wait_for_url("**/done")
    look.at(page, "done")
    receipt = page.locator(".receipt").inner_text()
    page.go_back()
    page.reload()
    page.goto(f"{address}/s/{ADDRESS}/")
    look.at(page, "door-answered")
    page.get_by_role("link", name="Withdraw my answers").click()
    look.at(page, "withdraw")
    page.get_by_role("link", name="Keep them").click()
    _close(app, settings, invited)
    refused = [said for said in complaints if "422" in said]  # the words that were too long, on the way
    assert (len(refused), len(complaints)) == (1, 1), complaints
    page.reload()
    look.at(page, "closed")
    page.get_by_role("link", name="See whether it was counted").click()
    page.wait_for_url("**/receipts")
    look.at(page, "receipts")
    page.get_by_label("Your receipt").fill(f"  {receipt.upper()} ")
    press(page, "Look for it")
    expect(page.get_by_text("It is in the list")).to_be_visible()
    page.get_by_label("Your receipt").fill("0" * 32)
    press(page, "Look for it")
    expect(page.get_by_text("It is not in the list")).to_be_visible()
    context.close()


def _close(app: Flask, settings: Settings, invited: Invited) -> None:
    with app.app_context():
        wave = database_session().get_one(Wave, invited.wave)
        waves.close(database_session(), wave, CLOSES)
        tally(database_session(), wave, settings.keys)
        database_session().commit()


@pytest.mark.parametrize("state", ["320", "1440"])
def test_refusals_are_readable(
    browser: Browser, invited: Invited, address: str, state: str, screenshots: Path | None
) -> None:
    context = browser.new_context(locale="en-GB", **STATES[state])
    page = context.new_page()
    look = Looking(screenshots, STATES[state]["viewport"]["width"], f"-{state}")
    page.goto(f"{address}/i/nobody")
    look.at(page, "unknown")
    page.get_by_role("link", name="Type a code").click()
    page.wait_for_url("**/code")
    look.at(page, "code")
    page.get_by_label("Your code").fill("wrong")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("We do not know this code")
    look.at(page, "code-wrong")
    page.get_by_label("Your code").fill(invited.secrets["Ben Brown"].lower())
    press(page, "Continue")
    page.wait_for_url(f"{address}/s/{ADDRESS}/")
    context.close()


def _begun(
    browser: Browser, invited: Invited, address: str, state: str | None = None
) -> tuple[BrowserContext, Page]:
    """Somebody on the first page, to which their link has led them."""
    context = browser.new_context(locale="en-GB", **(STATES[state] if state else {}))
    page = context.new_page()
    page.goto(f"{address}/i/{invited.secrets['Cleo Claasen']}")
    press(page, "Start")
    return context, page


def _without_connection(browser: Browser, invited: Invited, address: str) -> tuple[BrowserContext, Page]:
    context, page = _begun(browser, invited, address)
    context.set_offline(True)
    return context, page


def test_answers_wait_for_the_connection_and_the_page_goes_on_by_itself(
    browser: Browser, invited: Invited, address: str
) -> None:
    context, page = _without_connection(browser, invited, address)
    choose(page, "News reaches us.", "Agree")
    expect(page.get_by_role("status")).to_contain_text("Your answers wait here")
    press(page, "Continue")
    expect(page.get_by_role("status")).to_contain_text("We go on by ourselves")
    assert page.url.endswith("/1")
    (kept,) = page.evaluate("Object.keys(sessionStorage)")
    assert kept.endswith(f" /s/{ADDRESS}/1/save")
    assert page.evaluate("Object.keys(localStorage)") == []
    context.set_offline(False)
    page.wait_for_url("**/2")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.go_back()
    assert page.get_by_role("group", name="News reaches us.").get_by_label("Agree", exact=True).is_checked()
    context.close()


def test_answers_that_waited_are_sent_without_pressing_anything(
    browser: Browser, invited: Invited, address: str
) -> None:
    context, page = _without_connection(browser, invited, address)
    choose(page, "News reaches us.", "Agree")
    expect(page.get_by_role("status")).to_contain_text("Your answers wait here")
    context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    other = browser.new_context(locale="en-GB").new_page()
    other.goto(f"{address}/i/{invited.secrets['Cleo Claasen']}")
    press(other, "Go on where I stopped")
    assert other.get_by_role("group", name="News reaches us.").get_by_label("Agree", exact=True).is_checked()
    other.context.close()
    context.close()


def test_answers_that_waited_never_become_somebody_elses(
    browser: Browser, invited: Invited, address: str
) -> None:
    """Cleo's connection is gone; then Anna comes in by her own link, in the same tab."""
    context, page = _without_connection(browser, invited, address)
    choose(page, "News reaches us.", "Agree")
    expect(page.get_by_role("status")).to_contain_text("Your answers wait here")
    page.route("**/save", lambda route: route.abort())
    context.set_offline(False)
    page.goto(f"{address}/i/{invited.secrets['Anna Albers']}")
    page.unroute("**/save")
    press(page, "Start")
    assert page.locator("input:checked").count() == 0
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.reload()
    assert page.locator("input:checked").count() == 0
    context.close()


def test_the_last_button_waits_for_the_connection_too(
    browser: Browser, app: Flask, invited: Invited, address: str
) -> None:
    context, page = _begun(browser, invited, address)
    choose(page, "News reaches us.", "Agree")
    for page_behind in ("2", "3", "review"):
        press(page, "Continue")
        page.wait_for_url(f"**/{page_behind}")
    context.set_offline(True)
    press(page, "Submit")
    press(page, "Submit")
    expect(page.locator("#status")).to_contain_text("We go on by ourselves")
    context.set_offline(False)
    page.wait_for_url("**/done")
    assert page.locator(".receipt").count() == 1
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_shared_device_forgets(
    browser: Browser, app: Flask, invited: Invited, address: str, scripts: bool, screenshots: Path | None
) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=scripts, **STATES["360"])
    page = context.new_page()
    page.goto(f"{address}/kiosk/{ADDRESS}/")
    if scripts:
        Looking(screenshots, 360).at(page, "kiosk")
    page.get_by_label("Your code").fill(invited.secrets["Ben Brown"])
    press(page, "Continue")
    press(page, "Start")
    choose(page, "News reaches us.", "Agree")
    for _ in range(3):
        press(page, "Continue")
    press(page, "Submit")
    expect(page.get_by_text("This device has forgotten you")).to_be_visible()
    assert page.locator(".receipt").count() == 0
    if scripts:
        Looking(screenshots, 360).at(page, "kiosk-done")
        assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    page.go_back()
    assert page.url == f"{address}/kiosk/{ADDRESS}/"
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
    context.close()


def test_a_shared_device_that_lies_idle_asks_and_then_starts_anew(
    browser: Browser, invited: Invited, address: str
) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/kiosk/{ADDRESS}/")
    page.get_by_label("Your code").fill(invited.secrets["Ben Brown"])
    press(page, "Continue")
    page.clock.fast_forward(91_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "I am still here")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Shift")  # a sign of life, after which the time begins anew
    page.clock.fast_forward(91_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.clock.fast_forward(31_000)
    page.wait_for_url(f"**/kiosk/{ADDRESS}/?emptied=1")
    expect(page.get_by_text("what was saved is kept")).to_be_visible()
    page.goto(f"{address}/s/{ADDRESS}/1")
    assert page.url == f"{address}/kiosk/{ADDRESS}/"
    context.close()


def test_without_scripts_a_shared_device_warns_and_lets_people_stay(
    browser: Browser, invited: Invited, address: str, screenshots: Path | None
) -> None:
    """The clock of the page is set forward where a browser keeps it: in its style sheet and its refresh."""
    context = browser.new_context(locale="en-GB", java_script_enabled=False, **STATES["360"])
    page = context.new_page()

    def hasten(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, body=reply.text().replace("540s", "1s").replace('"600;', '"6;'))

    page.route(re.compile(r"answering\.css|/2$"), hasten)
    page.goto(f"{address}/kiosk/{ADDRESS}/")
    page.get_by_label("Your code").fill(invited.secrets["Ben Brown"])
    press(page, "Continue")
    press(page, "Start")
    press(page, "Continue")
    page.get_by_label("What went well?").fill("A word that took me long.")
    warning = page.locator(".ending")
    expect(warning).to_be_hidden()
    expect(warning).to_be_visible()
    if screenshots:
        page.screenshot(path=screenshots / "kiosk-ending.png")
    warning.get_by_role("button", name="Save, and stay here").click()
    expect(page.get_by_label("What went well?")).to_have_value("A word that took me long.")
    page.wait_for_url(f"**/kiosk/{ADDRESS}/?emptied=1", timeout=15_000)
    expect(page.get_by_text("what was saved is kept")).to_be_visible()
    page.unroute_all()
    page.goto(f"{address}/s/{ADDRESS}/2")
    assert page.url == f"{address}/kiosk/{ADDRESS}/"
    context.close()


def test_the_whole_survey_is_taken_by_keyboard(
    browser: Browser, app: Flask, invited: Invited, address: str
) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/i/{invited.secrets['Cleo Claasen']}")
    tab_to(page, "button", "Start")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1")
    for _ in range(7):
        tab_to(page, "radio", "")
        page.keyboard.press("Space")
    tab_to(page, "button", "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2")
    tab_to(page, "textbox", "")
    page.keyboard.type("Well.")
    tab_to(page, "button", "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/3")
    tab_to(page, "button", "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    assert page.get_by_text("still open").count() == 0
    tab_to(page, "button", "Submit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done")
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
    context.close()


_FOCUSED = """() => {
  const part = document.activeElement, style = getComputedStyle(part);
  const role = { BUTTON: "button", TEXTAREA: "textbox", INPUT: part.type, A: "link" }[part.tagName] ?? "";
  const visible = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [role, part.textContent.trim(), visible];
}"""


def tab_to(page: Page, role: str, name: str, most: int = 40) -> None:
    """Presses Tab until the focus is there; it is visible on every stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found, text, visible = page.evaluate(_FOCUSED)
        assert visible or not found, f"no visible focus on {found} {text}"
        if found == role and name in text:
            return
    raise AssertionError(f"the keyboard does not reach {role} {name}")


def test_screen_readers_are_told_names_and_groups(browser: Browser, invited: Invited, address: str) -> None:
    context, page = _begun(browser, invited, address)
    expect(page.get_by_role("group", name="News reaches us.")).to_match_aria_snapshot(
        """
        - group "News reaches us.":
          - radio "Strongly disagree"
          - radio "Disagree"
          - radio "Neither"
          - radio "Agree"
          - radio "Strongly agree"
          - radio "Don't know"
        """
    )
    page.goto(f"{address}/s/{ADDRESS}/2")
    expect(page.get_by_role("textbox", name="What went well?")).to_have_accessible_description(
        "At most 1000 characters."
    )
    page.goto(f"{address}/s/{ADDRESS}/3")
    expect(page.get_by_role("banner")).to_contain_text("Part 3 of 3 · almost done")
    context.close()


def test_nothing_jumps_on_choosing_an_answer(browser: Browser, invited: Invited, address: str) -> None:
    context, page = _begun(browser, invited, address, "360")
    page.wait_for_url("**/1")
    boxes = "[...document.querySelectorAll('fieldset')].map((part) => part.getBoundingClientRect().toJSON())"
    before = page.evaluate(boxes)
    page.evaluate("document.querySelector('[value=\"4\"]').click()")
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert page.evaluate(boxes) == before
    context.close()


def test_an_open_wave_that_closes_meanwhile_says_so(
    browser: Browser, app: Flask, invited: Invited, address: str
) -> None:
    context, page = _begun(browser, invited, address)
    with app.app_context():
        database_session().get_one(Wave, invited.wave).state = State.CLOSED
        database_session().commit()
    choose(page, "News reaches us.", "Agree")
    expect(page.get_by_role("status")).to_have_text("The survey takes no answers any more.")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="This survey is not open any more")).to_be_visible()
    context.close()
