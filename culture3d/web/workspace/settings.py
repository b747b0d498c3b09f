"""Shows what is said of an organisation, and how it looks, and changes both."""

import io

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import audit
from culture3d.services.contacts import contact_of
from culture3d.services.organisations import details, logos
from culture3d.services.permissions import May
from culture3d.web import uploads
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.saying import say
from culture3d.web.workspace.organisation_forms import OrganisationForm
from surveys.faults import BadInput, Fault

new_bp = Blueprint("new_organisation", __name__, url_prefix="/organisations/new")
bp = Blueprint("settings", __name__, url_prefix="/organisations/<slug>/settings")
for part in (new_bp, bp):
    guard.protect(part)
uploads.LARGER["settings.change"] = logos.MOST_BYTES


@new_bp.get("")
def ask() -> str:
    """Asks what a new client is called. :raise 404: for whoever works for no firm."""
    firms = details.firms_of(database_session(), guard.whoever_is_here()) or abort(404)
    form = OrganisationForm.about()
    return render_template("workspace/organisation_new.html", form=form, firms=firms)


@new_bp.post("")
def add() -> Response | tuple[str, int]:
    """Adds a client. :raise 404: for whoever works for no firm, or not for the one that is named."""
    session, who = database_session(), guard.whoever_is_here()
    firms = details.firms_of(session, who) or abort(404)
    wanted = request.form.get("firm", str(firms[0].id))
    firm = next((each for each in firms if str(each.id) == wanted), None) or abort(404)
    form = OrganisationForm.about()
    try:
        made = details.add(session, firm, form.details, who)
        session.commit()
    except BadInput as bad:
        form.tell(bad)
        return render_template("workspace/organisation_new.html", form=form, firms=firms), 422
    except IntegrityError:  # somebody added one of the same name at this moment
        session.rollback()
        made = details.add(session, firm, form.details, who)
        session.commit()
    flash(gettext("%(name)s is there. Next: who belongs where?", name=made.name))
    return redirect(url_for("units.index", slug=made.slug), 303)


@bp.get("/")
def show(slug: str) -> str:
    """What is said of an organisation. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    return _page(session, organisation, OrganisationForm.about(organisation))


@bp.post("/")
def change(slug: str) -> Response | tuple[str, int]:
    """Says it anew, with a picture if one was chosen. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    form = OrganisationForm.about(organisation)
    faults = _take_logo(session, organisation)
    if not _is_taken(session, organisation, form) or faults:
        session.rollback()
        return _page(session, organisation_or_404(session, slug, May.ARRANGE), form, faults), 422
    session.commit()
    flash(gettext("Saved."))
    return redirect(url_for("settings.show", slug=slug), 303)


def _is_taken(session: Session, organisation: Organisation, form: OrganisationForm) -> bool:
    """Takes over what the form says of an organisation; whether nothing is wrong with it."""
    who, before = guard.whoever_is_here(), contact_of(organisation)
    try:
        details.change(session, organisation, form.details, who)
    except BadInput as bad:
        form.tell(bad)
    named = form.name_contact(organisation)
    if contact_of(organisation) != before:
        audit.record(session, audit.Action.ORGANISATION_CONTACT, organisation, who)
    return named and not form.errors


def _take_logo(session: Session, organisation: Organisation) -> tuple[Fault, ...]:
    """Keeps the picture that was chosen, or other words for the one that is there; or what is wrong."""
    content, _ = uploads.content_of("picture")
    alternative, there = request.form.get("alternative"), logos.logo_of(session, organisation)
    if not content and there and alternative is not None and alternative.strip() != there.alternative:
        content = there.content
    if content:
        try:
            logos.set_logo(session, organisation, content, alternative or "")
        except BadInput as bad:
            return bad.faults
        audit.record(session, audit.Action.ORGANISATION_LOGO, organisation, guard.whoever_is_here())
    return ()


@bp.post("/logo/remove")
def remove_logo(slug: str) -> Response:
    """Takes the logo away. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    logos.remove_logo(session, organisation)
    audit.record(session, audit.Action.ORGANISATION_LOGO, organisation, guard.whoever_is_here())
    session.commit()
    flash(gettext("Saved."))
    return redirect(url_for("settings.show", slug=slug) + "#logo", 303)


@bp.get("/logo")
def logo(slug: str) -> Response:
    """The picture itself. :raise 404: if there is no such organisation, or it has none."""
    session = database_session()
    found = logos.logo_of(session, organisation_or_404(session, slug, May.SEE)) or abort(404)
    return send_file(io.BytesIO(found.content), mimetype=found.kind)


def _page(
    session: Session, organisation: Organisation, form: OrganisationForm, faults: tuple[Fault, ...] = ()
) -> str:
    """The settings; with what is wrong with a picture that was sent."""
    return render_template(
        "workspace/settings.html",
        organisation=organisation,
        form=form,
        logo=logos.logo_of(session, organisation),
        logo_faults=[say(fault.message) for fault in faults],
    )
