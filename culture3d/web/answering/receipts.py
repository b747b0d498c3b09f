"""Turns the receipts of a wave into a list in which people look for their own, in their own browser."""

from flask import Blueprint, abort, render_template

from culture3d.db import database_session
from culture3d.i18n import offer
from culture3d.services.answering import fielded
from culture3d.services.answering.receipts import receipts_of, will_be_none
from culture3d.web.answering import refusals
from culture3d.web.answering.seats import kiosk_address, seat_in

bp = Blueprint("receipts", __name__, url_prefix="/s/<address>")


@bp.get("/receipts")
def receipts(address: str) -> str:
    """The list, once there is one. Before, only who may answer learns that there is a wave at all.

    :raise 404: if there is neither.
    """
    wave = fielded.find(database_session(), address)
    counted = receipts_of(database_session(), wave) if wave else None
    if wave is None or (counted is None and not wave.has_open_link and seat_in(wave) is None):
        abort(refusals.unknown())
    offer(wave.promise)
    page = {"receipts": counted, "none_ever": counted is None and will_be_none(database_session(), wave)}
    return render_template("answering/receipts.html", wave=wave, kiosk=kiosk_address(), **page)
