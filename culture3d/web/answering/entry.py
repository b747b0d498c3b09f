"""Turns a personal link or a code into a place at the survey, at an address that holds no secret."""

import time

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from culture3d.config import Settings
from culture3d.db import at_once, database_session
from culture3d.i18n import LANGUAGES
from culture3d.sealing import read_code, read_link
from culture3d.services import throttle
from culture3d.services.answering import entrance
from culture3d.services.answering.entrance import Guest
from culture3d.web.answering import refusals, seats

bp = Blueprint("entry", __name__)


@bp.get("/i/<link>")
def link(link: str) -> Response:
    """Lets the holder of a personal link in. :raise 404: if nobody has this link."""
    secret = read_link(link)
    guest = _guest(secret) if secret else None
    if secret is None or guest is None:
        abort(refusals.unknown())
    seats.leave_kiosk()
    return seated(guest, secret)


@bp.get("/code")
def code() -> str:
    """Asks for a code."""
    return render_template("answering/code.html", kiosk=None)


@bp.post("/code")
def typed_code() -> Response | tuple[str, int]:
    """Lets in who typed a code. :raise 429: after too many that there are not."""
    typed = request.form.get("code", "")
    found = by_code(typed)
    if found is None:
        return render_template("answering/code.html", kiosk=None, typed=typed[:40], wrong=True), 422
    seats.leave_kiosk()
    return seated(*found)


@bp.get("/code/<code>")
def scanned_code(code: str) -> Response:
    """Lets in who scanned the code of a letter. :raise 404: if nobody has it."""
    found = by_code(code)
    if found is None:
        abort(refusals.unknown())
    seats.leave_kiosk()
    return seated(*found)


def by_code(typed: str) -> tuple[Guest, bytes] | None:
    """Whose code this is, and the secret behind it; None if nobody's, which is counted.

    :raise 429: if too many were tried from there.
    """
    secret = read_code(typed)
    if secret is None:
        return None  # mistyped: no guess that could have been right
    database, address, now = database_session(), request.remote_addr or "", time.time()
    wait = throttle.seconds_to_wait(database, address, now)
    if wait:
        abort(refusals.too_many(wait))
    guest = _guest(secret)
    if guest is None:
        throttle.count_failure(database, address, now)
        database.commit()
        return None
    return guest, secret


def seated(guest: Guest, secret: bytes) -> Response:
    """Gives a guest their place, in their own language at first, and leads them to the door."""
    first_time = all(seat[0] != guest.wave_id for seat in session.get("seats", []))
    if first_time and guest.language in LANGUAGES:
        session["language"] = guest.language
    seats.take(guest.wave_id, secret, guest)
    return redirect(url_for("survey.door", address=guest.address), 303)


def _guest(secret: bytes) -> Guest | None:
    settings: Settings = current_app.config["SETTINGS"]
    with at_once() as connection:
        return entrance.by_secret(connection, secret, settings.pepper)
