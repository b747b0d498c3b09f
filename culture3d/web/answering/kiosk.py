"""Turns a shared device into a place where one person after another answers, each by a code."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from culture3d.db import at_once, database_session
from culture3d.models.wave import State
from culture3d.services.answering import drafts, fielded
from culture3d.services.answering.fielded import FieldedWave
from culture3d.web.answering import refusals, seats
from culture3d.web.answering.entry import by_code, seated

bp = Blueprint("kiosk", __name__, url_prefix="/kiosk/<address>")


def _wave(address: str) -> FieldedWave:
    """The wave of a kiosk. :raise 404: if there is none. :raise 410: if it is over."""
    wave = fielded.find(database_session(), address)
    if wave is None:
        abort(refusals.unknown())
    with at_once() as connection:
        visit = drafts.visit(connection, wave)
    if visit.state is not State.OPEN:
        abort(refusals.not_taking(wave, visit.state))
    return wave


@bp.get("/")
def start(address: str) -> str:
    """Forgets who was there before, and asks for a code. :raise 404: if there is no such wave.

    Where a page led here because nobody touched it, whoever comes back is told what became of their answers.
    """
    wave = _wave(address)
    seats.clear_kiosk(address)
    emptied = "emptied" in request.args
    return render_template("answering/code.html", wave=wave, kiosk=address, emptied=emptied)


@bp.post("/")
def enter(address: str) -> Response | tuple[str, int]:
    """Lets in who typed a code of this wave. :raise 429: after too many that there are not."""
    wave = _wave(address)
    typed = request.form.get("code", "")
    found = by_code(typed)
    if found is None or found[0].wave_id != wave.id:
        page = render_template("answering/code.html", wave=wave, kiosk=address, typed=typed[:40], wrong=True)
        return page, 422
    seats.clear_kiosk(address)
    return seated(*found)


@bp.get("/done")
def done(address: str) -> str:
    """Thanks, without a receipt; the page leads back to the start by itself."""
    return render_template("answering/kiosk_done.html", wave=_wave(address), kiosk=address)
