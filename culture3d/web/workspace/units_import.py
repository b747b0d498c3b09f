"""Takes a table of units, shows how it differs from the tree, and puts it there when that is confirmed."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import sent_files
from culture3d.services.permissions import May
from culture3d.services.units.lists import MOST_BYTES, UnitList, read_tree
from culture3d.services.units.recording import Held, holder
from culture3d.services.units.replacing import difference, fingerprint, replace_tree
from culture3d.web import uploads
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from surveys.faults import BadInput, Fault, told

bp = Blueprint("units_import", __name__, url_prefix="/organisations/<slug>/units/import")
guard.protect(bp)
uploads.LARGER["units_import.send"] = MOST_BYTES
MOST_CHOICES = 20_000  # units to merge with, over all that are gone: a page holds no more


@bp.get("/")
def ask(slug: str) -> str:
    """Asks for a file. :raise 404: if there is no such organisation."""
    session = database_session()
    return _ask(session, organisation_or_404(session, slug, May.LIST))


@bp.post("/")
def send(slug: str) -> Response | tuple[str, int]:
    """Keeps a file for a day and leads to what it would change. :raise 404: as above."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.LIST)
    content, name = uploads.content_of("file")
    try:
        if not content:
            raise BadInput([Fault(told("Choose a file."))])
        read_tree(organisation, content, name)
    except BadInput as bad:
        return _ask(session, organisation, bad), 422
    files = current_app.config["SETTINGS"].files
    kept = sent_files.keep(files, organisation.id, content)
    return redirect(url_for("units_import.preview", slug=slug, sent=kept), 303)


@bp.get("/<sent>")
def preview(slug: str, sent: str) -> str:
    """What would be changed. :raise 404: if there is no such file, or none any longer."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.LIST)
    listed = _read(organisation, sent)
    found = difference(organisation, listed.units)
    return render_template(
        "workspace/units_preview.html",
        organisation=organisation,
        listed=listed,
        found=found,
        asks=len(found.gone) * len(found.wanted) <= MOST_CHOICES,
        tree=fingerprint(organisation),
        holder=holder(session, organisation),
    )


@bp.post("/<sent>")
def confirm(slug: str, sent: str) -> Response:
    """Puts the file's tree in the place of the one that the preview was computed on.

    Pressed twice, the second finds the tree as it is wanted. :raise 404: as above.
    """
    session = database_session()
    organisation = organisation_or_404(session, slug, May.LIST)
    wanted = _read(organisation, sent).units
    if difference(organisation, wanted).is_none:
        flash(gettext("The units are as in the file."))
        return redirect(url_for("units.index", slug=slug), 303)
    if request.form.get("tree") != fingerprint(organisation):
        flash(gettext("The tree was changed meanwhile: this is what the file would change now."))
        return redirect(url_for("units_import.preview", slug=slug, sent=sent), 303)
    by_number = {str(number): unit.path for number, unit in enumerate(wanted)}
    said = (
        (key.removeprefix("into-"), text) for key, text in request.form.items() if key.startswith("into-")
    )
    merged = {int(key): by_number[text] for key, text in said if key.isdecimal() and text in by_number}
    try:
        replace_tree(session, organisation, wanted, merged, guard.whoever_is_here())
        session.commit()
    except Held as held:
        session.rollback()
        flash(gettext("%(wave)s holds the tree: nothing was changed.", wave=held.wave.name))
        return redirect(url_for("units_import.preview", slug=slug, sent=sent), 303)
    flash(gettext("The units are as in the file."))
    return redirect(url_for("units.index", slug=slug), 303)


def _ask(session: Session, organisation: Organisation, bad: BadInput | None = None) -> str:
    page = {"organisation": organisation, "holder": holder(session, organisation)}
    return render_template("workspace/units_import.html", faults=bad.faults if bad else (), **page)


def _read(organisation: Organisation, sent: str) -> UnitList:
    """:raise 404: if there is no such file, or none any longer."""
    path = sent_files.kept(current_app.config["SETTINGS"].files, organisation.id, sent) or abort(404)
    return read_tree(organisation, path.read_bytes())
