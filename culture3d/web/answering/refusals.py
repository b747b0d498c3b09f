"""Turns away who cannot answer now, kindly and exactly, and in words that give nothing away."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Response, make_response, render_template
from flask_babel import format_date, gettext, ngettext

from culture3d.models.wave import State
from culture3d.services.answering.fielded import FieldedWave
from culture3d.web.answering.seats import kiosk_address


def unknown() -> Response:
    """For a link or code that nobody has, or nobody has any longer, and for pages without either."""
    return _page(
        404,
        gettext("We do not know this link or code"),
        gettext(
            "It may be mistyped or incomplete, or it belongs to a survey that ended some time ago. Or you "
            "came to an address that holds neither, such as a bookmark after the browser was closed, or "
            "where cookies are switched off."
        ),
        gettext("Open the link in your invitation once more, or type the code from your letter."),
        gettext("If that does not help, ask whoever invited you."),
        offers_code=True,
    )


def not_taking(wave: FieldedWave, state: State) -> Response:
    """For a wave that is not open: not yet, or not any more."""
    return _NOT_TAKING.get(state, _closed)(wave)


def _not_yet(wave: FieldedWave) -> Response:
    when = (
        gettext("It opens on %(day)s.", day=format_date(wave.opens_on, "long"))
        if wave.opens_on and wave.opens_on > datetime.now(UTC).date()
        else gettext("It will open soon.")
    )
    keep = gettext("Keep your link or code and come back then: it will still be yours.")
    return _page(200, gettext("This survey has not opened yet"), when, keep, wave=wave)


def _closed(wave: FieldedWave) -> Response:
    told = gettext(
        "It takes no more answers. What was submitted before counts; what was not submitted is deleted."
    )
    return _page(410, gettext("This survey is not open any more"), told, wave=wave, receipts=True)


def _withdrawn(wave: FieldedWave) -> Response:
    told = gettext(
        "It was given up before there were results. Everything that was written in it is deleted, nobody can "
        "open it any more, and there will be no results. You need not do anything."
    )
    return _page(410, gettext("This survey was withdrawn"), told, wave=wave)


_NOT_TAKING: Mapping[State, Callable[[FieldedWave], Response]] = {
    State.DRAFT: _not_yet,
    State.SCHEDULED: _not_yet,
    State.WITHDRAWN: _withdrawn,
}


def too_many(seconds: int) -> Response:
    """For an address from which too many codes were tried that there are not."""
    minutes = -(-seconds // 60)
    reply = _page(
        429,
        gettext("Too many codes that do not exist"),
        ngettext(
            "They came from your connection, perhaps from somebody else at your workplace. Please try "
            "again in one minute.",
            "They came from your connection, perhaps from somebody else at your workplace. Please try "
            "again in %(num)s minutes.",
            minutes,
        ),
        gettext("A personal link still works."),
        offers_code=True,
    )
    reply.headers["Retry-After"] = str(seconds)
    return reply


def _page(
    status: int,
    heading: str,
    *paragraphs: str,
    wave: FieldedWave | None = None,
    receipts: bool = False,
    offers_code: bool = False,
) -> Response:
    page = render_template(
        "answering/refusal.html",
        heading=heading,
        paragraphs=paragraphs,
        wave=wave,
        receipts=receipts,
        offers_code=offers_code,
        kiosk=kiosk_address(),
    )
    return make_response(page, status)
