"""Hands all wordings out as a spreadsheet for a translator, and takes the filled one back."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as Redirect

from culture3d.db import database_session
from culture3d.services.designing import keeping, places
from culture3d.web import uploads
from culture3d.web.accounts import guard
from culture3d.web.designer.editing import Editing, editing_or_404, name_of_language
from culture3d.web.fetching import questionnaire_or_404
from culture3d.web.saying import say, say_fault
from surveys.faults import BadInput, Fault

bp = Blueprint("sheets", __name__, url_prefix="/questionnaires/<int(max=2147483647):id>/sheet")
guard.protect(bp)
MOST_BYTES = 2 * 1024 * 1024  # packed; what it unpacks to is bounded by its reader
uploads.LARGER["sheets.take"] = MOST_BYTES
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_TOLD = 100


@bp.get("/")
def ask(id: int) -> str:
    """Where a sheet is fetched and given back. :raise 404: if there is no such questionnaire."""
    return _page(editing_or_404(id))


def _page(editing: Editing, **more: object) -> str:
    return render_template("designer/sheet.html", draft=editing, questionnaire=editing.questionnaire, **more)


@bp.get("/<language>.xlsx")
def fetch(id: int, language: str) -> Response:
    """A row for each text, and a column to fill in. :raise 404: if there is none, or it has faults."""
    from surveys.instrument.sheet import blank_sheet  # brings the writer of spreadsheets

    editing = editing_or_404(id)
    if not places.is_language(language) or not editing.faultless:
        abort(404)
    made = blank_sheet(editing.questionnaire.text, language)
    reply = Response(made, mimetype=_XLSX)
    name = f"{editing.get('id')}-{language}.xlsx"
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply


@bp.post("/")
def take(id: int) -> Redirect | tuple[str, int] | str:
    """Takes the words of a sheet over, all or none. :raise 404: if there is no such questionnaire."""
    from surveys.instrument.sheet import fill

    session = database_session()
    editing = editing_or_404(id)
    content, name = uploads.content_of("file")
    try:
        if not content:
            raise BadInput([Fault(gettext("Choose a file."))])
        filled = fill(editing.questionnaire.text, content, "", name)
        keeping.change(session, editing.questionnaire, filled.text, guard.whoever_is_here())
        session.commit()
    except BadInput as bad:
        wrong = [say_fault(fault) for fault in bad.faults[:_MOST_TOLD]]
        return _page(editing, wrong=wrong), 422
    except (StaleDataError, IntegrityError):
        session.rollback()
        flash(gettext("Somebody else was at work here. This is how it is now; please press again."))
        return redirect(url_for("sheets.ask", id=id), 303)
    spoken = ", ".join(map(name_of_language, filled.languages))
    flash(gettext("The words of the sheet are taken over: %(languages)s.", languages=spoken))
    notes = [f"{note.field}: {say(note.message)}" for note in filled.changed[:_MOST_TOLD]]
    if not notes and not filled.ignored:
        language = filled.languages[0] if filled.languages else editing.languages[0]
        return redirect(url_for("designer.wordings", id=id, language=language), 303)
    questionnaire_or_404(session, id)
    return _page(editing_or_404(id), notes=notes, ignored=filled.ignored)
