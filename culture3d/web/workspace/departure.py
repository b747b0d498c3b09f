"""Hands out everything that is kept of an organisation, and deletes all of it when its name is typed."""

import secrets

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import departure, takeaway, tasks
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.queueing import ask_for
from culture3d.web.workspace.tasks import WORDS, Words, queue

bp = Blueprint("departure", __name__, url_prefix="/organisations/<slug>/departure")
guard.protect(bp)
WORDS[takeaway.KIND] = Words(
    May.ARRANGE,
    lazy_gettext("Packing everything of this organisation"),
    lambda task: str(gettext("Everything is packed. The archive is kept for a week.")),
    lambda task: url_for("departure.index", slug=task.organisation.slug),
)


@bp.get("/")
def index(slug: str) -> str:
    """What can be taken away, and what deleting means. :raise 404: if there is no such organisation."""
    return _page(organisation_or_404(database_session(), slug, May.ARRANGE))


@bp.post("/pack")
def pack(slug: str) -> Response:
    """Has everything packed in the background. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    task = tasks.ask(session, organisation, takeaway.KIND, str(organisation.id), guard.whoever_is_here())
    session.commit()
    return queue(task)


@bp.post("/delete")
def delete(slug: str) -> Response | tuple[str, int]:
    """Deletes everything, for whoever types the name. :raise 404: if there is no such organisation."""
    session = database_session()
    settings: Settings = current_app.config["SETTINGS"]
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    if _one_line(request.form.get("name", "")) != _one_line(organisation.name):
        return _page(organisation, gettext("This is not its name. Nothing was deleted.")), 422
    if departure.is_worked_on(session, organisation):
        return _page(
            organisation, gettext("A report or a file is being made. Wait until that has ended.")
        ), 409
    left = departure.end(session, organisation, settings, guard.whoever_is_here())
    session.commit()
    departure.clear(left, settings)
    ask_for("compact", secrets.token_hex(8))  # what was deleted is overwritten already, but for its room
    flash(gettext("Everything that belonged to the organisation was deleted."))
    return redirect(url_for("organisations.index"), 303)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _page(organisation: Organisation, wrong: str = "") -> str:
    return render_template("workspace/departure.html", organisation=organisation, wrong=wrong)
