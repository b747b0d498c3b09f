"""Turns the releases of an organisation into a report: asked for by a person, made by a worker."""

import atexit
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.i18n import translations
from culture3d.models.report import Report, Status
from culture3d.models.wave import Wave
from culture3d.services.questionnaires import instrument_of

if TYPE_CHECKING:
    from reports.brief import Brief
    from reports.brief import Wave as BriefWave
    from reports.pdf import Press
    from reports.rendering import Renderer
    from surveys.results import Results


def ask(session: Session, wave: Wave, language: str, now: datetime) -> Report:
    """A report to be made on a released wave and those before it."""
    report = Report(
        id=secrets.token_urlsafe(16),
        wave=wave,
        language=language,
        asked_at=now,
        status=Status.WAITING,
        progress=0,
    )
    session.add(report)
    return report


def reports_on(session: Session, wave: Wave) -> list[Report]:
    """The reports on a wave, the latest first."""
    found = select(Report).where(Report.wave_id == wave.id).order_by(Report.asked_at.desc())
    return list(session.scalars(found))


@cache
def workshop() -> "tuple[Renderer, Press]":
    """The browser and the layout engine that all reports of this process share; closed when it ends.

    Either starts with the first report, and anew where it has died.
    """
    from reports.pdf import Press
    from reports.rendering import Renderer

    renderer, press = Renderer(), Press()
    atexit.register(renderer.close)
    atexit.register(press.close)
    return renderer, press


def make(session: Session, report_id: str, folder: Path) -> Iterator[None]:
    """Makes the file of a report; yields whenever progress is worth keeping.

    :raise LookupError: if there is no such report, or its wave has no release.
    :raise RenderingFailed: if a figure cannot be drawn.
    :raise PrintingFailed: if the document cannot be laid out.
    """
    from reports.document import compose
    from reports.illustrations import pictures, placed
    from reports.language import Language
    from reports.pdf import Printer
    from reports.reader import Reader

    report = session.get_one(Report, report_id)
    report.status, report.progress = Status.RUNNING, 5
    yield
    brief = brief_of(session, report.wave, report.language, report.asked_at.date())
    language = Language(brief.language, translations(brief.language, "reports"))
    renderer, press = workshop()
    with Printer(press=press, language=brief.language) as printer:
        asked = pictures(Reader(brief, language))
        drawn = {}
        for name, picture in asked.items():
            drawn[name] = renderer.draw(picture)
            report.progress = 5 + 60 * len(drawn) // len(asked)
            yield
        pdf = printer.print(compose(brief, language, placed(language, asked, drawn)))
    (folder / f"{report.id}.pdf").write_bytes(pdf)
    report.status, report.progress, report.file = Status.DONE, 100, f"{report.id}.pdf"
    yield


def brief_of(
    session: Session, wave: Wave, language: str, made_on: date, earlier: Sequence[str] | None = None
) -> "Brief":
    """What is to be told of a released wave and those before it.

    :param earlier: the segments to read of earlier waves and of changes; all where not given.
    :raise LookupError: if it has no release.
    """
    from culture3d.services import results
    from reports.brief import Brand, Brief

    before = results.released_before(session, wave)
    return Brief(
        organisation=wave.organisation.name,
        instrument=instrument_of(wave.instrument_version),
        waves=(
            *(_told(each, results.read_release(session, each, earlier)) for each in before),
            _told(wave, results.read_release(session, wave)),
        ),
        comparison=results.read_changes(session, wave, earlier),
        language=language,
        made_on=made_on,
        brand=Brand(name=wave.organisation.firm.name, accent=wave.organisation.accent),
    )


def _told(wave: Wave, release: "Results") -> "BriefWave":
    from reports.brief import Wave as BriefWave

    return BriefWave(wave.name, release, wave.closed_on, open_link=wave.has_open_link)
