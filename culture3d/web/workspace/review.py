"""Takes a reviewer's decision on each comment of a wave, and freezes them all at the end."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.verdict import Verdict
from culture3d.models.wave import State, Wave
from culture3d.services import comments
from culture3d.services.permissions import May
from culture3d.services.questionnaires import instrument_of
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from surveys.identifying import Kind, Mark, marks, without

bp = Blueprint(
    "review", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/comments/review"
)
guard.protect(bp)

ON_A_PAGE = 20
MOST_CHARACTERS = 10_000
KINDS = {
    Kind.MAIL: lazy_gettext("an address"),
    Kind.WEB: lazy_gettext("a web address"),
    Kind.NUMBER: lazy_gettext("a number"),
    Kind.TITLE: lazy_gettext("perhaps a name"),
    Kind.NAME: lazy_gettext("the name of somebody who was asked"),
}


def _wave(slug: str, number: int) -> Wave:
    """:raise 404: if there is no such wave with results, or its comments are none of one's business."""
    wave = wave_or_404(database_session(), slug, number, May.MODERATE)
    return wave if wave.state is State.RELEASED else abort(404)


@bp.get("/")
def queue(slug: str, number: int) -> str | Response:
    """The comments of one kind of decision, with what may point to somebody marked.

    :raise 404: if there is no such wave, or no such kind.
    """
    session, wave = database_session(), _wave(slug, number)
    if comments.released(session, wave):
        return redirect(url_for("comments.index", slug=slug, number=number))
    shown = next((each for each in Verdict if each == request.args.get("of", "waiting")), None) or abort(404)
    asked = comments.asked(session, wave)
    return render_template(
        "workspace/review.html",
        **_of_the_wave(wave),
        asked=asked,
        fewest=comments.FEWEST,
        shown=shown,
        counts={of: sum(each.counts.get(of, 0) for each in asked if each.enough) for of in Verdict},
        cards=_cards(wave, shown),
        kinds=KINDS,
    )


def _of_the_wave(wave: Wave) -> dict[str, object]:
    """What every page of the review knows of its wave."""
    instrument, language = instrument_of(wave.instrument_version), chosen_language()
    return {
        "organisation": wave.organisation,
        "wave": wave,
        "questions": {question.id: question for question in instrument.questions},
        "wave_text": lambda question: instrument.say(question.text, language),
    }


def _cards(wave: Wave, shown: Verdict) -> list[dict[str, object]]:
    """Each comment in pieces, marked or not, and what a redaction may begin from."""
    names = comments.names_to_mark(database_session(), wave)
    return [
        {
            "comment": comment,
            "pieces": list(_pieces(comment.words, places)),
            "draft": comment.redacted or without(comment.words, places),
        }
        for comment in comments.readable(database_session(), wave, shown, ON_A_PAGE)
        for places in [marks(comment.words, names)]
    ]


def _pieces(words: str, places: Sequence[Mark]) -> Iterator[tuple[str, Kind | None]]:
    reached = 0
    for place in places:
        yield words[reached : place.start], None
        yield words[place.start : place.end], place.kind
        reached = place.end
    yield words[reached:], None


@bp.post("/<comment_id>")
def decide(slug: str, number: int, comment_id: str) -> Response:
    """Keeps a decision. :raise 404: if there is no such comment, or it may not be read by anybody."""
    session, wave = database_session(), _wave(slug, number)
    comment = comments.find(session, wave, _id(comment_id)) or abort(404)
    decision = comments.DECISIONS.get(request.form.get("decision", "")) or abort(400)
    decision(comment, request.form.get("words", "").replace("\r\n", "\n")[:MOST_CHARACTERS])
    session.commit()
    of, onward = request.form.get("of", "waiting"), request.form.get("next", "")
    anchor = f"said-{_id(onward).hex()}" if onward else None  # so that nobody begins at the top each time
    return redirect(url_for("review.queue", slug=slug, number=number, of=of, _anchor=anchor), 303)


def _id(text: str) -> bytes:
    """:raise 404: if it is none."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        abort(404)


@bp.get("/finish")
def confirm_finish(slug: str, number: int) -> str | Response:
    """What finishing means. :raise 404: if there is no such wave."""
    session, wave = database_session(), _wave(slug, number)
    if comments.released(session, wave):
        return redirect(url_for("comments.index", slug=slug, number=number))
    asked = comments.asked(session, wave)
    return render_template("workspace/review_finish.html", **_of_the_wave(wave), asked=asked)


@bp.post("/finish")
def finish(slug: str, number: int) -> Response:
    """Freezes what may be read, and destroys the rest. :raise 404: if there is no such wave."""
    session, wave = database_session(), _wave(slug, number)
    try:
        comments.finish(session, wave, guard.whoever_is_here(), datetime.now(UTC).date())
    except comments.NotReviewed:
        return redirect(url_for("review.queue", slug=slug, number=number), 303)
    session.commit()
    return redirect(url_for("comments.index", slug=slug, number=number), 303)
