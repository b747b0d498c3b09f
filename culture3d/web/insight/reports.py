"""Takes the wish for a report, shows how far it is, and hands out the file."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, send_file, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from culture3d import jobs
from culture3d.db import database_session
from culture3d.i18n import chosen_language
from culture3d.models.report import Report, Status
from culture3d.services import reporting
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.insight.organisations import chosen_wave, released_waves

bp = Blueprint("reports", __name__)
guard.protect(bp)


def _report(report_id: str) -> Report:
    """:raise 404: if there is no such report, or it is on an organisation that is none of one's business."""
    report = database_session().get(Report, report_id) or abort(404)
    organisation_or_404(database_session(), report.wave.organisation.slug, May.READ)
    return report


@bp.post("/organisations/<slug>/reports")
def ask(slug: str) -> Response:
    """Has a report made in the background. :raise 404: if there is no such organisation or wave."""
    session = database_session()
    released = released_waves(session, organisation_or_404(session, slug, May.READ))
    if not released:
        abort(404)
    report = reporting.ask(session, chosen_wave(released), chosen_language(), _now())
    session.commit()
    try:
        jobs.enqueue(current_app.config["SETTINGS"], "make_report", report.id)
    except OperationalError:  # the next worker that starts takes it up
        current_app.logger.warning("a report waits: the queue of jobs cannot be reached")
    return redirect(url_for("reports.progress", report_id=report.id), 303)


@bp.get("/reports/<report_id>")
def progress(report_id: str) -> str:
    """How far a report is. :raise 404: if there is none."""
    report = _report(report_id)
    return render_template("insight/report.html", report=report, organisation=report.wave.organisation)


@bp.get("/reports/<report_id>/status")
def status(report_id: str) -> Response:
    """The same for a script that asks again and again. :raise 404: if there is none."""
    report = _report(report_id)
    ended = report.status in (Status.DONE, Status.FAILED)
    return jsonify(status=report.status.value, progress=report.progress, ended=ended)


@bp.get("/reports/<report_id>/file")
def file(report_id: str) -> Response:
    """The finished report. :raise 404: if there is none, or none yet."""
    report = _report(report_id)
    folder: Path = current_app.config["SETTINGS"].reports
    if report.file is None or not (folder / report.file).is_file():
        abort(404)
    wave = report.wave
    name = f"culture3d-{wave.organisation.slug}-{wave.number}-{report.language}.pdf"
    return send_file(folder / report.file, "application/pdf", as_attachment=True, download_name=name)


def _now() -> datetime:
    """Without a zone, as both databases keep it; always UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
