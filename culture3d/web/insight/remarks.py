"""Shows the comments and stories of a wave that may be read, by question, and finds words in them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, abort, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.services import comments
from culture3d.services.permissions import May, what_may
from culture3d.web.accounts import guard
from culture3d.web.insight.reading import Readable, readable_release
from culture3d.web.insight.telling_remarks import Heard, heard
from culture3d.web.tables import csv_reply

if TYPE_CHECKING:
    from culture3d.models.comment_release import CommentRelease

bp = Blueprint("remarks", __name__, url_prefix="/organisations/<slug>/results/comments")
guard.protect(bp)

FIRST, ON_A_PAGE = 5, 40  # of each question beside others; of one question
MOST_LETTERS = 100


@bp.get("")
def show(slug: str) -> Response:
    """What may be read of each question, or why nothing is. :raise 404: if there is no such release."""
    readable = readable_release(slug)
    sought = request.args.get("q", "").strip()[:MOST_LETTERS]
    asked = heard(readable.reader, _released(readable), sought)
    one = next((each for each in asked if each.id == request.args.get("question")), None)
    page = make_response(
        render_template(
            "insight/remarks.html",
            **readable.page,
            chooses=(),
            asked=asked,
            shown=[one] if one else asked,
            one=one,
            sought=sought,
            page=_page(one),
            sizes=(FIRST, ON_A_PAGE),
            fewest=comments.FEWEST,
            released=_released(readable) is not None,
            may_review=May.MODERATE in what_may(guard.whoever_is_here(), readable.organisation),
        )
    )
    # What is found follows from words in the address, and so must the page's length not: it goes as it is.
    if sought:
        page.cache_control.no_transform = True
    return page


@bp.get("/table.csv")
def table(slug: str) -> Response:
    """The same as a file. :raise 404: if there is no such release, or its comments may not be read here."""
    readable = readable_release(slug)
    told = _released(readable) or abort(404)
    return csv_reply(f"{slug}-{readable.wave.number}-comments.csv", _rows(heard(readable.reader, told, "")))


def _released(readable: Readable) -> "CommentRelease | None":
    """The comments that may be read: those of the whole organisation, by who may read all of it.

    Whose unit they come from is not stored: what is told of a unit can hold none.
    """
    return comments.released(database_session(), readable.wave) if readable.whole else None


def _page(one: Heard | None) -> int:
    """Which page of one question the address names, from 1 on."""
    last = max(1, -(-len(one.said) // ON_A_PAGE)) if one else 1
    return min(max(request.args.get("page", 1, int), 1), last)


def _rows(asked: tuple[Heard, ...]) -> Iterator[list[object]]:
    yield [gettext("Question"), gettext("Comment")]
    for each in asked:
        for words in each.said:
            yield [each.words, words]
