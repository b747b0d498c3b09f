"""Shows administrators how each part of the installation is."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext

from culture3d.db import database_session
from culture3d.services.health import Part, look
from culture3d.web.accounts import guard
from culture3d.web.health import told

bp = Blueprint("condition", __name__, url_prefix="/condition")
guard.protect(bp)
bp.before_request(guard.require_administrator)

NAMES = {
    Part.DATABASE: lazy_gettext("Database"),
    Part.WORKER: lazy_gettext("Worker"),
    Part.MAIL: lazy_gettext("Mail"),
    Part.DISK: lazy_gettext("Disk"),
    Part.KEYS: lazy_gettext("Directory of keys"),
}


@bp.get("/")
def index() -> str:
    """Every part, and what to do where one is not well."""
    found = look(database_session(), current_app.config["SETTINGS"], datetime.now(UTC))
    return render_template("administration/condition.html", found=found, names=NAMES, told=told)
