"""Turns an account into a browser that is signed in, by the true road: password, and code if one is asked."""

import re
import time
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import select

from culture3d import clock
from culture3d.db import database_session
from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.services import accounts

PASSWORD = "correct horse battery staple"
_hashed: dict[str, str] = {}


@dataclass(frozen=True)
class Place:
    """Where a role is had, by id: a firm, or an organisation and perhaps one of its units."""

    firm: int | None = None
    organisation: int | None = None
    unit: int | None = None


NOWHERE = Place()


def enrol(
    app: Flask, email: str, role: Role | None = None, place: Place = NOWHERE, factor: bool = False
) -> None:
    """Stores an account with a password, a role and, if wanted, a second factor."""
    with app.test_request_context():
        session = database_session()
        account = accounts.make(session, email, email.partition("@")[0].title(), "en")
        # One hash for all of a run: it takes as long as it is meant to.
        key = app.config["SECURITY_PASSWORD_SALT"]
        account.password = _hashed.setdefault(key, _hashed.get(key) or hash_password(PASSWORD))
        if role is not None:
            accounts.grant(
                session,
                account,
                role,
                firm=session.get(Firm, place.firm) if place.firm else None,
                organisation=session.get(Organisation, place.organisation) if place.organisation else None,
                unit=session.get(Unit, place.unit) if place.unit else None,
            )
        if factor:
            account.tf_primary_method = "authenticator"
            account.tf_totp_secret = codes(app).generate_totp_secret()
        session.commit()


def codes(app: Flask):
    return app.extensions["security"]._totp_factory


def code_of(app: Flask, email: str, ahead: int = 0) -> str:
    """What the authenticator app of an account shows now, or some half minutes later."""
    with app.app_context():
        account = accounts.find(database_session(), email)
        assert account is not None and account.tf_totp_secret
        source = codes(app)._totp.from_source(account.tf_totp_secret)
        return source.generate(time.time() + 30 * ahead).token


def use_no_code_twice(app: Flask, email: str) -> None:
    """Forgets which code an account used last, as if half a minute had gone by."""
    with app.app_context():
        account = accounts.find(database_session(), email)
        assert account is not None
        account.totp_counter = None
        database_session().commit()


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def post(browser: FlaskClient, address: str, page: str | None = None, **fields: str):
    """Sends a form, with the token of the page it stands on."""
    token = token_in(browser.get(page or address).text)
    return browser.post(address, data={"csrf_token": token, **fields})


def sign_in(browser: FlaskClient, app: Flask, email: str, password: str = PASSWORD, next: str = ""):
    """Signs somebody in; the answer to the last form."""
    address = "/account/sign-in" + (f"?next={next}" if next else "")
    reply = post(browser, "/account/sign-in", address, email=email, password=password, next=next)
    if reply.status_code == 302 and "/account/code" in reply.location:
        return post(browser, "/account/code", reply.location, code=code_of(app, email), next=next)
    return reply


def who(browser: FlaskClient) -> str | None:
    """The address of whoever is signed in."""
    reply = browser.get("/account")
    found = re.search(r'class="lead">[^<]*· ([^<]+)</p>', reply.text)
    return found[1] if reply.status_code == 200 and found else None


def account_of(session, email: str) -> Account:
    found = accounts.find(session, email)
    assert found is not None
    return found


def let_in(app: Flask, email: str) -> FlaskClient:
    """A browser in which somebody has signed in, without the pages of it: they have tests of their own."""
    browser = app.test_client()
    with app.app_context():
        account = account_of(database_session(), email)
        secret = accounts.begin_sign_in(database_session(), account, clock.now())
        uniquifier = account.fs_uniquifier
        database_session().commit()
        database_session().close()
    with browser.session_transaction() as session:
        session.update(_user_id=uniquifier, sign_in=secret, fs_paa=time.time(), _fresh=True)
    return browser


def consulting(app: Flask) -> FlaskClient:
    """The browser of a consultant of the first firm."""
    with app.app_context():
        session = database_session()
        there = accounts.find(session, "consultant@example.org")
        firm = session.scalar(select(Firm.id).order_by(Firm.id))
        session.close()
    if there is None:
        enrol(app, "consultant@example.org", Role.CONSULTANT, Place(firm=firm), factor=True)
    return let_in(app, "consultant@example.org")


def cookie_of(browser: FlaskClient) -> str:
    """What the cookie holds by which a browser is known."""
    found = browser.get_cookie("culture3d")
    assert found is not None
    return found.value
