"""Shows what changed from any wave to any later one: how much, how sure, and what cannot be compared."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.web.accounts import guard
from culture3d.web.insight.reading import readable_release

bp = Blueprint("compare", __name__, url_prefix="/organisations/<slug>/results")
guard.protect(bp)
MOST_OPEN = 24  # groups that are shown without being asked for


@bp.get("/compare")
def show(slug: str) -> Response | str:
    """Two waves side by side, or a file of it. :raise 404: if there is no such thing to be read here."""
    from culture3d.web.insight.charts import file_of  # brings what reports are made of
    from culture3d.web.insight.telling_changes import told_changes

    readable = readable_release(slug)
    told = told_changes(database_session(), readable)
    return file_of(told.files, readable.wave) or render_template(
        "insight/compare.html", **readable.page, chooses=("with", "segment"), told=told, most_open=MOST_OPEN
    )
