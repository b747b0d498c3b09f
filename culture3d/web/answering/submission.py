"""Turns the saved pages into a sealed ballot and a receipt, and takes it back until the wave closes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.services.answering import ballots, drafts
from culture3d.services.answering.sheets import Said, Sheet, collected, says_nothing
from culture3d.web.answering import refusals, seats
from culture3d.web.answering.cards import shuffled
from culture3d.web.answering.pages import Line, Page, Statements, pages_of
from culture3d.web.answering.seats import Seat
from culture3d.web.answering.visitors import open_visit, seated, turned_away

bp = Blueprint("submission", __name__, url_prefix="/s/<address>")


@dataclass(frozen=True, slots=True)
class Told:
    """A page as the review tells it."""

    number: int
    template: str
    lines: Sequence[Line]


@bp.get("/review")
def review(address: str) -> str:
    """Everything that was answered, and what was left open. :raise 404: if the link is unknown."""
    seat = seated(address)
    sheet = _sheet(seat)
    pages = pages_of(seat.asked(chosen_language()))
    told = [Told(number, page.template, _lines(page, sheet, seat)) for number, page in enumerate(pages, 1)]
    open_lines = [
        (page.number, line) for page in told for line in page.lines if line.counts and not line.answer
    ]
    return render_template(
        "answering/review.html",
        wave=seat.wave,
        kiosk=seat.kiosk,
        mark=seat.mark,
        told=told,
        count=len(pages),
        open_lines=open_lines,
        nothing=says_nothing(seat.wave.instrument, sheet),
    )


@bp.post("/review")
def submit(address: str) -> Response:
    """Seals the answers and puts them into the ballot box; pressed twice, it seals them once.

    :raise 410: if the wave closed meanwhile.
    """
    seat = seated(address)
    sheet = _sheet(seat)
    if says_nothing(seat.wave.instrument, sheet):
        receipt = ballots.receipt(database_session(), seat.wave, seat.keys)
    else:
        receipt = _cast(seat, sheet)
    return redirect(_after(seat, receipt), 303)


def _cast(seat: Seat, sheet: Sheet) -> str | None:
    """The receipt: of these answers, or of what another request submitted at the same moment, if anything."""
    database, whole = database_session(), seat.completed(sheet)
    try:
        receipt = ballots.submit(database, seat.wave, seat.keys, whole, seat.participant_id, drafted=True)
    except drafts.NotOpen:
        turned_away(seat.wave)
    except ballots.NotInvited:
        database.rollback()
        abort(refusals.unknown())
    except ballots.NothingLeft:
        database.rollback()
        return ballots.receipt(database, seat.wave, seat.keys)
    database.commit()
    return receipt


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
        receipt = ballots.receipt(database_session(), seat.wave, seat.keys)
    if receipt is None or seat.kiosk:
        return redirect(url_for("survey.door", address=address), 303)
    invited = seat.participant_id is not None
    return render_template(
        "answering/done.html", wave=seat.wave, kiosk=False, invited=invited, receipt=receipt
    )


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
    database = database_session()
    try:
        ballots.withdraw(database, seat.wave, seat.keys, seat.participant_id)
    except drafts.NotOpen:
        turned_away(seat.wave)
    except ballots.NotInvited:
        database.rollback()
        abort(refusals.unknown())
    database.commit()
    session.pop("receipt", None)
    return redirect(url_for("submission.withdrawn", address=address), 303)


@bp.get("/withdrawn")
def withdrawn(address: str) -> str:
    """Says that there is nothing in the box any more, if that is so."""
    seat = seated(address)
    if ballots.receipt(database_session(), seat.wave, seat.keys):
        abort(redirect(url_for("survey.door", address=address), 303))
    return render_template("answering/withdraw.html", wave=seat.wave, kiosk=seat.kiosk, done=True)


def _sheet(seat: Seat) -> Sheet:
    """The answers so far. :raise 410: if the wave takes none."""
    pages = open_visit(seat.wave, seat).pages
    return collected(seat.wave.instrument, seat.perspective, pages)


def _lines(page: Page, sheet: Sheet, seat: Seat) -> list[Line]:
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
