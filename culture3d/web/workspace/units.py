"""Shows an organisation's tree of units, and changes it one step at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.services.permissions import May
from culture3d.services.units import history, tree
from culture3d.services.units.recording import Held, holder
from culture3d.tables import csv_text
from culture3d.web import unit_words
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.saying import say
from surveys.faults import BadInput

bp = Blueprint("units", __name__, url_prefix="/organisations/<slug>/units")
guard.protect(bp)

MOST_TOLD = 200  # changes
Step = Callable[[Session, Organisation, Account], object]


@bp.get("/")
def index(slug: str) -> str:
    """The tree, and what became of it. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.LIST)
    return render_template("workspace/units.html", **_page(session, organisation))


@bp.get("/<int(max=2147483647):unit_id>/")
def show(slug: str, unit_id: int) -> str:
    """What can be done with one unit. :raise 404: if there is none."""
    session = database_session()
    organisation, unit = _unit_or_404(session, slug, unit_id)
    page = {"organisation": organisation, "unit": unit, "holder": holder(session, organisation)}
    return render_template("workspace/unit.html", **page)


@bp.post("/")
def add(slug: str) -> Response:
    """A new unit. :raise 404: if there is no such organisation."""
    session = database_session()
    organisation = organisation_or_404(session, slug, May.LIST)
    parent, label = _named(organisation, "parent"), request.form.get("label", "")
    return _do(organisation, lambda session, here, who: tree.add(session, here, parent, label, "", who))


@bp.post("/<int(max=2147483647):unit_id>/rename")
def rename(slug: str, unit_id: int) -> Response:
    """Calls a unit otherwise. :raise 404: if there is none."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    label = request.form.get("label", "")
    return _do(organisation, lambda session, here, who: tree.rename(session, here, unit, label, who), unit)


@bp.post("/<int(max=2147483647):unit_id>/move")
def move(slug: str, unit_id: int) -> Response:
    """Puts a unit under another. :raise 404: if there is none."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    parent = _named(organisation, "parent")
    return _do(organisation, lambda session, here, who: tree.move(session, here, unit, parent, who), unit)


@bp.post("/<int(max=2147483647):unit_id>/split")
def split(slug: str, unit_id: int) -> Response:
    """Takes parts out of a unit. :raise 404: if there is none."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    labels = [line.strip() for line in request.form.get("labels", "").splitlines() if line.strip()]
    return _do(organisation, lambda session, here, who: tree.split(session, here, unit, labels, who), unit)


@bp.get("/<int(max=2147483647):unit_id>/merge")
def confirm_merge(slug: str, unit_id: int) -> Response | str:
    """What merging means. :raise 404: if there is no such unit."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    target = tree.find(organisation, request.args.get("into", 0, int))
    if target is None or target is unit:
        flash(gettext("Choose the unit that it becomes part of."))
        return redirect(url_for("units.show", slug=slug, unit_id=unit_id), 303)
    page = {"organisation": organisation, "unit": unit, "target": target}
    return render_template("workspace/unit_gone.html", below=tree.below(organisation, unit), **page)


@bp.post("/<int(max=2147483647):unit_id>/merge")
def merge(slug: str, unit_id: int) -> Response:
    """Makes two units one. :raise 404: if there is no such unit."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    target = tree.find(organisation, request.form.get("into", 0, int))
    if target is None:
        flash(gettext("Choose the unit that it becomes part of."))
        return redirect(url_for("units.show", slug=slug, unit_id=unit_id), 303)
    return _do(organisation, lambda session, here, who: tree.merge(session, here, unit, target, who))


@bp.get("/<int(max=2147483647):unit_id>/remove")
def confirm_remove(slug: str, unit_id: int) -> str:
    """What removing means. :raise 404: if there is no such unit."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    page = {"organisation": organisation, "unit": unit, "target": None}
    return render_template("workspace/unit_gone.html", below=tree.all_below(organisation, unit), **page)


@bp.post("/<int(max=2147483647):unit_id>/remove")
def remove(slug: str, unit_id: int) -> Response:
    """Takes a unit out with all below it. :raise 404: if there is no such unit."""
    organisation, unit = _unit_or_404(database_session(), slug, unit_id)
    return _do(organisation, lambda session, here, who: tree.remove(session, here, unit, who))


@bp.get("/units.csv")
def file(slug: str) -> Response:
    """The tree as a table that can be imported again. :raise 404: if there is no such organisation."""
    organisation = organisation_or_404(database_session(), slug, May.LIST)
    return Response(
        as_csv(organisation),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{organisation.slug}-units.csv"'},
    )


def as_csv(organisation: Organisation) -> str:
    """The tree as a CSV with the columns path and name."""
    rows = (("/".join(unit.path), unit.label) for unit in organisation.units)
    return "\ufeff" + csv_text([("path", "name"), *rows])


def _do(organisation: Organisation, step: Step, unit: Unit | None = None) -> Response:
    """Takes a step, and goes back to the tree, or to the unit's page where something is wrong with it."""
    session, slug = database_session(), organisation.slug
    there = url_for("units.show", slug=slug, unit_id=unit.id) if unit else url_for("units.index", slug=slug)
    try:
        step(session, organisation, guard.whoever_is_here())
        session.commit()
    except BadInput as bad:
        session.rollback()
        flash(" ".join(str(say(fault.message)) for fault in bad.faults))
        return redirect(there, 303)
    except Held as held:
        session.rollback()
        flash(gettext("%(wave)s holds the tree: nothing was changed.", wave=held.wave.name))
        return redirect(there, 303)
    flash(gettext("Saved."))
    return redirect(url_for("units.index", slug=slug), 303)


def _unit_or_404(session: Session, slug: str, unit_id: int) -> tuple[Organisation, Unit]:
    """:raise 404: if there is no such unit, or it is none of one's business."""
    organisation = organisation_or_404(session, slug, May.LIST)
    return organisation, tree.find(organisation, unit_id) or abort(404)


def _named(organisation: Organisation, field: str) -> Unit | None:
    """The unit that a form names; None for the top. :raise 404: if there is none."""
    named = request.form.get(field, "")
    return (tree.find(organisation, int(named) if named.isdecimal() else 0) or abort(404)) if named else None


@dataclass
class Node:
    """A unit with those below it."""

    unit: Unit
    below: list["Node"]


def nested(organisation: Organisation) -> list[Node]:
    """The tree, from its top units down."""
    nodes = {unit.id: Node(unit, []) for unit in organisation.units}
    tops: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.unit.parent_id or 0)
        (parent.below if parent else tops).append(node)
    return tops


def _page(session: Session, organisation: Organisation) -> dict[str, object]:
    changed = [each for each in history.changes(session, organisation) if not each.along]
    return {
        "organisation": organisation,
        "nodes": nested(organisation),
        "holder": holder(session, organisation),
        "changes": [(change.at, unit_words.told(change)) for change in reversed(changed[-MOST_TOLD:])],
    }
