"""Takes the wish for a report, shows how far it is, and hands out the file."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from culture3d import clock
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.models.report import Kind, Report
from culture3d.security import hold_frames
from culture3d.services import permissions, reporting
from culture3d.services.choices import from_stored
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.insight.organisations import chosen_wave, released_waves
from culture3d.web.queueing import ask_for

bp = Blueprint("reports", __name__)
guard.protect(bp)


def readable_report(report_id: str) -> Report:
    """:raise 404: if there is no such report, or whoever is here may not read it."""
    report, who = database_session().get(Report, report_id) or abort(404), guard.whoever_is_here()
    organisation = organisation_or_404(database_session(), report.wave.organisation.slug, May.READ)
    if not reporting.may_read(report, who, permissions.what_may(who, organisation)):
        abort(404)
    return report


def queue(asked: Sequence[Report]) -> Response:
    """Has reports made that were stored already, and leads to the page that says how far they are."""
    for report in asked:
        ask_for("make_report", report.id)
    if asked[0].batch:
        return redirect(url_for("batches.show", batch=asked[0].batch), 303)
    return redirect(url_for("reports.progress", report_id=asked[0].id), 303)


@bp.post("/organisations/<slug>/reports")
def ask(slug: str) -> Response:
    """Has a report made in the background. :raise 404: if there is no such organisation or wave."""
    session = database_session()
    released = released_waves(session, organisation_or_404(session, slug, May.READ))
    if not released:
        abort(404)
    wave, language = chosen_wave(released), chosen_language()
    report = reporting.ask(session, wave, language, clock.now(), guard.whoever_is_here())
    session.commit()
    return queue([report])


@bp.get("/reports/<report_id>")
def progress(report_id: str) -> str:
    """How far a report is. :raise 404: if there is none."""
    report = readable_report(report_id)
    if report.kind is Kind.PREVIEW:
        hold_frames()
    wanted = from_stored(report.choice).languages
    others = [code for code in wanted if code in LANGUAGES and code != report.language]
    page = {"report": report, "organisation": report.wave.organisation, "others": others}
    return render_template("insight/report.html", **page)


@bp.get("/reports/<report_id>/status")
def status(report_id: str) -> Response:
    """The same for a script that asks again and again. :raise 404: if there is none."""
    report = readable_report(report_id)
    return jsonify(status=report.status.value, progress=report.progress, ended=report.has_ended)


@bp.get("/reports/<report_id>/file")
def file(report_id: str) -> Response:
    """The finished report. :raise 404: if there is none, or none yet."""
    report = readable_report(report_id)
    folder: Path = current_app.config["SETTINGS"].reports
    if report.kind is not Kind.PDF or report.file is None or not (folder / report.file).is_file():
        abort(404)
    name = reporting.file_name(report)
    return send_file(folder / report.file, "application/pdf", as_attachment=True, download_name=name)
