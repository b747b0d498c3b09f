"""Shows the firms of an installation, adds some, and gives one another name."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.firm import Firm
from culture3d.services import audit
from culture3d.services.audit import Action
from culture3d.web.accounts import guard

bp = Blueprint("firms", __name__, url_prefix="/firms")
guard.protect(bp)
bp.before_request(guard.require_administrator)
LONGEST_NAME = 200


@bp.get("/")
def index() -> str:
    """Every firm, by name."""
    return _list()


@bp.post("/")
def add() -> Response | tuple[str, int]:
    """Adds a firm; its consultants are invited among the accounts."""
    firm = Firm(name="")
    database_session().add(firm)
    return _name(firm, Action.FIRM_ADDED)


@bp.post("/<firm_id>")
def rename(firm_id: str) -> Response | tuple[str, int]:
    """Gives a firm another name. :raise 404: if there is none."""
    known = firm_id.isdecimal() and len(firm_id) < 10
    firm = (database_session().get(Firm, int(firm_id)) if known else None) or abort(404)
    return _name(firm, Action.FIRM_RENAMED)


def _name(firm: Firm, action: Action) -> Response | tuple[str, int]:
    """Names a firm as the form says, unless that will not do."""
    session = database_session()
    before, name = firm.name, " ".join(request.form.get("name", "").split())
    wrong = _wrong_with(name)
    if not wrong:
        try:
            firm.name = name
            session.flush()
            audit.record_apart(
                session, action, firm, guard.whoever_is_here(), {"name": name, "before": before}
            )
            session.commit()
        except IntegrityError:
            wrong = gettext("There is a firm of this name already.")
    if wrong:
        session.rollback()
        return _list(wrong, name, firm.id if before else None), 422
    flash(gettext("“%(name)s” was saved.", name=name))
    return redirect(url_for("firms.index"), 303)


def _wrong_with(name: str) -> str:
    if not 1 <= len(name) <= LONGEST_NAME:
        return str(gettext("Please fill this in; %(most)s characters at most.", most=LONGEST_NAME))
    return ""


def _list(wrong: str = "", name: str = "", about: int | None = None) -> str:
    """:param about: the firm that a wrong name was for; None for a new one."""
    firms = list(database_session().scalars(select(Firm).order_by(Firm.name)))
    said = {"wrong": wrong, "name": name, "about": about}
    return render_template("administration/firms.html", firms=firms, **said)
