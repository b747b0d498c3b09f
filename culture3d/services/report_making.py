"""Turns a report that was asked for into its file; a worker's task."""

import atexit
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from culture3d.i18n import translations
from culture3d.models.report import Kind, Report, Status
from culture3d.services import comments, results
from culture3d.services.briefs import brief_of, with_comments, with_logo
from culture3d.services.choices import from_stored

if TYPE_CHECKING:
    from reports.brief import Brief
    from reports.pdf import Press
    from reports.rendering import Renderer


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
    report = session.get_one(Report, report_id)
    report.status, report.progress = Status.RUNNING, 5
    yield
    choice = from_stored(report.choice)
    made_on = report.asked_at.date()
    brief = brief_of(session, report.wave, report.language, made_on, choice=choice)
    brief = with_logo(session, brief, report.wave.organisation)
    brief = with_comments(session, brief, report.wave)  # whoever may ask for a report may read them
    figures = results.digest_of(session, report.wave)
    report.digest = comments.digest_with(session, report.wave, figures)
    file = folder / f"{report.id}.{report.kind}"
    for made in WRITERS[report.kind](brief):
        if isinstance(made, bytes):
            file.write_bytes(made)
        else:
            report.progress = made
            yield
    report.status, report.progress, report.file = Status.DONE, 100, file.name
    yield


def _pdf(brief: "Brief") -> Iterator[int | bytes]:
    """Says how far it is, %, and in the end gives the file."""
    from reports.pdf import Printer

    _, press = workshop()
    with Printer(press=press, language=brief.language) as printer:
        for made in _html(brief):
            yield printer.print(made.decode()) if isinstance(made, bytes) else made


def _html(brief: "Brief") -> Iterator[int | bytes]:
    from reports.document import compose
    from reports.illustrations import pictures, placed
    from reports.language import Language
    from reports.reader import Reader

    language = Language(brief.language, translations(brief.language, "reports"))
    renderer, _ = workshop()
    asked = pictures(Reader(brief, language))
    drawn = {}
    for name, picture in asked.items():
        drawn[name] = renderer.draw(picture)
        yield 5 + 60 * len(drawn) // len(asked)
    yield compose(brief, language, placed(language, asked, drawn)).encode()


WRITERS: Mapping[Kind, Callable[["Brief"], Iterator[int | bytes]]] = {Kind.PDF: _pdf, Kind.PREVIEW: _html}
