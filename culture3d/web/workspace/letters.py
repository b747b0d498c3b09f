"""Has letters made for people without a mail address, in the background, and tells what came of it."""

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext
from werkzeug.wrappers import Response

from culture3d import printing
from culture3d.db import database_session
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import audit
from culture3d.services import tasks as tasks_kept
from culture3d.services.audit import Action
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.workspace import tasks


def ask_for_letters(wave: Wave, only: int | None = None) -> Response:
    """Has letters made of a wave's people, or of one of them, and leads to the page that tells of it."""
    session, here = database_session(), guard.whoever_is_here()
    about = printing.about(wave, only)
    task = tasks_kept.ask(session, wave.organisation, printing.LETTERS, about, here)
    audit.record(session, Action.LETTERS_MADE, wave.organisation, here, {"wave": wave.name})
    session.commit()
    return tasks.queue(task)


def _letters_told(task: Task) -> str:
    if not task.told.get("letters"):
        return str(gettext("Everybody who was invited has a mail address: there are no letters to make."))
    made = ngettext("One letter was made.", "%(num)s letters were made.", int(task.told["letters"]))
    if task.file is None:
        return str(made) + " " + str(gettext("The file was deleted since. Have the letters made anew."))
    return str(made) + " " + str(gettext("They hold people's codes: the file is deleted after a day."))


def _to_messages(task: Task) -> str:
    wave = database_session().get_one(Wave, printing.wave_id_of(task))
    return url_for("messages.index", slug=task.organisation.slug, number=wave.number)


tasks.WORDS[printing.LETTERS] = tasks.Words(
    May.LIST, lazy_gettext("Making the letters"), _letters_told, _to_messages
)
