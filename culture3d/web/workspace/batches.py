"""Has reports on many organisations made together, and hands them out in one archive."""

from pathlib import Path
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_STORED, ZipFile

from flask import Blueprint, abort, current_app, jsonify, render_template, request, send_file
from werkzeug.wrappers import Response

from culture3d import clock
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES
from culture3d.models.report import Report, Status
from culture3d.models.wave import Wave
from culture3d.services import permissions, reporting
from culture3d.services.choices import ALL
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.insight.organisations import released_waves
from culture3d.web.insight.reports import queue

bp = Blueprint("batches", __name__, url_prefix="/batches")
guard.protect(bp)

IN_MEMORY = 16 * 1024**2  # bytes of an archive; a larger one is put together on the disk


@bp.get("/")
def compose() -> str:
    """The organisations of which a report can be made, to tick. :raise 404: if somebody composes none."""
    return render_template("workspace/batch_new.html", latest=_latest(), ticked=(), fault=None)


def _latest() -> dict[str, Wave]:
    """The latest released wave of each organisation. :raise 404: if somebody may compose for none."""
    session = database_session()
    organisations = permissions.seen(session, guard.whoever_is_here(), May.ARRANGE) or abort(404)
    released = {each.slug: released_waves(session, each) for each in organisations}
    return {slug: waves[-1] for slug, waves in released.items() if waves}


@bp.post("/")
def ask() -> Response | tuple[str, int]:
    """Has a report made on each organisation that is ticked, in each language."""
    latest = _latest()
    ticked = [slug for slug in request.form.getlist("organisations") if slug in latest]
    languages = [code for code in request.form.getlist("languages") if code in LANGUAGES]
    if not ticked or not languages:
        page = {"latest": latest, "ticked": ticked, "fault": True}
        return render_template("workspace/batch_new.html", **page), 422
    session, now = database_session(), clock.now()
    chosen = [latest[slug] for slug in ticked]
    asked = reporting.ask_together(session, chosen, languages, now, guard.whoever_is_here(), ALL)
    session.commit()
    return queue(asked)


def _reports(batch: str) -> list[Report]:
    """Those of a batch that are somebody's business. :raise 404: if there are none."""
    who = guard.whoever_is_here()
    found = reporting.in_batch(database_session(), batch)
    may = {report.id: permissions.what_may(who, report.wave.organisation) for report in found}
    return [report for report in found if May.ARRANGE in may[report.id]] or abort(404)


@bp.get("/<batch>")
def show(batch: str) -> str:
    """How far each report is. :raise 404: if there is no such batch."""
    reports = _reports(batch)
    return render_template("workspace/batch.html", reports=reports, batch=batch, **_told(reports))


@bp.get("/<batch>/status")
def status(batch: str) -> Response:
    """The same for a script that asks again and again. :raise 404: if there is no such batch."""
    return jsonify(_told(_reports(batch)))


def _told(reports: list[Report]) -> dict[str, object]:
    ended = all(report.has_ended for report in reports)
    return {"ended": ended, "progress": sum(report.progress for report in reports) // len(reports)}


@bp.get("/<batch>/archive")
def archive(batch: str) -> Response:
    """All reports that are finished, in one ZIP. :raise 404: if there are none."""
    folder: Path = current_app.config["SETTINGS"].reports
    made = [report for report in _reports(batch) if report.status is Status.DONE and report.file]
    there = [report for report in made if (folder / str(report.file)).is_file()] or abort(404)
    whole = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  it is closed when it was sent
    with ZipFile(whole, "w", ZIP_STORED) as packed:
        for report in there:
            packed.write(folder / str(report.file), reporting.file_name(report))
    whole.seek(0)
    return send_file(whole, "application/zip", as_attachment=True, download_name="culture3d-reports.zip")
