"""Shows the waves of an organisation, and where one of them stands."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.db import database_session
from culture3d.models.wave import State, Wave
from culture3d.services import calendar, plans, trustees
from culture3d.services.participation import by_unit, participation, rate_before
from culture3d.services.permissions import May, what_may
from culture3d.services.questionnaires import instrument_of
from culture3d.web.accounts import guard
from culture3d.web.closing import is_given_up, waited_for
from culture3d.web.fetching import organisation_or_404, wave_or_404

bp = Blueprint("waves", __name__, url_prefix="/organisations/<slug>/waves")
guard.protect(bp)


@bp.get("/")
def index(slug: str) -> str:
    """The waves of an organisation, the latest first. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.SEE)
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.rehearses_id.is_(None))
    page = {"waves": list(session.scalars(found.order_by(Wave.number.desc())))}
    may = what_may(guard.whoever_is_here(), organisation)
    return render_template("workspace/waves.html", organisation=organisation, may=may, **page)


@bp.get("/<int(max=9999):number>/")
def show(slug: str, number: int) -> str:
    """Where a wave stands. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.SEE)
    may = what_may(guard.whoever_is_here(), wave.organisation)
    page = {
        "plan": plans.plan_of(session, wave),
        "trustees": [each.name for each in trustees.trustees_of(session, wave)],
        "own": trustees.standing_of(session, wave, guard.whoever_is_here(), _keys()),
        "instrument": instrument_of(wave.instrument_version),
        **_MOVING.get(wave.state, _resting)(session, wave, may),
    }
    return render_template("workspace/wave.html", organisation=wave.organisation, wave=wave, may=may, **page)


def _keys() -> Path:
    keys: Path = current_app.config["SETTINGS"].keys
    return keys


def _resting(session: Session, wave: Wave, may: frozenset[May]) -> dict[str, object]:
    return {}


def _taking_answers(session: Session, wave: Wave, may: frozenset[May]) -> dict[str, object]:
    """When it ends and, to who may follow it, how many have answered: of the whole and of each unit."""
    assert wave.closes_on is not None, "an open wave has a last day"
    days = (wave.closes_on - calendar.today_in(wave, datetime.now(UTC))).days
    if May.FOLLOW not in may:
        return {"days": days}
    return {
        "days": days,
        "told": participation(session, wave),
        "units": by_unit(session, wave),
        "before": rate_before(session, wave),
    }


def _being_made(session: Session, wave: Wave, may: frozenset[May]) -> dict[str, object]:
    """How far its results are, or who is waited for, or that they could not be made."""
    return {"closing": wave, "waiting": waited_for(wave), "given_up": is_given_up(wave)}


_MOVING = {State.OPEN: _taking_answers, State.CLOSED: _being_made}
