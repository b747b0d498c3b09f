"""Shows what was done with accounts and firms, and with clients that are gone."""

from flask import Blueprint, render_template, request

from culture3d.db import database_session
from culture3d.services import audit
from culture3d.web.accounts import guard
from culture3d.web.workspace import log

bp = Blueprint("house_log", __name__, url_prefix="/log")
guard.protect(bp)
bp.before_request(guard.require_administrator)


@bp.get("/")
def index() -> str:
    """What was done, the latest first, a page at a time."""
    before = request.args.get("before", type=int)
    found = audit.entries_apart(database_session(), before, log.ON_A_PAGE + 1)
    return render_template("administration/log.html", page=log.page_of(found), told=log.told)
