"""Shows who has a role at a client, invites leaders, coordinators and observers, and takes roles away."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.account import Account
from culture3d.models.grant import Grant
from culture3d.models.organisation import Organisation
from culture3d.services import access, trustees
from culture3d.services.access import Seat
from culture3d.services.permissions import May
from culture3d.web.accounts import guard, invitations, inviting
from culture3d.web.accounts.roles import ROLES
from culture3d.web.fetching import organisation_or_404

bp = Blueprint("access", __name__, url_prefix="/organisations/<slug>/access")
guard.protect(bp)


@bp.get("/")
def index(slug: str) -> str:
    """Who has a role here. :raise 404: if there is no such organisation."""
    organisation = organisation_or_404(database_session(), slug, May.ADMIT)
    return _list(organisation, _form(organisation))


@bp.post("/")
def invite(slug: str) -> Response | tuple[str, int]:
    """Lets somebody in, by a mail. :raise 404: if there is no such organisation."""
    organisation = organisation_or_404(database_session(), slug, May.ADMIT)
    form = _form(organisation)
    if not inviting.invite(form, access.at_client(organisation)):
        return _list(organisation, form), 422
    return redirect(url_for("access.index", slug=slug), 303)


@bp.post("/<grant_id>/take")
def take(slug: str, grant_id: str) -> Response:
    """Takes a role away. :raise 404: if there is no such organisation, or no such role at it."""
    account, grant = _had(slug, grant_id)
    access.take(database_session(), account, grant, guard.whoever_is_here())
    database_session().commit()
    flash(gettext("It holds from the next page on that %(name)s opens.", name=account.name))
    return redirect(url_for("access.index", slug=slug), 303)


@bp.post("/<grant_id>/again")
def send_again(slug: str, grant_id: str) -> Response:
    """Mails the way in once more. :raise 404: if there is no such organisation, or no such role at it."""
    account, _ = _had(slug, grant_id)
    if account.active and account.password is None:
        invitations.send(account, guard.whoever_is_here())
    flash(invitations.told(account.email))
    return redirect(url_for("access.index", slug=slug), 303)


def _had(slug: str, grant_id: str) -> tuple[Account, Grant]:
    organisation = organisation_or_404(database_session(), slug, May.ADMIT)
    found = access.of_client(database_session(), organisation)
    return next((each for each in found if str(each[1].id) == grant_id), None) or abort(404)


def _form(organisation: Organisation) -> inviting.InvitationForm:
    seats = access.at_client(organisation)
    return inviting.form(seats, _in_words(seats))


def _in_words(seats: Mapping[str, Seat]) -> dict[str, str]:
    """Here the organisation's name is no news: a role, and of which unit."""
    return {
        word: f"{ROLES[seat.role]} · {seat.unit.label}" if seat.unit else str(ROLES[seat.role])
        for word, seat in seats.items()
    }


def _list(organisation: Organisation, form: inviting.InvitationForm) -> str:
    session = database_session()
    people = {
        "had": access.of_client(session, organisation),
        "consultants": access.consultants_of(session, organisation.firm),
        "needed": trustees.still_needed(session, organisation),
    }
    return render_template(
        "workspace/access.html", organisation=organisation, form=form, roles=ROLES, **people
    )
