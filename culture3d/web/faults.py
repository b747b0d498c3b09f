"""Tells people what went wrong in words that help and give nothing away."""

import re
from collections.abc import Iterator

from flask import Flask, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from culture3d.db import cannot_store
from culture3d.web.accounts import guard
from culture3d.web.answering import seats

_WORDS_OF_ONES_OWN = re.compile(r"\S\s+\S")  # several words
# Status -> heading and what to do.
_WORDS = {
    400: (
        lazy_gettext("That did not reach us whole"),
        lazy_gettext(
            "Go back and try again; copy first what you would not like to write once more. Nothing you sent "
            "before was lost."
        ),
    ),
    404: (
        lazy_gettext("There is nothing here"),
        lazy_gettext("The address may be mistyped, or the page is gone. Check the link you were given."),
    ),
    410: (
        lazy_gettext("This survey is not open"),
        lazy_gettext("It takes no answers at the moment. Whoever gave you the link can tell you its dates."),
    ),
    413: (
        lazy_gettext("That was too much at once"),
        lazy_gettext("Go back, send less text and try again. Nothing you sent before was lost."),
    ),
    503: (
        lazy_gettext("We cannot store anything just now"),
        lazy_gettext("Nothing you sent before was lost. Wait a minute, then send this page again."),
    ),
    500: (
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext("Nothing you sent before was lost. Please try again in a minute."),
    ),
}


def _page(status: int) -> tuple[str, int]:
    heading, advice = _WORDS.get(status, _WORDS[400 if status < 500 else 500])
    return _told(heading, advice), status


def _told(heading: object, advice: object, **more: object) -> str:
    """A page that needs nothing. On a shared device it leads back to the start, as every page there does."""
    return render_template("fault.html", heading=heading, advice=advice, kiosk=_kiosk(), **more)


def _kiosk() -> str | None:
    """None too where a request was refused before its cookies were read."""
    # For a host that is not ours no address can be written.
    refused = isinstance(request.routing_exception, SecurityError)
    return seats.kiosk_address() if session and not refused else None


def _http(error: HTTPException) -> tuple[str, int]:
    return _page(error.code or 500)


def _expired_form(_: CSRFError) -> Response | tuple[str, int]:
    if request.endpoint == "submission.submit" and seats.has_just_forgotten():
        # Pressed twice: the first press submitted, and took the token of the second with all else.
        return redirect(url_for("kiosk.done", address=seats.kiosk_address()), 303)
    if guard.is_protected(request.blueprint):
        return _not_taken(), 400
    heading = gettext("Your visit has ended, or cookies are switched off")
    advice = gettext(
        "Go back and copy what you would not like to write once more; then reload the page and send it "
        "again. Cookies must be allowed for this site. Nothing you sent before was lost."
    )
    return _told(heading, advice), 400


def _not_taken() -> str:
    """Shows what somebody with an account had written, which going back would not: there, one signs in."""
    onward = _page_of_the_form()
    if guard.whoever_is_signed_in() is not None:
        heading = gettext("This page had lain open for too long")
        advice = gettext(
            "Nothing of what you sent just now is stored. Open the page anew, and send it once more."
        )
    else:
        heading = gettext("You were signed out meanwhile")
        advice = gettext("Nothing of what you sent just now is stored. Sign in again, and send it once more.")
        onward = url_for("security.login", next=onward)
    return _told(heading, advice, written=list(_written()), onward=onward)


def _page_of_the_form() -> str:
    """Where a form was sent to, if a page is there, else the first page: browsers do not tell us more."""
    routes = current_app.create_url_adapter(request)
    return request.path if routes and routes.test(request.path, "GET") else url_for("organisations.index")


def _written() -> Iterator[str]:
    """The texts that came with a form: no token, no choice, and nobody's passphrase."""
    for name, text in request.form.items(multi=True):
        if "pass" not in name and _WORDS_OF_ONES_OWN.search(text):
            yield text.strip()


def _storage(error: DBAPIError) -> tuple[str, int]:
    if not cannot_store(error):
        raise error
    return _page(503)


def init_app(app: Flask) -> None:
    """Gives the application its pages for faults."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(DBAPIError, _storage)
