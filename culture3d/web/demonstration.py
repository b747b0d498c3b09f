"""Lets visitors of the demonstration in by one click; in any other installation there is no such page."""

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_security import login_user, logout_user
from werkzeug.wrappers import Response

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.services.demonstration import visitors

bp = Blueprint("demonstration", __name__, url_prefix="/demonstration")


@bp.get("")
def door() -> str:
    """Asks as whom a visitor wants to look around."""
    return render_template("demonstration/door.html", survey=visitors.survey(database_session()))


@bp.post("")
def enter() -> Response:
    """Lets a visitor in as one of them. :raise 404: if there is none of the name."""
    account = visitors.visitor(database_session(), request.form.get("role", "")) or abort(404)
    logout_user()
    login_user(account)
    database_session().commit()
    return redirect(url_for("organisations.index"), 303)


def init_app(app: Flask) -> None:
    """Gives the demonstration its door, and nothing to any other installation."""
    settings: Settings = app.config["SETTINGS"]
    if settings.demonstration:
        app.register_blueprint(bp)
    app.jinja_env.globals["demonstration"] = settings.demonstration
