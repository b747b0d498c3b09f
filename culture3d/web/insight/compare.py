"""Shows what changed from any wave to any later one: how much, how sure, and what cannot be compared."""

from flask import Blueprint, render_template

from culture3d.web.accounts import guard
from culture3d.web.insight.reading import readable_release

bp = Blueprint("compare", __name__, url_prefix="/organisations/<slug>/results")
guard.protect(bp)


@bp.get("/compare")
def show(slug: str) -> str:
    """Two waves side by side. :raise 404: if there is no such thing, or it may not be read here."""
    from culture3d.web.insight.telling import measured  # brings what reports are made of

    readable = readable_release(slug)
    rows = measured(readable.reader, readable.segment.key)
    return render_template("insight/compare.html", **readable.page, chooses=("with", "segment"), rows=rows)
