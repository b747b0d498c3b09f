"""Composes reports on a wave, shows them before they are made, and keeps the history of those that were."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from culture3d import clock
from culture3d.db import database_session
from culture3d.i18n import LANGUAGES, chosen_language
from culture3d.models.organisation import Organisation
from culture3d.models.report import Kind, Report, Status
from culture3d.models.wave import Wave
from culture3d.security import be_a_framed_document
from culture3d.services import comments, permissions, reporting
from culture3d.services.choices import ALL, Choice, from_stored
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.insight.organisations import chosen_wave, released_waves
from culture3d.web.insight.reading import reader_of
from culture3d.web.insight.reports import queue, readable_report

if TYPE_CHECKING:
    from culture3d.web.workspace.report_forms import ReportForm

bp = Blueprint("composing", __name__)
guard.protect(bp)


@bp.get("/organisations/<slug>/reports/")
def history(slug: str) -> str:
    """The reports on an organisation that somebody may read. :raise 404: if there is no such organisation."""
    session, who = database_session(), guard.whoever_is_here()
    organisation = organisation_or_404(session, slug, May.READ)
    may = permissions.what_may(who, organisation)
    found = reporting.reports_of(session, organisation)
    reports = [report for report in found if reporting.may_read(report, who, may)]
    return render_template(
        "workspace/reports.html",
        organisation=organisation,
        reports=reports,
        holds=_holds(session, reports),
        may=may,
        released=bool(released_waves(session, organisation)),
    )


def _holds(session: Session, reports: Sequence[Report]) -> dict[str, str]:
    """What distinguishes each report, by its id."""
    from culture3d.services import results  # brings what results and reports are made of
    from culture3d.web.workspace.report_choices import told
    from culture3d.web.workspace.report_forms import offered

    waves = {report.wave_id: report.wave for report in reports}
    before = {id_: results.released_before(session, wave) for id_, wave in waves.items()}
    chapters = {id_: offered(has_comments=comments.has_told(session, wave)) for id_, wave in waves.items()}
    return {each.id: told(each, before[each.wave_id], chapters[each.wave_id]) for each in reports}


@bp.get("/organisations/<slug>/reports/new")
def compose(slug: str) -> str:
    """The form for a report, as usual or like one that was made before.

    :raise 404: if there is no such organisation, or no such wave with results.
    """
    session = database_session()
    organisation, wave = _wave(session, slug)
    like = _like(session, organisation)
    if like is None:
        return _page(wave, _form(session, wave, ALL, [organisation.language]))
    choice = from_stored(like.choice).written_in(like.language)
    together = list(choice.languages) if like.kind is Kind.PREVIEW else []
    return _page(wave, _form(session, wave, choice, together or [like.language]))


def _wave(session: Session, slug: str) -> tuple[Organisation, Wave]:
    organisation = organisation_or_404(session, slug, May.ARRANGE)
    released = released_waves(session, organisation) or abort(404)
    return organisation, chosen_wave(released)


def _like(session: Session, organisation: Organisation) -> Report | None:
    """The report that the address names to begin from. :raise 404: if it is not on this organisation."""
    if "like" not in request.args:
        return None
    found = session.get(Report, request.args["like"])
    return found if found and found.wave.organisation_id == organisation.id else abort(404)


def _form(session: Session, wave: Wave, like: Choice, languages: list[str]) -> "ReportForm":
    from culture3d.services import results  # brings what results and reports are made of
    from culture3d.web.workspace.report_forms import form_for, offered

    before = results.released_before(session, wave)
    chapters = offered(has_comments=comments.has_told(session, wave))
    return form_for(before, reader_of(session, wave, None, chosen_language()), like, languages, chapters)


def _page(wave: Wave, form: "ReportForm") -> str:
    from culture3d.web.workspace.report_forms import always

    waves = released_waves(database_session(), wave.organisation)
    page = {"organisation": wave.organisation, "chosen": wave, "waves": waves}
    return render_template("workspace/compose.html", **page, form=form, always=always())


@bp.post("/organisations/<slug>/reports/new")
def ask(slug: str) -> Answer | tuple[str, int]:
    """Has the report made in each language, or shown before that in the first.

    :raise 404: if there is no such organisation, or no such wave with results.
    """
    session = database_session()
    organisation, wave = _wave(session, slug)
    form = _form(session, wave, ALL, [organisation.language])
    if not form.validate():
        return _page(wave, form), 422
    languages, now, who = form.languages.data, clock.now(), guard.whoever_is_here()
    if request.form.get("then") == "preview":
        report = reporting.ask_for_preview(session, wave, languages[0], now, who, form.choice())
        session.commit()
        return queue([report])
    asked = reporting.ask_together(session, [wave], languages, now, who, form.choice())
    session.commit()
    return queue(asked)


@bp.post("/reports/<report_id>/share")
def share(report_id: str) -> Answer:
    """Lets the organisation's leaders read a report, or no longer. :raise 404: if there is no such report."""
    report = readable_report(report_id)
    organisation = report.wave.organisation
    organisation_or_404(database_session(), organisation.slug, May.ARRANGE)
    shared = {"yes": True, "no": False}[request.form["shared"]]
    reporting.share(database_session(), report, guard.whoever_is_here(), shared=shared)
    database_session().commit()
    return redirect(url_for("composing.history", slug=organisation.slug), 303)


@bp.get("/reports/<report_id>/delete")
def ask_delete(report_id: str) -> str:
    """Says what goes with a report. :raise 404: if there is no such report, or it is still being made."""
    report = _deletable(report_id)
    return render_template("workspace/report_gone.html", report=report, organisation=report.wave.organisation)


@bp.post("/reports/<report_id>/delete")
def delete(report_id: str) -> Answer:
    """Deletes a report and its file. :raise 404: if there is no such report, or it is still being made."""
    report = _deletable(report_id)
    if request.form.get("sure") != "yes":
        abort(400)
    slug, file = report.wave.organisation.slug, report.file
    reporting.delete(database_session(), report, guard.whoever_is_here())
    database_session().commit()
    if file:
        (current_app.config["SETTINGS"].reports / file).unlink(missing_ok=True)
    return redirect(url_for("composing.history", slug=slug), 303)


def _deletable(report_id: str) -> Report:
    report = readable_report(report_id)
    organisation_or_404(database_session(), report.wave.organisation.slug, May.ARRANGE)
    return report if report.kind is Kind.PDF and report.has_ended else abort(404)


@bp.get("/reports/<report_id>/preview")
def preview(report_id: str) -> Response:
    """What a report would be, as a document for a frame. :raise 404: if there is none, or none yet."""
    report = readable_report(report_id)
    if report.kind is not Kind.PREVIEW or report.status is not Status.DONE:
        abort(404)
    path = current_app.config["SETTINGS"].reports / f"{report.id}.html"
    if not path.is_file():
        abort(404)
    be_a_framed_document()
    return Response(path.read_bytes(), mimetype="text/html")


@bp.post("/reports/<report_id>/preview")
def look_in(report_id: str) -> Answer:
    """Has the same shown in another language. :raise 404: if there is no such preview or language."""
    report, session = readable_report(report_id), database_session()
    organisation_or_404(session, report.wave.organisation.slug, May.ARRANGE)
    language = request.form["language"]
    if report.kind is not Kind.PREVIEW or language not in LANGUAGES:
        abort(404)
    wave, who = report.wave, guard.whoever_is_here()
    shown = reporting.ask_for_preview(session, wave, language, clock.now(), who, from_stored(report.choice))
    session.commit()
    return queue([shown])
