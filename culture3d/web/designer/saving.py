"""Stores what somebody wrote on a page of the designer, does what its button says, and takes changes back.

Nothing that was written is refused: what is wrong is stored too, and told beside its field. Where somebody
else was faster, what both wrote in different places is joined; where both wrote in one place, both are shown.
"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.questionnaire import Questionnaire
from culture3d.services.designing import keeping
from culture3d.services.designing.changes import Clash, Merged, apply
from culture3d.services.designing.moves import Impossible, Moved, move
from culture3d.services.designing.places import place_of, sent_changes
from culture3d.services.designing.shape import Fields, Shapeless, fields_of, text_of
from culture3d.web import uploads
from culture3d.web.accounts import guard
from culture3d.web.designer.editing import address_of, editing_of
from culture3d.web.fetching import questionnaire_or_404

bp = Blueprint("saving", __name__, url_prefix="/questionnaires/<int(max=2147483647):id>")
guard.protect(bp)

# The largest questionnaire, each letter of which a browser may send as nine characters.
MOST_BYTES = 8 * 1024 * 1024
uploads.LARGER |= {"saving.save": MOST_BYTES, "saving.save_text": MOST_BYTES}
_TRIES = 5


@bp.post("/save")
def save(id: int) -> Response | tuple[str, int]:
    """Stores a page and does what its button says. :raise 404: if there is no such questionnaire."""
    session = database_session()
    for _ in range(_TRIES):
        try:
            return _save(session, questionnaire_or_404(session, id))
        except (StaleDataError, IntegrityError):  # somebody stored in the same moment: join with theirs
            session.rollback()
        except keeping.TooLong:
            abort(413)
    return abort(503)


def _save(session: Session, questionnaire: Questionnaire) -> Response | tuple[str, int]:
    page, _, which = request.form.get("back", "").partition(".")
    try:
        now = fields_of(questionnaire.text)
    except Shapeless:
        return redirect(address_of(questionnaire, "yaml"), 303)
    shown = keeping.text_at(session, questionnaire, request.form.get("edition", 0, type=int))
    is_newest = shown == questionnaire.text
    merged = _joined(shown, now)
    moved = None if merged.clashes else _moved(now, is_newest)
    keeping.change(
        session, questionnaire, _written(questionnaire, now, merged, moved), guard.whoever_is_here()
    )
    session.commit()
    if merged.clashes:
        return _both(session, questionnaire, merged), 409
    _tell(moved, is_newest)
    if moved and moved.path and (page, moved.path[-2:-1]) in _NEW_PAGES:
        return redirect(editing_of(session, questionnaire).address(place_of(moved.path)), 303)
    return redirect(address_of(questionnaire, page, which, _anchor(moved)), 303)


# What is added on a page and has a page of its own: one goes on there.
_NEW_PAGES = {("overview", ("facets",))}


def _joined(shown: str | None, now: Fields) -> Merged:
    """What the form says, written into the questionnaire as it is now."""
    # A box that is ticked says yes after the no that stands before it.
    sent = sent_changes({place: said[-1] for place, said in request.form.lists()})
    try:
        before = fields_of(shown) if shown is not None else {}
    except Shapeless:
        before = {}
    return apply(before, now, sent)


def _moved(now: Fields, is_newest: bool) -> Moved | None:
    """What the button did; None if it only stores, or what it stands beside may be another part by now."""
    verb, _, place = request.form.get("do", "").partition(" ")
    if not verb or not is_newest:
        return None
    to = request.form.get("dropped", request.form.get(f"to {place}", ""))
    try:
        return move(now, verb, place, to)
    except Impossible:
        flash(gettext("That could not be done: look at the page as it is now, and press again."))
        return None


def _written(questionnaire: Questionnaire, now: Fields, merged: Merged, moved: Moved | None) -> str:
    """The new text; to the letter the old one where nothing changed, with its comments."""
    return text_of(now) if merged.written or moved else questionnaire.text


def _anchor(moved: Moved | None) -> str:
    return place_of(moved.path) if moved and moved.path else request.form.get("at", "")[:200]


def _tell(moved: Moved | None, is_newest: bool) -> None:
    if request.form.get("do") and not is_newest:
        flash(
            gettext("Somebody else was at work here: this is how it is now. Please press the button again.")
        )
    elif moved is None:
        flash(gettext("Saved."))
    elif moved.path is None:
        flash(gettext("“%(name)s” is gone. “Undo” brings it back.", name=moved.name))
    elif moved.count:
        place = {"number": moved.number, "count": moved.count, "name": moved.name}
        flash(gettext("“%(name)s” is now number %(number)s of %(count)s.", **place))


def _both(session: Session, questionnaire: Questionnaire, merged: Merged) -> str:
    """Both words of every place in which two people wrote, to choose from."""
    editing = editing_of(session, questionnaire)
    return render_template(
        "designer/clash.html",
        draft=editing,
        questionnaire=questionnaire,
        back=request.form.get("back", ""),
        clashes=[each for each in merged.clashes if each.place],
        gone=[each for each in merged.clashes if _is_gone(each)],
        written=merged.written,
    )


def _is_gone(clash: Clash) -> bool:
    return clash.place is None and bool(clash.mine)


@bp.post("/text")
def save_text(id: int) -> Response | tuple[str, int]:
    """Stores the text as a whole. :raise 404: if there is no such questionnaire."""
    session = database_session()
    questionnaire = questionnaire_or_404(session, id)
    sent = request.form.get("text", "").replace("\r\n", "\n").replace("\0", "")
    shown = request.form.get("edition", 0, type=int)
    if shown != questionnaire.edition and sent != questionnaire.text:
        page = {"questionnaire": questionnaire, "mine": sent}
        return render_template("designer/text_clash.html", **page), 409
    try:
        keeping.change(session, questionnaire, sent, guard.whoever_is_here())
        session.commit()
    except keeping.TooLong:
        abort(413)
    except (StaleDataError, IntegrityError):
        session.rollback()
        page = {"questionnaire": questionnaire_or_404(session, id), "mine": sent}
        return render_template("designer/text_clash.html", **page), 409
    flash(gettext("Saved."))
    return redirect(url_for("designer.yaml", id=id), 303)


@bp.post("/undo")
def undo(id: int) -> Response:
    """Takes the last change back, whoever made it. :raise 404: if there is no such questionnaire."""
    session = database_session()
    questionnaire = questionnaire_or_404(session, id)
    page, _, which = request.form.get("back", "").partition(".")
    seen = request.form.get("edition", 0, type=int)
    if seen == questionnaire.edition and keeping.take_back(session, questionnaire, guard.whoever_is_here()):
        session.commit()
        flash(gettext("The last change is taken back."))
    else:
        flash(gettext("Nothing was taken back: this is how it is now."))
    return redirect(address_of(questionnaire, page, which), 303)
