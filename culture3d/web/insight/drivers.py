"""Shows which facets go together with the overall item, how surely, and what that does not mean."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template
from flask_babel import gettext

from culture3d.web.accounts import guard
from culture3d.web.insight.reading import readable_release
from culture3d.web.tables import csv_reply

if TYPE_CHECKING:  # it brings what reports are made of
    from culture3d.web.insight.telling_drivers import DriversTold

bp = Blueprint("drivers", __name__, url_prefix="/organisations/<slug>/results/drivers")
guard.protect(bp)


@bp.get("")
def show(slug: str) -> str:
    """What goes together with the overall item. :raise 404: if there is no such release to be read here."""
    from culture3d.web.insight import telling_drivers

    readable = readable_release(slug)
    told = telling_drivers.build(readable.reader) if readable.whole else None
    return render_template("insight/drivers.html", **readable.page, chooses=(), told=told)


@bp.get("/table.csv")
def table(slug: str) -> Response:
    """The same as a file. :raise 404: if there is no such release, or not all of it may be read here."""
    from culture3d.web.insight import telling_drivers

    readable = readable_release(slug)
    if not readable.whole:
        abort(404)
    told = telling_drivers.build(readable.reader)
    return csv_reply(f"{slug}-{readable.wave.number}-drivers.csv", _rows(told))


def _rows(told: "DriversTold") -> Iterator[list[object]]:
    """Shares as the command line gives them: parts of all differences, which add up to R²."""
    yield [gettext("Facet"), gettext("Key"), "share", "rank_low", "rank_high"]
    for row in told.rows:
        yield [row.name, row.id, row.told.share, row.told.rank_low, row.told.rank_high]
