"""Takes questionnaires out of the designer and into it as files."""

import re

from flask import Blueprint, Response, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from culture3d.db import database_session
from culture3d.services.designing.keeping import MAX_CHARACTERS
from culture3d.services.designing.shape import Shapeless, fields_of
from culture3d.web import uploads
from culture3d.web.accounts import guard
from culture3d.web.designer.shelf import begun, firm_or_404, new_page
from culture3d.web.designer.versions import yaml_file
from culture3d.web.fetching import questionnaire_or_404
from culture3d.web.saying import say, say_fault
from surveys.faults import BadInput, Fault

bp = Blueprint("questionnaire_files", __name__, url_prefix="/questionnaires")
guard.protect(bp)
MOST_BYTES = 8 * 1024 * 1024  # more than the reader of any kind of file takes
uploads.LARGER["questionnaire_files.take"] = MOST_BYTES


@bp.get("/<int(max=2147483647):id>/questionnaire.yaml")
def text(id: int) -> Response:
    """The questionnaire's text as it stands, with its faults if it has any. :raise 404: if there is none."""
    questionnaire = questionnaire_or_404(database_session(), id)
    return yaml_file(questionnaire.text, f"{_file_name(questionnaire.text)}.yaml")


def _file_name(text: str) -> str:
    """The id, as far as it can stand in the name of a file."""
    try:
        name = str(fields_of(text).get("id", ""))
    except Shapeless:
        name = ""
    return re.sub("[^A-Za-z0-9_-]", "", name)[:64] or "questionnaire"


@bp.post("/file")
def take() -> Redirect | tuple[str, int]:
    """Begins a questionnaire with a file of ours or of another program; tells what cannot be read of it."""
    session = database_session()
    firm = firm_or_404(session)
    content, name = uploads.content_of("file")
    try:
        text, left = _read(content, name)
    except BadInput as bad:
        return new_page(session, wrong=[say_fault(fault) for fault in bad.faults]), 422
    return begun(session, firm, text, name, left)


def _read(content: bytes, name: str) -> tuple[str, list[str]]:
    """The text of a questionnaire, and what of a file could not be carried over.

    :raise BadInput: if it is none that anybody could read.
    """
    if not content:
        raise BadInput([Fault(gettext("Choose a file."))])
    if not name.lower().endswith((".yaml", ".yml")):
        return _imported(content, name)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
    except UnicodeDecodeError:
        raise BadInput([Fault(gettext("Save the file as UTF-8 and try again."))]) from None
    if len(text) > MAX_CHARACTERS:
        raise BadInput([Fault(gettext("No questionnaire is as long as this."))])
    return text, []


def _imported(content: bytes, name: str) -> tuple[str, list[str]]:
    """One of another program as one of ours. :raise BadInput: if it is of no kind that we know."""
    from surveys.importers import import_questionnaire  # brings readers of spreadsheets and forms

    made = import_questionnaire(content, name)
    notes = ((note.field, say(note.message)) for note in (*made.left, *made.decided))
    return made.text, [": ".join(filter(None, note)) for note in notes]


@bp.post("/<int(max=2147483647):id>/seen")
def seen(id: int) -> Redirect:
    """Forgets what could not be carried over, once somebody has read it. :raise 404: if there is none."""
    session = database_session()
    questionnaire_or_404(session, id).left = []
    session.commit()
    return redirect(url_for("designer.overview", id=id), 303)
