"""Turns an address of the survey into its wave and whoever answers there, or else into a refusal."""

from flask import abort, redirect, url_for

from culture3d.db import at_once, database_session, db
from culture3d.i18n import offer
from culture3d.models.wave import State
from culture3d.services.answering import ballots, drafts, fielded
from culture3d.services.answering.drafts import Visit
from culture3d.services.answering.fielded import FieldedWave
from culture3d.web.answering import refusals
from culture3d.web.answering.seats import Seat, kiosk_address, seat_in


def visitor(address: str) -> tuple[FieldedWave, Seat | None]:
    """The wave, and who answers in it from this browser; nobody yet, where the wave has an open link.

    :raise 404: if there is no such wave, or one must be invited to it; the answer is the same.
    """
    wave = fielded.kept(db.engine, address) or fielded.find(database_session(), address)
    seat = seat_in(wave) if wave else None
    if seat is None and kiosk_address() == address:
        abort(redirect(url_for("kiosk.start", address=address), 303))
    if wave is None or not (seat or wave.has_open_link):
        abort(refusals.unknown())
    offer(wave.promise)
    return wave, seat


def seated(address: str) -> Seat:
    """As `visitor`; whoever has not begun is led to the door."""
    _, seat = visitor(address)
    if seat is None:
        abort(redirect(url_for("survey.door", address=address), 303))
    return seat


def open_visit(wave: FieldedWave, seat: Seat | None, page: int | None = None) -> Visit:
    """What this person has saved, on one page or on all. :raise 410: if the wave is over.

    A wave that has not begun yet is told instead, too.
    """
    with at_once() as connection:
        visit = drafts.visit(connection, wave, seat.keys if seat else None, page)
    if visit.state is not State.OPEN:
        abort(refusals.not_taking(wave, visit.state))
    return visit


def receipt_of(seat: Seat) -> str | None:
    """The receipt of what this person submitted, or None if nothing was."""
    with at_once() as connection:
        return ballots.receipt(connection, seat.wave, seat.keys)


def turned_away(wave: FieldedWave) -> None:
    """For who found the wave not open while they wrote. :raise 410: always, or tells when it opens."""
    with at_once() as connection:
        state = drafts.visit(connection, wave).state
    abort(refusals.not_taking(wave, state))
