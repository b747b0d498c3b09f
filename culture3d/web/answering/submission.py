"""Turns the saved pages into a sealed ballot and a receipt, and takes it back until the wave closes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, abort, redirect, render_template, session, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from culture3d.db import db
from culture3d.i18n import chosen_language
from culture3d.services.answering import ballots, drafts
from culture3d.services.answering.sheets import Said, Sheet, collected, says_nothing
from culture3d.web.answering import refusals, seats
from culture3d.web.answering.cards import shuffled
from culture3d.web.answering.frames import framed
from culture3d.web.answering.pages import Line, Page, Statements, pages_of
from culture3d.web.answering.seats import Seat
from culture3d.web.answering.told import part_told
from culture3d.web.answering.visitors import open_visit, receipt_of, seated, turned_away

bp = Blueprint("submission", __name__, url_prefix="/s/<address>")


@bp.get("/review")
def review(address: str) -> Response | str:
    """Everything that was answered, and what was left open; the receipt for who went back after submitting.

    :raise 404: if the link is unknown.
    """
    seat = seated(address)
    sheet = _sheet(seat)
    nothing = says_nothing(seat.wave.instrument, sheet)
    if nothing and receipt_of(seat):
        return redirect(url_for("submission.done", address=address), 303)
    pages = pages_of(seat.asked(chosen_language()))
    told = [(number, _lines(page, sheet, seat)) for number, page in enumerate(pages, 1)]
    still_open = [
        f"{number}?review=1#{line.field}"
        for number, lines in told
        for line in lines
        if line.counts and not line.answer
    ]
    parts = [part_told(number, len(pages), lines) for number, lines in told]
    own = {
        "mark": escape(seat.mark),
        "told": Markup("\n").join(parts),
        "first_open": escape(next(iter(still_open), "")),
    }
    return framed(
        "answering/review.html",
        own,
        wave=seat.wave,
        kiosk=seat.kiosk,
        count=len(pages),
        still_open=len(still_open),
        nothing=nothing,
    )


@bp.post("/review")
def submit(address: str) -> Response:
    """Seals the answers and puts them into the ballot box; pressed twice, it seals them once.

    :raise 410: if the wave closed meanwhile.
    """
    seat = seated(address)
    sheet = _sheet(seat)
    receipt = receipt_of(seat) if says_nothing(seat.wave.instrument, sheet) else _cast(seat, sheet)
    return redirect(_after(seat, receipt), 303)


def _cast(seat: Seat, sheet: Sheet) -> str | None:
    """The receipt: of these answers, or of what another request submitted at the same moment, if anything."""
    whole = seat.completed(sheet)
    try:
        with _turned_away_from(seat), db.engine.begin() as connection:
            return ballots.submit(connection, seat.wave, seat.keys, whole, seat.participant_id, drafted=True)
    except ballots.NothingLeft:
        return receipt_of(seat)


@contextmanager
def _turned_away_from(seat: Seat) -> Iterator[None]:
    """Tells who cannot submit or withdraw just now, and why."""
    try:
        yield
    except drafts.NotOpen:
        turned_away(seat.wave)
    except ballots.NotInvited:
        abort(refusals.unknown())


def _after(seat: Seat, receipt: str | None) -> str:
    """Where submitting leads: to the review if there was nothing. A shared device forgets who was there."""
    address = seat.wave.address
    if receipt is None:
        return url_for("submission.review", address=address)
    if seat.kiosk:
        seats.clear_kiosk(address)
        return url_for("kiosk.done", address=address)
    session["receipt"] = [seat.wave.id, receipt]  # told on the next page, which then need not look for it
    return url_for("submission.done", address=address)


@bp.get("/done")
def done(address: str) -> Response | str:
    """Thanks, and the receipt. :raise 404: if the link is unknown."""
    seat = seated(address)
    wave_id, receipt = session.pop("receipt", (None, None))
    if wave_id != seat.wave.id:
        receipt = receipt_of(seat)
    if receipt is None or seat.kiosk:
        return redirect(url_for("survey.door", address=address), 303)
    own = {"receipt": escape(receipt), "mark": escape(seat.mark)}
    invited = seat.participant_id is not None
    return framed("answering/done.html", own, wave=seat.wave, kiosk=False, invited=invited)


@bp.get("/withdraw")
def withdrawal(address: str) -> str:
    """Asks whether answers are really to be taken back. :raise 410: if the wave is over."""
    seat = seated(address)
    open_visit(seat.wave, seat)
    return render_template("answering/withdraw.html", wave=seat.wave, kiosk=seat.kiosk, done=False)


@bp.post("/withdraw")
def withdraw(address: str) -> Response:
    """Takes the ballot out of the box. :raise 410: if the wave is over."""
    seat = seated(address)
    with _turned_away_from(seat), db.engine.begin() as connection:
        ballots.withdraw(connection, seat.wave, seat.keys, seat.participant_id)
    session.pop("receipt", None)
    return redirect(url_for("submission.withdrawn", address=address), 303)


@bp.get("/withdrawn")
def withdrawn(address: str) -> str:
    """Says that there is nothing in the box any more, if that is so."""
    seat = seated(address)
    if receipt_of(seat):
        abort(redirect(url_for("survey.door", address=address), 303))
    return render_template("answering/withdraw.html", wave=seat.wave, kiosk=seat.kiosk, done=True)


def _sheet(seat: Seat) -> Sheet:
    """The answers so far. :raise 410: if the wave takes none."""
    pages = open_visit(seat.wave, seat).pages
    return collected(seat.wave.instrument, seat.perspective, pages)


def _lines(page: Page[Any], sheet: Sheet, seat: Seat) -> list[Line]:
    """A page's questions with their answers, in the order in which this person met them."""
    said = Said(
        answers=dict(enumerate(sheet.answers)),
        attributes=dict(enumerate(sheet.attributes)),
        texts=dict(enumerate(sheet.texts)),
        unit_id=sheet.unit_id,
    )
    lines = page.lines(said, seat.wave.units)
    if not isinstance(page, Statements):
        return lines
    by_field = {line.field: line for line in lines}
    return [by_field[card.field] for card in shuffled(page.cards, seat.keys.order_seed)]
