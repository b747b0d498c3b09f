"""Changes who is asked once people were invited: somebody comes, is corrected, moves, or leaves."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services import calendar, participants, throttle
from culture3d.services.answering import latecomers
from culture3d.services.answering.latecomers import Reach
from culture3d.services.people_columns import Reading
from culture3d.services.people_imports import takes_latecomers
from culture3d.services.people_lists import read_person
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from culture3d.web.workspace.letters import ask_for_letters
from culture3d.web.workspace.organisation_forms import named
from culture3d.web.workspace.people import faults_of, form_of, said_of, typed
from surveys.faults import BadInput

bp = Blueprint(
    "latecomers", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/people/late"
)
guard.protect(bp)

MOST_AGAIN = 3  # invitations to one person in ten minutes
_CORRECTED = ("name", "email", "language")


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
    added = latecomers.add(session, wave, person, settings, today, guard.whoever_is_here())
    session.commit()
    flash(gettext("%(name)s is on the list.", name=added.name) + " " + _coming(session, wave, added))
    return _to(wave, added)


def _coming(session: Session, wave: Wave, person: Participant) -> str:
    """How the invitation comes to somebody, and what is still to be done for it."""
    return str(_COMING[latecomers.reach_of(session, wave, person)](person.email or ""))


_COMING: Mapping[Reach, Callable[[str], str]] = {
    Reach.MAIL: lambda email: gettext(
        "The invitation goes to %(email)s, within a minute from now.", email=email
    ),
    Reach.WITH_ALL: lambda email: gettext(
        "The invitation goes to %(email)s as soon as it is sent to everybody.", email=email
    ),
    Reach.LETTER: lambda _: gettext("Without an address they need a letter: make and print it below."),
    Reach.NONE: lambda _: gettext(
        "No invitation is planned by mail: plan one under Messages, or make a letter below."
    ),
}


@bp.get("/<int(max=2147483647):person_id>/")
def show(slug: str, number: int, person_id: int) -> str:
    """What can be done about somebody who was invited. :raise 404: as above, or if they are not listed."""
    session = database_session()
    wave = _wave(session, slug, number)
    person = _person(session, wave, person_id)
    return _page(session, wave, person, said_of(wave, person))


def _page(
    session: Session, wave: Wave, person: Participant, row: dict[str, str], bad: BadInput | None = None
) -> str:
    """The same whether they have answered or not, for nobody here may learn that."""
    return render_template(
        "workspace/latecomer.html",
        organisation=wave.organisation,
        wave=wave,
        person=person,
        row=row,
        faults=faults_of(bad),
        spoken=named(Reading(wave).instrument.languages),
        reach=latecomers.reach_of(session, wave, person),
    )


@bp.post("/<int(max=2147483647):person_id>/")
def correct(slug: str, number: int, person_id: int) -> Response | tuple[str, int]:
    """Corrects name, address and language. :raise 404: as above."""
    session = database_session()
    wave = _wave(session, slug, number)
    person = _person(session, wave, person_id)
    before = person.email
    row = said_of(wave, person) | {column: request.form.get(column, "") for column in _CORRECTED}
    try:
        said = read_person(session, wave, row, person)
    except BadInput as bad:
        return _page(session, wave, person, row, bad), 422
    latecomers.correct(session, person, said, wave, guard.whoever_is_here())
    session.commit()
    news = "" if person.email == before else " " + _coming(session, wave, person)
    flash(gettext("Saved.") + news)
    return _to(wave, person)


@bp.post("/<int(max=2147483647):person_id>/again")
def send_again(slug: str, number: int, person_id: int) -> Response:
    """Sends the invitation once more, a few times in ten minutes at most. :raise 404: as above."""
    session = database_session()
    wave = _wave(session, slug, number)
    person = _person(session, wave, person_id)
    if latecomers.reach_of(session, wave, person) is not Reach.MAIL:
        return _to(wave, person)
    if not _counted(session, person):
        flash(gettext("It was sent several times just now. Wait for ten minutes."))
        return _to(wave, person)
    latecomers.send_again(session, person, wave, guard.whoever_is_here())
    session.commit()
    flash(_coming(session, wave, person))
    return _to(wave, person)


def _counted(session: Session, person: Participant) -> bool:
    """Whether this may be sent once more now: nobody's mailbox is filled by a button."""
    counted = f"invitation again {person.id}"
    if throttle.seconds_to_wait(session, counted, time.time(), MOST_AGAIN):
        return False
    throttle.count_failure(session, counted, time.time())
    return True


@bp.post("/<int(max=2147483647):person_id>/letter")
def letter(slug: str, number: int, person_id: int) -> Response:
    """Has the letter of one person made. :raise 404: as above."""
    wave = _wave(database_session(), slug, number)
    return ask_for_letters(wave, _person(database_session(), wave, person_id).id)


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


@bp.get("/<int(max=2147483647):person_id>/remove")
def confirm_removal(slug: str, number: int, person_id: int) -> str:
    """What taking somebody off the list means. :raise 404: as above, or if they are not listed."""
    session = database_session()
    wave = _wave(session, slug, number)
    page = {"organisation": wave.organisation, "wave": wave, "person": _person(session, wave, person_id)}
    return render_template("workspace/latecomer_remove.html", **page)


@bp.post("/<int(max=2147483647):person_id>/remove")
def remove(slug: str, number: int, person_id: int) -> Response:
    """Takes somebody off the list who leaves; twice is once. :raise 404: if there is no such wave."""
    session = database_session()
    wave = _wave(session, slug, number)
    person = participants.find(session, wave, person_id)
    if person is not None:
        latecomers.remove(session, person, wave, guard.whoever_is_here())
    return _keep(session, wave)


def _to(wave: Wave, person: Participant) -> Response:
    slug, number = wave.organisation.slug, wave.number
    return redirect(url_for("latecomers.show", slug=slug, number=number, person_id=person.id), 303)


def _keep(session: Session, wave: Wave) -> Response:
    session.commit()
    flash(gettext("Saved."))
    return redirect(url_for("people.index", slug=wave.organisation.slug, number=wave.number), 303)
