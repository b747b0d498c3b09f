"""Shows that a client is added and described on its pages, and that nothing that was typed is lost."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from tests.culture3d.cast import Cast
from tests.culture3d.organisations.test_logos import picture
from tests.culture3d.web.signing_in import consulting, enrol, let_in, post, token_in

SETTINGS = "/organisations/harbour/settings/"


@pytest.fixture
def browser(app: Flask, cast: Cast) -> FlaskClient:
    return consulting(app)


def stored(app: Flask, slug: str) -> Organisation:
    with app.app_context():
        return database_session().scalars(select(Organisation).where(Organisation.slug == slug)).one()


def test_a_client_is_added_to_the_consultant_s_own_firm(app: Flask, browser: FlaskClient) -> None:
    assert "Add an organisation" in browser.get("/").text
    reply = post(
        browser,
        "/organisations/new",
        name="Müller & Söhne",
        language="de",
        other_languages="en",
        accent="#0b7568",
    )
    assert reply.location == "/organisations/mueller-soehne/units/"
    assert "There are none yet" in browser.get(reply.location).text
    assert stored(app, "mueller-soehne").languages == ("de", "en")
    assert "Müller &amp; Söhne was added" in browser.get("/organisations/mueller-soehne/log/").text


def test_nobody_adds_a_client_to_another_firm(browser: FlaskClient) -> None:
    assert post(browser, "/organisations/new", name="A", language="en", firm="999").status_code == 404


def test_who_works_for_no_firm_is_offered_nothing(app: Flask, cast: Cast) -> None:
    enrol(app, "visitor@example.org")
    assert "Add an organisation" not in let_in(app, "visitor@example.org").get("/").text


def test_settings_are_changed_and_the_address_stays(app: Flask, browser: FlaskClient) -> None:
    fields = {"name": "Harbour", "language": "en", "accent": "#7a3b8f", "contact_name": "Ada Albers"}
    assert post(browser, SETTINGS, **fields, contact_phone="+49 40 123").location == SETTINGS
    harbour = stored(app, "harbour")
    assert (harbour.name, harbour.accent, harbour.contact_name) == ("Harbour", "#7a3b8f", "Ada Albers")
    log = browser.get("/organisations/harbour/log/").text
    assert "Whom people may ask was changed" in log and "settings were changed" in log


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, browser: FlaskClient
) -> None:
    reply = post(
        browser,
        SETTINGS,
        name="Harbour <b>",
        language="en",
        accent="#ffee00",
        contact_name="Ada",
        industry="Ships",
    )
    assert reply.status_code == 422
    assert "would do" in reply.text and "need a mail address or a phone number" in reply.text
    assert 'value="Harbour &lt;b&gt;"' in reply.text and 'value="Ships"' in reply.text
    assert stored(app, "harbour").name == "Harbour & Sons"
    german = browser.post(
        f"{SETTINGS}?lang=de", data={"csrf_token": token_in(reply.text), "name": "", "language": "en"}
    )
    assert "ist leer" in german.text


SAID = {"name": "Harbour & Sons", "language": "en", "accent": "#1f5fa8"}


def test_a_logo_is_sent_shown_and_taken_away(app: Flask, browser: FlaskClient) -> None:
    token = token_in(browser.get(SETTINGS).text)
    fields = {**SAID, "csrf_token": token, "contact_name": "Ada", "contact_phone": "+49 40 1"}
    sent = {**fields, "alternative": "A crane", "picture": (io.BytesIO(picture()), "crane.png")}
    assert browser.post(SETTINGS, data=sent).status_code == 303
    assert stored(app, "harbour").contact_name == "Ada", "what was typed beside it is kept"
    assert 'alt="A crane"' in browser.get(SETTINGS).text
    shown = browser.get(f"{SETTINGS}logo")
    assert shown.mimetype == "image/png" and shown.data.startswith(b"\x89PNG")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.post(SETTINGS, data={**fields, "alternative": "A ship"}).status_code == 303
    assert 'alt="A ship"' in browser.get(SETTINGS).text
    post(browser, f"{SETTINGS}logo/remove", SETTINGS)
    assert browser.get(f"{SETTINGS}logo").status_code == 404


def test_a_file_that_is_larger_than_a_form_reaches_only_pages_that_take_it(
    app: Flask, browser: FlaskClient
) -> None:
    def large() -> dict[str, object]:
        return {"picture": (io.BytesIO(bytes(300 * 1024)), "crane.png"), "alternative": "A crane"}

    token = {"csrf_token": token_in(browser.get(SETTINGS).text)}
    told = browser.post(SETTINGS, data={**SAID, **token, **large(), "contact_name": "Ada"})
    assert told.status_code == 422 and "is no PNG or JPEG" in told.text
    assert 'value="Ada"' in told.text
    assert browser.post("/organisations/new", data={**token, **large()}).status_code == 413
    assert app.test_client().post(SETTINGS, data=large()).status_code == 413


def test_what_was_written_is_shown_to_who_was_signed_out_meanwhile(app: Flask, browser: FlaskClient) -> None:
    sent = {"name": "A long name <i>", "contact_name": "Ada", "passphrase": "a ladder in the harbour"}
    elsewhere = {"Referer": "https://example.org//example.org/trap"}
    told = app.test_client().post(SETTINGS, data=sent, headers=elsewhere)
    assert told.status_code == 400 and "You were signed out meanwhile" in told.text
    assert "A long name &lt;i&gt;" in told.text and "ladder" not in told.text
    assert f'href="/account/sign-in?next={SETTINGS}"' in told.text and "trap" not in told.text
    told = browser.post(SETTINGS, data=sent)
    assert told.status_code == 400 and "had lain open for too long" in told.text
    assert f'class="go" href="{SETTINGS}"' in told.text
    told = browser.post(f"{SETTINGS}logo/remove", data=sent)
    assert 'class="go" href="/"' in told.text, "where one can only send there is nothing to open"


def test_an_administrator_is_told_what_comes_first(app: Flask, cast: Cast) -> None:
    enrol(app, "root@example.org", Role.ADMINISTRATOR)
    assert "Add a consultancy" in let_in(app, "root@example.org").get("/").text
