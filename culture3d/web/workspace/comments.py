"""Leads from a wave to what people wrote in it: to the page of results, or to what comes before it."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.wave import State
from culture3d.services import comments
from culture3d.services.permissions import May, what_may
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404

bp = Blueprint("comments", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/comments")
guard.protect(bp)


@bp.get("/")
def index(slug: str, number: int) -> str | Response:
    """Why there is nothing to be read yet, or the way to it. :raise 404: if there is no such wave."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.READ)
    if comments.released(session, wave):
        return redirect(url_for("remarks.show", slug=slug, wave=number))
    return render_template(
        "workspace/comments.html",
        organisation=wave.organisation,
        wave=wave,
        may_review=May.MODERATE in what_may(guard.whoever_is_here(), wave.organisation)
        and wave.state is State.RELEASED,
    )
