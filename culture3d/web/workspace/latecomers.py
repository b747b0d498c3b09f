"""Changes who is asked once people were invited: somebody comes, moves to another unit, or leaves."""

from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services import calendar, participants
from culture3d.services.answering import latecomers
from culture3d.services.people_imports import takes_latecomers
from culture3d.services.people_lists import read_person
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from culture3d.web.workspace.people import form_of, typed
from surveys.faults import BadInput

bp = Blueprint(
    "latecomers", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/people/late"
)
guard.protect(bp)


def _wave(session: Session, slug: str, number: int) -> Wave:
    """:raise 404: if there is no such wave, or nobody was invited to it yet, or it is over."""
    wave = wave_or_404(session, slug, number, May.LIST)
    return wave if takes_latecomers(wave) else abort(404)


def _person(session: Session, wave: Wave, person_id: int) -> Participant:
    """:raise 404: if there is no such person on the list."""
    return participants.find(session, wave, person_id) or abort(404)


@bp.get("/new")
def ask(slug: str, number: int) -> str:
    """Asks who comes. :raise 404: if there is no such wave."""
    return form_of(_wave(database_session(), slug, number), None, {})


@bp.post("/new")
def add(slug: str, number: int) -> Response | tuple[str, int]:
    """Invites one more person. :raise 404: if there is no such wave."""
    session = database_session()
    wave, settings = _wave(session, slug, number), current_app.config["SETTINGS"]
    try:
        person = read_person(session, wave, typed(wave))
    except BadInput as bad:
        return form_of(wave, None, typed(wave), bad), 422
    today = calendar.today_in(wave, datetime.now(UTC))
    latecomers.add(session, wave, person, settings, today, guard.whoever_is_here())
    return _keep(session, wave)


@bp.get("/<int(max=2147483647):person_id>/")
def show(slug: str, number: int, person_id: int) -> str:
    """What can be done about somebody who was invited. :raise 404: as above, or if they are not listed."""
    session = database_session()
    wave = _wave(session, slug, number)
    page = {"organisation": wave.organisation, "wave": wave, "person": _person(session, wave, person_id)}
    return render_template("workspace/latecomer.html", **page)


@bp.post("/<int(max=2147483647):person_id>/move")
def move(slug: str, number: int, person_id: int) -> Response:
    """Has somebody belong to another unit from now on. :raise 404: as above, or if there is no such unit."""
    session = database_session()
    wave = _wave(session, slug, number)
    person, wanted = _person(session, wave, person_id), request.form.get("unit", "")
    unit = next((each for each in wave.organisation.units if str(each.id) == wanted), None)
    if unit is None and wanted:
        abort(404)
    latecomers.move(session, person, unit, wave, guard.whoever_is_here())
    return _keep(session, wave)


@bp.post("/<int(max=2147483647):person_id>/remove")
def remove(slug: str, number: int, person_id: int) -> Response:
    """Takes somebody off the list who leaves; twice is once. :raise 404: if there is no such wave."""
    session = database_session()
    wave = _wave(session, slug, number)
    person = participants.find(session, wave, person_id)
    if person is not None:
        latecomers.remove(session, person, wave, guard.whoever_is_here())
    return _keep(session, wave)


def _keep(session: Session, wave: Wave) -> Response:
    session.commit()
    flash(gettext("Saved."))
    return redirect(url_for("people.index", slug=wave.organisation.slug, number=wave.number), 303)
