"""Takes a list of people, shows how it is understood, and has everybody in it put on the list of a wave."""

from itertools import islice

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import people_imports, sent_files
from culture3d.services.people_columns import Reading
from culture3d.services.people_lists import MOST_BYTES, open_people
from culture3d.services.permissions import May
from culture3d.web import uploads
from culture3d.web.accounts import guard
from culture3d.web.fetching import wave_or_404
from culture3d.web.workspace import tasks
from surveys.csv_files import Faults
from surveys.faults import BadInput, Fault, told

bp = Blueprint(
    "people_import", __name__, url_prefix="/organisations/<slug>/waves/<int(max=9999):number>/people/import"
)
guard.protect(bp)
uploads.LARGER["people_import.send"] = MOST_BYTES
ROWS_SHOWN = 5


def _done(task: Task) -> str:
    if faults := task.told.get("faults"):
        nobody = ngettext(
            "Nobody was put on the list: the file has %(num)s fault.",
            "Nobody was put on the list: the file has %(num)s faults.",
            int(faults),
        )
        return str(nobody)
    many = int(task.told["people"])
    done = ngettext("%(num)s person was put on the list.", "%(num)s people were put on the list.", many)
    return str(done)


def _onward(task: Task) -> str:
    wave = people_imports.wave_of(database_session(), task)
    page = "people_import.ask" if task.told.get("faults") else "people.index"
    return url_for(page, slug=wave.organisation.slug, number=wave.number)


tasks.WORDS[people_imports.KIND] = tasks.Words(May.LIST, lazy_gettext("Importing people"), _done, _onward)


@bp.get("/")
def ask(slug: str, number: int) -> str:
    """Asks for a file. :raise 404: if there is no such wave, or its list is closed."""
    return _ask(_wave_or_404(slug, number))


@bp.post("/")
def send(slug: str, number: int) -> Response | tuple[str, int]:
    """Keeps a file for a day and leads to how it is understood. :raise 404: as above."""
    wave = _wave_or_404(slug, number)
    content, name = uploads.content_of("file")
    try:
        if not content:
            raise BadInput([Fault(told("Choose a file."))])
        open_people(Reading(wave), content, name)
    except BadInput as bad:
        return _ask(wave, bad), 422
    kept = sent_files.keep(current_app.config["SETTINGS"].files, wave.organisation_id, content)
    return redirect(url_for("people_import.preview", slug=slug, number=number, sent=kept), 303)


@bp.get("/<sent>")
def preview(slug: str, number: int, sent: str) -> str:
    """How the file is understood. :raise 404: as above, or if there is no such file, or none any longer."""
    wave = _wave_or_404(slug, number)
    path = sent_files.kept(current_app.config["SETTINGS"].files, wave.organisation_id, sent) or abort(404)
    table, columns = open_people(Reading(wave), path)
    batch = next(table.batches(Faults("")), None)
    rows = list(islice(zip(*batch.columns, strict=True), ROWS_SHOWN)) if batch else []
    page = {"columns": columns, "rows": [columns.row(cells) for cells in rows], "names": _COLUMN_NAMES}
    return render_template("workspace/people_preview.html", wave=wave, organisation=wave.organisation, **page)


@bp.post("/<sent>")
def confirm(slug: str, number: int, sent: str) -> Response:
    """Has everybody in it put on the list; pressed twice, it is one piece of work. :raise 404: as above."""
    session = database_session()
    wave = _wave_or_404(slug, number)
    if sent_files.kept(current_app.config["SETTINGS"].files, wave.organisation_id, sent) is None:
        abort(404)
    task = people_imports.ask(session, wave, sent, guard.whoever_is_here())
    session.commit()
    return tasks.queue(task)


def _wave_or_404(slug: str, number: int) -> Wave:
    """A wave whose list takes files. :raise 404: if there is none."""
    wave = wave_or_404(database_session(), slug, number, May.LIST)
    if not people_imports.takes_lists(wave):
        abort(404)
    return wave


def _ask(wave: Wave, bad: BadInput | None = None) -> str:
    reading = Reading(wave)
    asked = [each for each in reading.instrument.attributes if each.id in reading.options]
    page = {"asked": asked, "instrument": reading.instrument, "faults": bad.faults if bad else ()}
    return render_template("workspace/people_import.html", wave=wave, organisation=wave.organisation, **page)


# What we take a column for, in the language of the page; a background question keeps its id.
_COLUMN_NAMES = {
    "name": lazy_gettext("Name"),
    "first name": lazy_gettext("First name"),
    "last name": lazy_gettext("Last name"),
    "email": lazy_gettext("E-mail address"),
    "unit": lazy_gettext("Unit"),
    "language": lazy_gettext("Language"),
    "perspective": lazy_gettext("Perspective"),
}
