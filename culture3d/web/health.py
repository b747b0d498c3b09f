"""Tells a monitor whether the installation is well: two words to everybody, and why to who may know."""

import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask_babel import gettext

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.services.health import Finding, Part, look

bp = Blueprint("health", __name__, url_prefix="/health")
OK, NOT_OK = "ok", "not ok"


@bp.get("")
def show() -> Response:
    """“ok”, or status 503 and “not ok”; who brings the token reads of each part."""
    settings: Settings = current_app.config["SETTINGS"]
    found = look(database_session(), settings, datetime.now(UTC))
    well = all(finding.fine for finding in found)
    word = OK if well else NOT_OK
    if not _brings_the_token(settings):
        return Response(f"{word}\n", 200 if well else 503, mimetype="text/plain")
    parts = {finding.part.value: {"ok": finding.fine, "told": told(finding)} for finding in found}
    reply = jsonify(status=word, parts=parts)
    reply.status_code = 200 if well else 503
    return reply


def token(settings: Settings) -> str:
    """What a monitor shows; it follows from the installation's secret."""
    return settings.key_for("health").hex()[:40]


def _brings_the_token(settings: Settings) -> bool:
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(brought.encode(), token(settings).encode())


def told(finding: Finding) -> str:
    """A finding as a sentence."""
    return _WORDS[finding.part](finding)


def _of_worker(finding: Finding) -> str:
    if finding.figure is None:
        return str(gettext("has never shown itself"))
    return str(gettext("last showed itself %(seconds)s seconds ago", seconds=finding.figure))


def _of_mail(finding: Finding) -> str:
    if finding.figure is None:
        return str(gettext("nothing waits") if finding.fine else gettext("cannot be looked at"))
    return str(gettext("the oldest has waited for %(minutes)s minutes", minutes=finding.figure // 60))


def _of_disk(finding: Finding) -> str:
    if finding.figure is None:
        return str(gettext("cannot be looked at"))
    return str(gettext("%(free)s MB are free", free=finding.figure // 1024**2))


_WORDS: Mapping[Part, Callable[[Finding], str]] = {
    Part.DATABASE: lambda found: str(gettext("answers") if found.fine else gettext("does not answer")),
    Part.WORKER: _of_worker,
    Part.MAIL: _of_mail,
    Part.DISK: _of_disk,
    Part.KEYS: lambda found: str(gettext("can be written") if found.fine else gettext("cannot be written")),
}


def init_app(app: Flask) -> None:
    """Gives the application its health address."""
    app.register_blueprint(bp)
