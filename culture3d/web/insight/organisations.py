"""Shows an organisation's released waves and the one that is open, and closes that one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.organisation import Organisation
from culture3d.models.report import Report
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.services import permissions, reporting, waves
from culture3d.services.organisations.details import firms_of
from culture3d.services.participation import Participation, participation
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.closing import ask_for_results, is_given_up, waited_for
from culture3d.web.fetching import organisation_or_404
from culture3d.web.workspace.safeguards import first_page

bp = Blueprint("organisations", __name__)
guard.protect(bp)

# How far a wave is on the way from its close to its release, %.
PROGRESS = {"closed": 15, "tallied": 60, "released": 100}


@dataclass(frozen=True)
class OpenWave:
    """A wave that takes answers: only how many there are is told, and that from the smallest group on."""

    number: int
    name: str
    link: str | None
    told: Participation


@bp.get("/")
def index() -> str | Response:
    """Every organisation that somebody may see; who only watches over one goes there at once."""
    session, who = database_session(), guard.whoever_is_here()
    adds, seen = bool(firms_of(session, who)), permissions.seen(session, who)
    begins = {each.slug: first_page(who, each) for each in seen}
    if len(seen) == 1 and begins[seen[0].slug].endswith("/safeguards/"):
        return redirect(begins[seen[0].slug])
    return render_template("insight/index.html", organisations=seen, begins=begins, adds=adds)


@bp.get("/organisations/<slug>")
def organisation(slug: str) -> str:
    """What the latest wave says, or the one the address names, to who may read it; else how it stands.

    :raise 404: if there is no such organisation or wave.
    """
    session = database_session()
    found = organisation_or_404(session, slug, May.SEE)
    may = permissions.what_may(guard.whoever_is_here(), found)
    units = [] if May.READ in may else permissions.units_to_read(guard.whoever_is_here(), found)
    released = released_waves(session, found) if May.READ in may or units else []
    moving = {**_moving(session, found), "may": may}
    if not released:
        return render_template("insight/nothing_yet.html", organisation=found, **moving)
    if units:
        return _page_of_units(session, found, released, units, moving)
    from culture3d.web.insight.telling import told  # brings what reports are made of

    wave = chosen_wave(released)
    return render_template(
        "insight/organisation.html",
        organisation=found,
        waves=released,
        wave=wave,
        reports=_readable(reporting.reports_on(session, wave), may)[:5],
        **moving,
        **told(session, wave, chosen_language()),
    )


def _readable(reports: list[Report], may: frozenset[May]) -> list[Report]:
    return [report for report in reports if reporting.may_read(report, guard.whoever_is_here(), may)]


def _page_of_units(
    session: Session,
    organisation: Organisation,
    released: list[Wave],
    units: list[Unit],
    moving: dict[str, object],
) -> str:
    """What the leader of some units may read of a wave."""
    from culture3d.web.insight.telling_units import told_units  # brings what reports are made of

    wave = chosen_wave(released)
    told = told_units(session, wave, chosen_language(), units)
    page = {"organisation": organisation, "waves": released, "wave": wave}
    return render_template("insight/units.html", **page, **moving, **told)


def _moving(session: Session, organisation: Organisation) -> dict[str, object]:
    """The waves of an organisation that are open or being closed, as their pages tell of them."""
    closing = waves.closing(session, organisation)
    return {
        "open_wave": _open_wave(session, organisation),
        "closing": closing,
        "given_up": closing is not None and is_given_up(closing),
        "waiting": closing and waited_for(closing),
    }


@bp.post("/organisations/<slug>/waves/<int(max=9999):number>/results")
def try_again(slug: str, number: int) -> Response:
    """Asks again for the results of a closed wave; touches no other one. :raise 404: if there is none."""
    wave = _closed_wave_or_404(slug, number, May.CLOSE)
    if wave.state is State.CLOSED:
        ask_for_results(wave)
    return redirect(url_for("organisations.organisation", slug=slug), 303)


def _closed_wave_or_404(slug: str, number: int, may: May) -> Wave:
    """A wave that takes no more answers. :raise 404: if there is none."""
    session = database_session()
    found = organisation_or_404(session, slug, may)
    wave = session.scalar(select(Wave).where(Wave.organisation_id == found.id, Wave.number == number))
    if wave is None or wave.state not in (State.CLOSED, State.RELEASED):
        abort(404)
    return wave


@bp.get("/organisations/<slug>/waves/<int(max=9999):number>/status")
def wave_status(slug: str, number: int) -> Response:
    """How far a closed wave is, for a script that asks again and again. :raise 404: if there is none."""
    wave = _closed_wave_or_404(slug, number, May.SEE)
    stage = "tallied" if wave.state is State.CLOSED and wave.tallied is not None else wave.state.value
    given_up = wave.state is State.CLOSED and is_given_up(wave)
    ended = given_up or wave.state is State.RELEASED
    return jsonify(status="failed" if given_up else stage, progress=PROGRESS[stage], ended=ended)


def released_waves(session: Session, organisation: Organisation) -> list[Wave]:
    """The released waves of an organisation, oldest first."""
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.state == State.RELEASED)
    return list(session.scalars(found.order_by(Wave.number)))


def chosen_wave(released: Sequence[Wave]) -> Wave:
    """The wave that the address names, or the latest. :raise 404: if it names one that is not released."""
    number = request.args.get("wave", "")
    if not number:
        return released[-1]
    return next((wave for wave in released if str(wave.number) == number), None) or abort(404)


def _open_wave(session: Session, organisation: Organisation) -> OpenWave | None:
    found = waves.open_wave_of(session, organisation)
    if found is None:
        return None
    link = found.address if found.has_open_link else None
    return OpenWave(found.number, found.name, link, participation(session, found))
