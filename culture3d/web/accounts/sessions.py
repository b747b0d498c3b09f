"""Keeps, for each browser in which somebody signs in, a row by which the sign-in can be ended."""

from flask import Flask, session
from flask_login import user_logged_in, user_logged_out
from flask_security.utils import set_request_attr

from culture3d import clock, tenancy
from culture3d.db import database_session
from culture3d.models.account import Account
from culture3d.services import accounts


def secret() -> str:
    """What this browser shows; empty where nobody is signed in."""
    return str(session.get("sign_in", ""))


def load(uniquifier: str) -> Account | None:
    """Who is signed in in this browser; takes the place of Flask-Security's own loader."""
    found = accounts.signed_in(database_session(), str(uniquifier), secret(), clock.now())
    if found is not None:
        tenancy.narrow(database_session(), found)
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", session.get("fs_paa", 0))
    return found


def _begin(_: Flask, user: Account) -> None:
    database = database_session()
    accounts.end_sign_in(database, secret())
    session["sign_in"] = accounts.begin_sign_in(database, user, clock.now())
    database.commit()


def _end(_: Flask, user: object) -> None:
    accounts.end_sign_in(database_session(), secret())
    database_session().commit()
    session.pop("sign_in", None)


def init_app(app: Flask) -> None:
    """Listens to people coming and going."""
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
