"""Shows who did what in an organisation, and hands it out as a table."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import format_date, gettext

from culture3d.db import database_session
from culture3d.models.audit_entry import AuditEntry
from culture3d.services import audit
from culture3d.services.audit import Action
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404

bp = Blueprint("log", __name__, url_prefix="/organisations/<slug>/log")
guard.protect(bp)

ON_A_PAGE = 100
# How each action is told, from its details.
SENTENCES: Mapping[Action, Callable[[Mapping[str, int | str]], str]] = {
    Action.COMMENTS_RELEASED: lambda about: gettext(
        "%(number)s comments of %(wave)s were released, and what was written was destroyed",
        number=about["published"],
        wave=about["wave"],
    ),
    Action.WAVE_CHANGED: lambda about: gettext("The plan of %(wave)s was changed", wave=about["wave"]),
    Action.WAVE_CLOSED: lambda about: gettext("%(wave)s was closed", wave=about["wave"]),
    Action.WAVE_PLANNED: lambda about: gettext("%(wave)s was planned", wave=about["wave"]),
    Action.WAVE_SCHEDULED: lambda about: gettext(
        "%(wave)s was given its days, from %(opens)s to %(closes)s",
        wave=about["wave"],
        opens=_day(about["opens"]),
        closes=_day(about["closes"]),
    ),
}


def _day(written: int | str) -> str:
    return str(format_date(date.fromisoformat(str(written)), "long"))


def told(entry: AuditEntry) -> str:
    """What was done, as a sentence in the language of the page."""
    return SENTENCES[Action(entry.action)](entry.details)


@bp.get("/")
def index(slug: str) -> str:
    """What was done, the latest first, a page at a time. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.AUDIT)
    before = request.args.get("before", type=int)
    found = audit.entries(session, organisation, before, ON_A_PAGE + 1)
    more = found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None
    page = {"entries": found[:ON_A_PAGE], "told": told, "more": more, "before": before}
    return render_template("workspace/log.html", organisation=organisation, **page)
