"""Shows who is asked in a wave, never who answered, and corrects the list until people are invited."""

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services import audit, participants
from culture3d.services.people_columns import COLUMNS, Reading
from culture3d.services.people_imports import takes_latecomers, takes_lists
from culture3d.services.people_lists import read_person
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from culture3d.web.saying import say
from culture3d.web.workspace.organisation_forms import named
from surveys.codes import PERSPECTIVES
from surveys.faults import BadInput

if TYPE_CHECKING:
    from surveys.instrument import Attribute, Instrument

bp = Blueprint("people", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/people")
guard.protect(bp)

ON_A_PAGE = 50


@bp.get("/")
def index(slug: str, number: int) -> str:
    """The list, a page at a time, or those in it who are looked for. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.LIST)
    page = max(request.args.get("page", 1, type=int), 1)
    words = request.args.get("words", "")[:200]
    found, many = participants.search(session, wave, words, (page - 1) * ON_A_PAGE, ON_A_PAGE)
    pages = {"page": page, "pages": -(-many // ON_A_PAGE), "many": many, "words": words}
    return render_template("workspace/people.html", people=found, **pages, **_about(wave))


@bp.get("/new")
def ask(slug: str, number: int) -> str:
    """Asks who is to be added. :raise 404: if there is no such wave, or its list is closed."""
    wave = _open_list_or_404(database_session(), slug, number)
    return form_of(wave, None, {})


@bp.post("/new")
def add(slug: str, number: int) -> Response | tuple[str, int]:
    """Puts somebody on the list. :raise 404: as above."""
    session = database_session()
    wave = _open_list_or_404(session, slug, number)
    try:
        participants.add(session, wave, read_person(session, wave, typed(wave)))
    except BadInput as bad:
        return form_of(wave, None, typed(wave), bad), 422
    return _keep(session, wave)


@bp.get("/<int(max=2147483647):person_id>/")
def show(slug: str, number: int, person_id: int) -> str:
    """What the list says of somebody. :raise 404: as above, or if there is no such person."""
    session = database_session()
    wave = _open_list_or_404(session, slug, number)
    person = participants.find(session, wave, person_id) or abort(404)
    return form_of(wave, person, said_of(wave, person))


@bp.post("/<int(max=2147483647):person_id>/")
def change(slug: str, number: int, person_id: int) -> Response | tuple[str, int]:
    """Says it anew. :raise 404: as above."""
    session = database_session()
    wave = _open_list_or_404(session, slug, number)
    person = participants.find(session, wave, person_id) or abort(404)
    try:
        participants.change(session, wave, person, read_person(session, wave, typed(wave), person))
    except BadInput as bad:
        return form_of(wave, person, typed(wave), bad), 422
    return _keep(session, wave)


@bp.post("/<int(max=2147483647):person_id>/remove")
def remove(slug: str, number: int, person_id: int) -> Response:
    """Takes somebody off the list. :raise 404: as above; pressed twice, nothing happens."""
    session = database_session()
    wave = _open_list_or_404(session, slug, number)
    person = participants.find(session, wave, person_id)
    if person is None:
        return redirect(url_for("people.index", slug=slug, number=number), 303)
    participants.remove(session, person)
    return _keep(session, wave)


def _open_list_or_404(session: Session, slug: str, number: int) -> Wave:
    """A wave whose list may still be corrected by hand. :raise 404: if there is none."""
    wave = wave_or_404(session, slug, number, May.LIST)
    if not takes_lists(wave):
        abort(404)
    return wave


def _keep(session: Session, wave: Wave) -> Response:
    who, about = guard.whoever_is_here(), {"wave": wave.name}
    audit.record(session, audit.Action.PEOPLE_CHANGED, wave.organisation, who, about)
    session.commit()
    flash(gettext("Saved."))
    there = {"slug": wave.organisation.slug, "number": wave.number}
    return redirect(url_for("people.index", **there), 303)  # type: ignore[arg-type]  # what the address names


def typed(wave: Wave) -> dict[str, str]:
    """What was typed, by the columns of a list."""
    return {column: request.form.get(column, "") for column in (*COLUMNS, *Reading(wave).options)}


def said_of(wave: Wave, person: Participant) -> dict[str, str]:
    """What the list says of somebody, as a row would."""
    return {
        "name": person.name,
        "email": person.email or "",
        "unit": "/".join(person.unit.path) if person.unit else "",
        "language": person.language,
        "perspective": PERSPECTIVES[person.perspective],
        **participants.said_of(wave, person),
    }


def form_of(wave: Wave, person: Participant | None, row: dict[str, str], bad: BadInput | None = None) -> str:
    """The form for somebody on the list, or who is to be put there, with what was typed and what is wrong."""
    faults = faults_of(bad)
    reading = Reading(wave)
    instrument = reading.instrument
    asked = [_asked(instrument, each) for each in instrument.attributes if each.id in reading.options]
    page = {"person": person, "row": row, "faults": faults, "spoken": named(instrument.languages)}
    return render_template("workspace/person.html", asked=asked, **page, **_about(wave))


def faults_of(bad: BadInput | None) -> dict[str, list[str]]:
    """What is wrong, in words, by the columns of a list."""
    faults: dict[str, list[str]] = {}
    for fault in bad.faults if bad else ():
        faults.setdefault(fault.field, []).append(say(fault.message))
    return faults


def _asked(instrument: "Instrument", attribute: "Attribute") -> tuple[str, str, list[tuple[str, str]]]:
    """A background question: its id, its text, and its options with what they are called."""
    here = chosen_language()
    options = [(option.id, instrument.say(option.label, here) or option.id) for option in attribute.options]
    return attribute.id, instrument.say(attribute.text, here) or attribute.id, options


def _about(wave: Wave) -> dict[str, object]:
    takes = {"takes_lists": takes_lists(wave), "takes_latecomers": takes_latecomers(wave)}
    return {"wave": wave, "organisation": wave.organisation, **takes}
