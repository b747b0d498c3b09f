"""Lets a consultant walk through a planned wave as its people will, with test answers that are wiped."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.wave import Wave
from culture3d.services import calendar, rehearsals, waves
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404

bp = Blueprint(
    "rehearsals", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/rehearsal"
)
guard.protect(bp)


def _wave(slug: str, number: int) -> Wave:
    """:raise 404: if there is no such wave."""
    return wave_or_404(database_session(), slug, number, May.ARRANGE)


def _rehearsal(slug: str, number: int) -> Wave:
    """:raise 404: if there is no such wave, or no rehearsal of it."""
    return waves.rehearsal_of(database_session(), _wave(slug, number)) or abort(404)


def _today(wave: Wave) -> date:
    return calendar.today_in(wave, datetime.now(UTC))


def _back(slug: str, number: int) -> Response:
    return redirect(url_for("rehearsals.show", slug=slug, number=number), 303)


@bp.get("")
def show(slug: str, number: int) -> str:
    """The rehearsal of a wave, or what one is. :raise 404: if there is no such wave."""
    session, wave = database_session(), _wave(slug, number)
    rehearsal = waves.rehearsal_of(session, wave)
    page: dict[str, object] = {"most": rehearsals.MOST, "may_begin": wave.frozen_on is None}
    if rehearsal is not None:
        page |= {
            "roles": rehearsals.roles(session, rehearsal),
            "answered": rehearsals.answered(session, rehearsal),
            "is_current": rehearsals.is_current(session, wave, rehearsal),
        }
    return render_template(
        "workspace/rehearsal.html", organisation=wave.organisation, wave=wave, rehearsal=rehearsal, **page
    )


@bp.post("/begin")
def begin(slug: str, number: int) -> Response:
    """Makes a rehearsal, where there is none. :raise 404: if there is no such wave."""
    session, wave = database_session(), _wave(slug, number)
    try:
        rehearsals.begin(
            session, wave, current_app.config["SETTINGS"].keys, _today(wave), guard.whoever_is_here()
        )
        session.commit()
    except waves.WrongState:
        flash(gettext("People are invited already: there is nothing left to rehearse."))
    except IntegrityError:  # a second press made it at the same moment
        session.rollback()
    return _back(slug, number)


@bp.post("/person")
def play(slug: str, number: int) -> Response:
    """Leads into the survey as a test person. :raise 404: if there is no rehearsal, or no such role."""
    session, rehearsal = database_session(), _rehearsal(slug, number)
    wanted = (request.form.get("perspective"), request.form.get("language"))
    role = next(
        (
            each
            for each in rehearsals.roles(session, rehearsal)
            if (each.perspective, each.language) == wanted
        ),
        None,
    ) or abort(404)
    code = rehearsals.play(session, rehearsal, current_app.config["SETTINGS"], role, _today(rehearsal))
    session.commit()
    return redirect(url_for("entry.scanned_code", code=code), 303)


@bp.post("/answers")
def fill(slug: str, number: int) -> Response:
    """Fills a rehearsal with test answers. :raise 404: if there is none."""
    session, rehearsal = database_session(), _rehearsal(slug, number)
    people = min(rehearsals.MOST, max(1, request.form.get("people", 0, type=int)))
    settings, seed = current_app.config["SETTINGS"], 1 + rehearsals.answered(session, rehearsal)
    rehearsals.fill(session, rehearsal, settings, people, _today(rehearsal), seed)
    session.commit()
    flash(ngettext("One test answer was added.", "%(num)s test answers were added.", people))
    return _back(slug, number)


@bp.post("/wipe")
def wipe(slug: str, number: int) -> Response:
    """Deletes a rehearsal with all its answers. :raise 404: if there is no such wave."""
    session, wave = database_session(), _wave(slug, number)
    if rehearsals.wipe(session, wave, current_app.config["SETTINGS"].keys, guard.whoever_is_here()):
        flash(gettext("The rehearsal is wiped: nothing of it is left."))
    session.commit()
    return _back(slug, number)
