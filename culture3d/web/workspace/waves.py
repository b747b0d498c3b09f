"""Shows the waves of an organisation, and where one of them stands."""

from flask import Blueprint, render_template
from sqlalchemy import select

from culture3d.db import database_session
from culture3d.models.wave import State, Wave
from culture3d.services.participation import participation
from culture3d.services.permissions import May, what_may
from culture3d.web.accounts import guard
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
    told = participation(session, wave) if wave.state is State.OPEN and May.FOLLOW in may else None
    return render_template(
        "workspace/wave.html", organisation=wave.organisation, wave=wave, may=may, told=told
    )
