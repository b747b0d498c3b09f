"""Has documents about a wave made, for works councils and data-protection officers, and lists them."""

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import documents
from culture3d.services.documents import Document
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from culture3d.web.workspace.tasks import WORDS, Words, queue

bp = Blueprint(
    "documents", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/documents"
)
guard.protect(bp)

NAMES: Mapping[Document, LazyString] = {
    Document.PACK: lazy_gettext("Works-council pack"),
    Document.TEMPLATE: lazy_gettext("Data-protection template"),
}
_ABOUT: Mapping[Document, LazyString] = {
    Document.PACK: lazy_gettext(
        "What employees are promised, every question, who is asked, who sees what, where it is kept and for "
        "how long, what could go wrong, the texts of mails, and the log so far."
    ),
    Document.TEMPLATE: lazy_gettext(
        "A record of processing activities and an impact assessment (Articles 30 and 35 of the GDPR), filled "
        "in as far as this installation knows; what only the controller knows is marked and left blank. It "
        "is a template, and no legal advice."
    ),
}


def _done(_: Task) -> str:
    return str(
        gettext("The document is ready. It is kept for a week; made again, it tells how things stand then.")
    )


def _onward(task: Task) -> str:
    wave = documents.wave_of(database_session(), task)
    return url_for("documents.index", slug=wave.organisation.slug, number=wave.number)


WORDS[documents.TASK] = Words(May.AUDIT, lazy_gettext("Document"), _done, _onward)


@bp.get("/")
def index(slug: str, number: int) -> str:
    """Which documents there are, and those that were asked for. :raise 404: if there is no such wave."""
    wave = wave_or_404(database_session(), slug, number, May.AUDIT)
    settings: Settings = current_app.config["SETTINGS"]
    asked = documents.of(database_session(), wave)
    return render_template(
        "workspace/documents.html",
        organisation=wave.organisation,
        wave=wave,
        names=NAMES,
        about=_ABOUT,
        chosen=_usual_language(wave),
        asked=[(task, documents.document_of(task), documents.language_of(task)) for task in asked],
        there={task.id for task in asked if task.file and (settings.files / task.file).is_file()},
    )


def _usual_language(wave: Wave) -> str:
    first = wave.organisation.language
    return first if first in LANGUAGES else chosen_language()


@bp.post("/")
def ask(slug: str, number: int) -> Response:
    """Has a document made. :raise 404: if there is no such wave; 400 if there is no such document."""
    session = database_session()
    wave = wave_or_404(session, slug, number, May.AUDIT)
    document, language = request.form.get("document", ""), request.form.get("language", "")
    if document not in set(Document) or language not in LANGUAGES:
        abort(400)
    task = documents.ask(session, wave, Document(document), language, guard.whoever_is_here())
    session.commit()
    return queue(task)
