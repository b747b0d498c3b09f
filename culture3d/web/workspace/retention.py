"""Shows what of an organisation is deleted when, and lets its consultants have it deleted sooner."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import audit, retention
from culture3d.services.audit import Action
from culture3d.services.permissions import May, what_may
from culture3d.services.retention import Days
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404

bp = Blueprint("retention", __name__, url_prefix="/organisations/<slug>/retention")
guard.protect(bp)


@bp.get("/")
def index(slug: str) -> str:
    """What goes when. :raise 404: if there is no such organisation."""
    return _page(organisation_or_404(database_session(), slug, May.AUDIT))


@bp.post("/")
def change(slug: str) -> Response | tuple[str, int]:
    """Has names and answers deleted after other days. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    most = _most()
    given = {name: _days(request.form.get(name, ""), at_most) for name, at_most in _limits(most).items()}
    invitations, responses = given["invitations"], given["responses"]
    if invitations is None or responses is None:
        return _page(organisation, frozenset(name for name, days in given.items() if days is None)), 422
    organisation.invitation_days, organisation.response_days = invitations, responses
    told = {"invitations": invitations, "responses": responses}
    audit.record(session, Action.ORGANISATION_RETENTION, organisation, guard.whoever_is_here(), told)
    session.commit()
    flash(gettext("These days hold from tonight on."))
    return redirect(url_for("retention.index", slug=slug), 303)


def _most() -> Days:
    settings: Settings = current_app.config["SETTINGS"]
    return Days(settings.invitation_days, settings.response_days)


def _limits(most: Days) -> dict[str, int]:
    return {"invitations": most.invitations, "responses": most.responses}


def _days(said: str, most: int) -> int | None:
    said = said.strip()
    fits = said.isascii() and said.isdecimal() and len(said) < 6 and 1 <= int(said) <= most
    return int(said) if fits else None


def _page(organisation: Organisation, wrong: frozenset[str] = frozenset()) -> str:
    """:param wrong: the fields in which no number of days stood that will do."""
    most = _most()
    days = retention.days_of(organisation, most)
    due = retention.calendar(database_session(), organisation, days)
    shown = {"days": days, "most": most, "due": due, "wrong": wrong, "file_days": retention.FILE_DAYS}
    may = what_may(guard.whoever_is_here(), organisation)
    return render_template("workspace/retention.html", organisation=organisation, may=may, **shown)
