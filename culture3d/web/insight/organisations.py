"""Shows which organisations there are."""

from flask import Blueprint, render_template
from sqlalchemy import select

from culture3d.db import database_session
from culture3d.models.organisation import Organisation

bp = Blueprint("organisations", __name__)


@bp.get("/")
def index() -> str:
    """Every organisation of this installation."""
    found = database_session().scalars(select(Organisation).order_by(Organisation.name))
    return render_template("insight/index.html", organisations=found.all())
