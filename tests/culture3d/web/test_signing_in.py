"""Shows who is let in and who is not: passwords, codes, pauses, links, and what ends a sign-in."""

import re
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from culture3d import clock, mail
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.grant import Role
from culture3d.services import accounts
from culture3d.web.accounts.pages import first_token
from tests.culture3d.cast import LINK, Cast
from tests.culture3d.web.signing_in import (
    PASSWORD,
    Place,
    account_of,
    code_of,
    enrol,
    post,
    sign_in,
    use_no_code_twice,
    who,
)

ADA, BOB = "ada@example.org", "bob@example.org"


@pytest.fixture
def leader(app: Flask, cast: Cast) -> str:
    """Somebody who needs no second factor."""
    enrol(app, ADA, Role.LEADER, Place(organisation=cast.organisation))
    return ADA


@pytest.fixture
def consultant(app: Flask, cast: Cast) -> str:
    """Somebody who has a second factor."""
    enrol(app, BOB, Role.CONSULTANT, Place(firm=1), factor=True)
    return BOB


def letters(settings: Settings) -> list:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mail.waiting(settings)]


def link_in(settings: Settings) -> str:
    text = letters(settings)[-1].get_content()
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", text)[1]


def test_a_password_lets_in_where_it_is_enough(app: Flask, client: FlaskClient, leader: str) -> None:
    assert client.get("/account").status_code == 302
    assert sign_in(client, app, leader).status_code == 302
    assert who(client) == leader
    assert post(client, "/account/sign-out", "/account").status_code == 302
    assert who(client) is None


def test_addresses_are_read_however_they_are_written(app: Flask, client: FlaskClient, leader: str) -> None:
    sign_in(client, app, "ADA@Example.ORG")
    assert who(client) == leader


@pytest.mark.parametrize(
    ("email", "password"),
    [(ADA, "wrong wrong wrong"), ("nobody@example.org", PASSWORD), (ADA, ""), ("no address", PASSWORD)],
)
def test_failures_are_told_alike(
    app: Flask, client: FlaskClient, leader: str, email: str, password: str
) -> None:
    page = post(client, "/account/sign-in", email=email, password=password).text
    assert re.findall(r'class="fault"[^>]*>([^<]+)', page) == [
        "That did not fit. Check address and password; after ten attempts, wait for ten minutes."
    ]
    assert who(client) is None


def test_who_is_not_active_reads_the_same(app: Flask, client: FlaskClient, leader: str) -> None:
    with app.app_context():
        accounts.deactivate(database_session(), account_of(database_session(), leader))
        database_session().commit()
    assert "That did not fit." in sign_in(client, app, leader).text


def test_after_ten_failures_the_right_password_waits_too(
    app: Flask, client: FlaskClient, leader: str
) -> None:
    for _ in range(10):
        post(client, "/account/sign-in", email=leader, password="wrong wrong wrong")
    again = app.test_client()
    again.environ_base["REMOTE_ADDR"] = "127.0.0.9"
    page = sign_in(again, app, leader)
    assert "That did not fit." in page.text
    assert who(again) is None


def test_a_code_must_follow_and_works_once(app: Flask, client: FlaskClient, consultant: str) -> None:
    reply = post(client, "/account/sign-in", email=consultant, password=PASSWORD)
    assert reply.location.startswith("/account/code")
    assert who(client) is None
    code = code_of(app, consultant)
    post(client, "/account/sign-in", email=consultant, password=PASSWORD)
    assert "does not fit" in post(client, "/account/code", code="000000").text
    assert post(client, "/account/code", code=code).status_code == 302
    assert who(client) == consultant
    second = app.test_client()
    post(second, "/account/sign-in", email=consultant, password=PASSWORD)
    assert "does not fit" in post(second, "/account/code", code=code).text
    assert who(second) is None


@pytest.mark.parametrize("ahead", [-2, 2])
def test_a_code_holds_for_its_half_minute(
    app: Flask, client: FlaskClient, consultant: str, ahead: int
) -> None:
    post(client, "/account/sign-in", email=consultant, password=PASSWORD)
    assert "does not fit" in post(client, "/account/code", code=code_of(app, consultant, ahead)).text


def test_codes_cannot_be_guessed_through(app: Flask, client: FlaskClient, consultant: str) -> None:
    post(client, "/account/sign-in", email=consultant, password=PASSWORD)
    for _ in range(10):
        post(client, "/account/code", code="000000")
    assert "too often" in post(client, "/account/code", code=code_of(app, consultant)).text
    assert who(client) is None


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.ADMINISTRATOR])
def test_who_needs_a_second_factor_sets_it_up_first(
    app: Flask, client: FlaskClient, cast: Cast, role: Role
) -> None:
    enrol(app, ADA, role, Place(firm=1) if role is Role.CONSULTANT else Place())
    reply = post(client, "/account/sign-in", email=ADA, password=PASSWORD)
    assert reply.location == "/account/second-factor"
    assert who(client) is None
    page = post(client, "/account/second-factor", setup="authenticator")
    assert "data:image/svg+xml" in page.text
    key = re.search(r"<code>([A-Z0-9-]+)</code>", page.text)[1].replace("-", "")
    from passlib.totp import TOTP

    assert post(client, "/account/code", code=TOTP(key).generate().token).status_code == 302
    assert who(client) == ADA
    assert "Switch it off" not in client.get("/account/second-factor").text
    refused = post(client, "/account/second-factor", setup="disable")
    assert refused.status_code == 200
    with app.app_context():
        assert account_of(database_session(), ADA).tf_primary_method == "authenticator"


def test_recovery_codes_work_once_each(app: Flask, client: FlaskClient, consultant: str) -> None:
    sign_in(client, app, consultant)
    page = post(client, "/account/recovery-codes").text
    shown = re.findall(r"<li>([0-9a-f-]{14})</li>", page)
    assert len(shown) == 8
    with app.app_context():
        stored = account_of(database_session(), consultant).mf_recovery_codes
        assert stored and not set(stored) & set(shown)
    for fits in (True, False):
        other = app.test_client()
        post(other, "/account/sign-in", email=consultant, password=PASSWORD)
        reply = post(other, "/account/recovery-code", code=shown[0])
        assert (who(other) == consultant) is fits
        assert fits or "does not fit" in reply.text


def test_a_cookie_is_worth_nothing_after_signing_out(app: Flask, client: FlaskClient, leader: str) -> None:
    sign_in(client, app, leader)
    stolen = client.get_cookie("culture3d").value
    thief = app.test_client()
    thief.set_cookie("culture3d", stolen, domain="127.0.0.1")
    thief.set_cookie("culture3d", stolen)
    assert who(thief) == leader
    post(client, "/account/sign-out", "/account")
    assert who(thief) is None


def test_sign_ins_elsewhere_can_be_ended(app: Flask, client: FlaskClient, leader: str) -> None:
    other = app.test_client()
    for browser in (client, other):
        sign_in(browser, app, leader)
    assert "one more browser" in client.get("/account").text
    assert post(client, "/account/elsewhere", "/account").status_code == 303
    assert who(other) is None
    assert who(client) == leader


def test_a_sign_in_ends_when_the_account_does(app: Flask, client: FlaskClient, leader: str) -> None:
    sign_in(client, app, leader)
    with app.app_context():
        accounts.deactivate(database_session(), account_of(database_session(), leader))
        database_session().commit()
    assert who(client) is None


def test_a_sign_in_ends_by_itself(
    app: Flask, client: FlaskClient, leader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, app, leader)
    later = clock.now() + accounts.LONGEST_SIGN_IN
    monkeypatch.setattr(clock, "now", lambda: later)
    assert who(client) is None


def test_a_forgotten_password_is_chosen_anew_by_a_link(
    app: Flask, client: FlaskClient, settings: Settings, leader: str
) -> None:
    other = app.test_client()
    sign_in(other, app, leader)
    assert "on its way" in post(client, "/account/forgotten", email=leader).text
    assert letters(settings)[-1]["To"] == "Ada <ada@example.org>"
    link = link_in(settings)
    fresh = "another good pass phrase"
    reply = post(client, link, password=fresh, password_confirm=fresh)
    assert reply.status_code == 302
    assert who(other) is None, "whoever had come in by the old password is out"
    assert "That did not fit" in sign_in(client, app, leader).text
    sign_in(client, app, leader, fresh)
    assert who(client) == leader
    assert app.test_client().get(link).status_code == 302, "a link works once"


def test_who_asks_for_a_link_does_not_learn_who_is_here(app: Flask, settings: Settings, leader: str) -> None:
    def answer(email: str) -> str:
        page = post(app.test_client(), "/account/forgotten", email=email).text
        return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)

    assert answer(leader) == answer("nobody@example.org")
    assert len(letters(settings)) == 1


def test_a_mailbox_is_not_filled(app: Flask, settings: Settings, leader: str) -> None:
    for _ in range(6):
        assert "on its way" in post(app.test_client(), "/account/forgotten", email=leader).text
    assert len(letters(settings)) == 3


def test_links_lead_where_the_settings_say(
    app: Flask, client: FlaskClient, settings: Settings, leader: str
) -> None:
    page = client.get("/account/forgotten", headers={"Host": "localhost"})
    token = re.search(r'csrf_token" value="([^"]+)"', page.text)[1]
    client.post(
        "/account/forgotten", data={"csrf_token": token, "email": leader}, headers={"Host": "localhost"}
    )
    assert all("http://127.0.0.1:8000/" in letter.get_content() for letter in letters(settings))
    assert client.get("/account/forgotten", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "///evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://127.0.0.1@evil.example/",
        " //evil.example",
        "/%09/evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
    ],
)
def test_nobody_is_led_elsewhere(app: Flask, client: FlaskClient, leader: str, elsewhere: str) -> None:
    from urllib.parse import quote, urljoin, urlsplit

    reply = sign_in(client, app, leader, next=quote(elsewhere))
    if reply.location is None:  # asked anew
        assert who(client) is None
        return
    for browser_reads in (reply.location, reply.location.replace("\\", "/").replace("\t", "")):
        landed = urlsplit(urljoin("http://localhost/account/sign-in", browser_reads.strip()))
        assert (landed.scheme, landed.netloc) == ("http", "localhost"), reply.location


def test_who_came_for_a_page_gets_there(app: Flask, client: FlaskClient, leader: str) -> None:
    assert sign_in(client, app, leader, next="/account").location == "/account"


def test_factor_and_address_are_changed_only_by_who_is_still_there(
    app: Flask, client: FlaskClient, consultant: str
) -> None:
    sign_in(client, app, consultant)
    with client.session_transaction() as session:
        session["fs_paa"] -= 16 * 60
    for page in ("second-factor", "email", "passkeys", "recovery-codes"):
        assert client.get(f"/account/{page}").location.startswith("/account/verify"), page
    for page in ("passkeys-delete", "second-factor/signed", "passkeys/signed"):
        reply = post(client, f"/account/{page}", "/account", name="laptop")
        assert reply.location.startswith("/account/verify"), page
    assert "not your password" in post(client, "/account/verify", password="wrong wrong wrong").text
    assert post(client, "/account/verify", password=PASSWORD).status_code == 302
    assert client.get("/account/email").status_code == 200


def test_a_new_address_holds_once_it_is_confirmed(
    app: Flask, client: FlaskClient, settings: Settings, leader: str
) -> None:
    sign_in(client, app, leader)
    assert "on its way" in post(client, "/account/email", email="new@example.org").text
    assert letters(settings)[-1]["To"] == "Ada <new@example.org>"
    assert who(client) == leader
    assert client.get(link_in(settings)).status_code == 302
    assert who(client) == "new@example.org"
    assert letters(settings)[-1]["To"] == "Ada <ada@example.org>", "the old address is told"


def test_a_password_is_changed_by_who_knows_it(app: Flask, client: FlaskClient, leader: str) -> None:
    sign_in(client, app, leader)
    fresh = "another good pass phrase"
    for old, new in (("wrong wrong wrong", fresh), (PASSWORD, "short")):
        page = post(client, "/account/password", password=old, new_password=new, new_password_confirm=new)
        assert page.status_code == 200
    reply = post(
        client, "/account/password", password=PASSWORD, new_password=fresh, new_password_confirm=fresh
    )
    assert reply.status_code == 302
    assert who(client) == leader


@pytest.mark.parametrize("address", ["/account/rescue", "/account/select"])
def test_what_we_do_not_have_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_first_account_is_made_once(app: Flask, client: FlaskClient, settings: Settings) -> None:
    address = f"/account/first/{first_token(settings)}"
    assert client.get("/account/first/guessed").status_code == 404
    assert post(client, address, name="Ada", email=ADA, password="short").status_code == 422
    assert post(client, address, name="", email=ADA, password=PASSWORD).status_code == 422
    reply = post(client, address, name="Ada", email=ADA, password=PASSWORD)
    assert reply.location == "/account/second-factor"
    assert who(client) is None
    assert client.get(address).status_code == 404
    with app.app_context():
        account = account_of(database_session(), ADA)
        assert [grant.role for grant in account.grants] == [Role.ADMINISTRATOR]


def test_employees_pages_do_not_ask_who_is_signed_in(
    app: Flask, client: FlaskClient, cast: Cast, leader: str
) -> None:
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    plain = app.test_client()
    plain.get(f"/s/{LINK}/")
    asked.clear()
    reply = plain.get(f"/s/{LINK}/")
    usual = len(asked)
    sign_in(client, app, leader)
    client.get(f"/s/{LINK}/")
    asked.clear()
    signed_in = client.get(f"/s/{LINK}/")
    assert len(asked) == usual
    assert not [statement for statement in asked if "account" in statement]
    assert "Set-Cookie" not in signed_in.headers
    assert signed_in.headers.get("Vary") == reply.headers.get("Vary")


def test_passwords_and_secrets_are_not_in_the_database(app: Flask, leader: str, consultant: str) -> None:
    with app.app_context():
        account = account_of(database_session(), consultant)
        assert account.password is not None and account.password.startswith("$argon2id$")
        assert account.tf_totp_secret is not None and "enckey" in account.tf_totp_secret


def test_a_code_that_two_requests_use_at_once_lets_one_in(app: Flask, consultant: str) -> None:
    from flask_security.totp import TokenError

    from tests.culture3d.web.signing_in import codes

    with app.app_context():
        account = account_of(database_session(), consultant)
        match = codes(app)._totp.verify(code_of(app, consultant), account.tf_totp_secret)
        codes(app).set_last_counter(account, match)
        with pytest.raises(TokenError):
            codes(app).set_last_counter(account, match)
    use_no_code_twice(app, consultant)
