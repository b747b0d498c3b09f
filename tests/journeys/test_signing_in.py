"""Signs in in Chromium: by password and code, then by a passkey, on pages that anybody can use."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from culture3d.models.grant import Role
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import PASSWORD, Place, code_of, enrol
from tests.journeys.conftest import Complaints
from tests.journeys.looking import Looking

pytestmark = pytest.mark.browser
ADA = "ada@example.org"


@pytest.mark.parametrize(("wide", "language"), [(360, "de-DE"), (1280, "en-GB")])
def test_a_consultant_signs_in_and_adds_a_passkey(
    browser: Browser,
    app: Flask,
    cast: Cast,
    address: str,
    wide: int,
    language: str,
    screenshots: Path | None,
) -> None:
    enrol(app, ADA, Role.CONSULTANT, Place(firm=1), factor=True)
    own = address.replace("127.0.0.1", "localhost")  # passkeys are for names, not for numbers
    page = browser.new_page(viewport={"width": wide, "height": 800}, locale=language)
    complaints, looking = Complaints(), Looking(screenshots, wide)
    complaints.watch(page, own)
    _have_a_finger(page)
    page.goto(f"{own}/account")
    looking.at(page, "sign-in")
    page.locator("#email").fill(ADA)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/account/code**")
    looking.at(page, "code")
    page.locator("#code").fill(code_of(app, ADA))
    page.locator("#code").press("Enter")
    page.wait_for_url("**/account")
    for name in ("account", "password", "email", "second-factor", "recovery-codes", "passkeys"):
        page.goto(f"{own}/account" + (f"/{name}" if name != "account" else ""))
        looking.at(page, name)
    page.locator("#name").fill("Laptop")
    page.locator("#name").press("Enter")
    page.get_by_text("“Laptop”").or_(page.get_by_text("„Laptop“")).wait_for()
    looking.at(page, "passkeys-one")
    page.get_by_role("button", name=re.compile("^(Sign out|Abmelden)$")).click()
    page.wait_for_url("**/account/sign-in")
    page.get_by_role("link", name=re.compile("passkey", re.IGNORECASE)).click()
    looking.at(page, "passkey")
    page.locator("main button").click()
    page.wait_for_url(f"{own}/")
    page.goto(f"{own}/account")
    assert page.get_by_text(ADA).is_visible()
    for name in ("forgotten", "nowhere"):
        page.goto(f"{own}/account/{name}")
        if name == "forgotten":
            looking.at(page, name)
    assert [each for each in complaints if "404" not in each] == []
    page.close()


def _have_a_finger(page: Page) -> None:
    """Gives the browser a device that holds passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
