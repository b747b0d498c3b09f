"""Turns the release of a wave into a report, composed as in the browser, and keeps it in the history."""

from dataclasses import replace
from pathlib import Path

import click

from culture3d import clock
from culture3d.commands.contents import contents_options
from culture3d.commands.outputs import write
from culture3d.commands.place import (
    Place,
    number_option,
    organisation_argument,
    organisation_of,
    place,
    wave_of,
    waves_of,
)
from culture3d.i18n import LANGUAGES
from culture3d.models.report import Report, Status
from culture3d.models.wave import State, Wave
from culture3d.services import report_making, reporting, results
from culture3d.services.briefs import brief_of
from culture3d.services.choices import Choice
from reports.choice import check
from reports.contents import Contents
from reports.pdf import PrintingFailed
from reports.rendering import RenderingFailed
from surveys.codes import PERSPECTIVES
from surveys.faults import BadInput, Fault

_TELLING = (RenderingFailed, PrintingFailed, OSError)  # failures whose words say enough


@click.command()
@organisation_argument
@number_option
@click.option(
    "--language",
    default="en",
    show_default=True,
    type=click.Choice(list(LANGUAGES)),
    help="The report's language.",
)
@click.option(
    "--earlier",
    multiple=True,
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Only this earlier wave beside it; may be repeated. All of them if not given.",
)
@click.option(
    "--perspective",
    "perspectives",
    multiple=True,
    type=click.Choice(PERSPECTIVES),
    help="Only this perspective beside the staff's; may be repeated. All of them if not given.",
)
@contents_options
@click.option("--share", is_flag=True, help="Let the organisation's leaders read it as well.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where a copy goes.")
def report(
    organisation: str,
    number: int | None,
    language: str,
    earlier: tuple[int, ...],
    perspectives: tuple[str, ...],
    contents: Contents,
    share: bool,
    output: Path | None,
) -> None:
    """Make a report on a released wave of ORGANISATION: the latest, or the one with this number.

    It stands among the reports in the browser. Prints where the file is.
    """
    with place() as here:
        wave = _released(here, organisation, number)
        told = replace(contents, perspectives=perspectives or None)
        choice = Choice(told, _compared(here, wave, earlier))
        check(brief_of(here.session, wave, language, clock.now().date(), choice=choice))
        made = _made(here, wave, language, choice)
        if share:
            reporting.share(here.session, made, None, shared=True)
            here.session.commit()
        file = here.settings.reports / str(made.file)
        if output is not None:
            write(file.read_bytes(), output, private=True)
        click.echo(str(output or file))


def _released(here: Place, organisation: str, number: int | None) -> Wave:
    """:raise BadInput: if there is no such wave with results."""
    waves = waves_of(here.session, organisation_of(here.session, organisation))
    released = [wave for wave in waves if wave.state is State.RELEASED]
    latest = released[-1].number if released else None
    return wave_of(here.session, organisation, number or latest, {State.RELEASED}, "released")


def _compared(here: Place, wave: Wave, earlier: tuple[int, ...]) -> tuple[int, ...] | None:
    """:raise BadInput: if one of them is no earlier wave with results."""
    known = [before.number for before in results.released_before(here.session, wave)]
    wrong = [number for number in earlier if number not in known]
    if wrong:
        there = ", ".join(map(str, known)) or "none"
        why = f"wave {wrong[0]} is not released before {wave.name}; there are: {there}"
        raise BadInput([Fault(why, field="--earlier")])
    return earlier or None


def _made(here: Place, wave: Wave, language: str, choice: Choice) -> Report:
    """Asks for a report and makes it; one that cannot be made is told as failed in the history."""
    (asked,) = reporting.ask_together(here.session, [wave], [language], clock.now(), None, choice)
    here.session.commit()
    try:
        for _ in report_making.make(here.session, asked.id, here.settings.reports):
            here.session.commit()
    except BaseException as failure:
        here.session.rollback()
        asked.status = Status.FAILED
        here.session.commit()
        if isinstance(failure, _TELLING):
            raise BadInput([Fault(f"the report could not be made: {failure}")]) from failure
        raise
    return asked
