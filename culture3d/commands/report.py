"""Turns files of answers into a finished report: a PDF for people, or one HTML file for a browser."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from culture3d.commands.contents import brand_options, contents_options
from culture3d.commands.inputs import (
    WaveOptions,
    invited_option,
    read_wave,
    release_wave,
    responses_option,
    wave_options,
)
from culture3d.commands.outputs import write
from culture3d.commands.parameters import Invited
from culture3d.reporting import as_html, as_pdf, language_of, started
from reports.brief import Brand, Brief, Wave
from reports.contents import Contents
from reports.pdf import Press
from reports.rendering import Renderer
from surveys.comparison import Comparison
from surveys.comparison import compare as compare_results
from surveys.faults import BadInput, Fault
from surveys.instrument import Instrument
from surveys.matching import match_instruments

Writer = Callable[[Brief, Renderer, Press], bytes]


# Suffix of the output -> what writes it.
WRITERS: Mapping[str, Writer] = {
    ".pdf": lambda brief, renderer, press: as_pdf(brief, renderer, press=press),
    ".html": lambda brief, renderer, _: as_html(brief, renderer).encode(),
}


@dataclass(frozen=True)
class _Source:
    """One wave as the options name it."""

    name: str
    file: Path
    invited: Mapping[str, int]


class NamedFile(click.ParamType[tuple[str, Path]]):
    """NAME=CSV: an earlier wave and its answers."""

    name = "NAME=CSV"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """Splits at the first =."""
        if isinstance(value, tuple):
            return value
        name, equals, file = str(value).partition("=")
        if not (name.strip() and equals and file.strip()):
            self.fail(f"“{value}” is not of the form NAME=CSV", param, ctx)
        return name.strip(), Path(file.strip())


class NamedInvited(click.ParamType[tuple[str, Mapping[str, int]]]):
    """NAME=N or NAME=CSV: how many were invited to an earlier wave."""

    name = "NAME=N|CSV"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Mapping[str, int]]:
        """:raise BadInput: if the file cannot be read or has faults."""
        if isinstance(value, tuple):
            return value
        name, equals, number = str(value).partition("=")
        if not (name.strip() and equals):
            self.fail(f"“{value}” is not of the form NAME=N", param, ctx)
        return name.strip(), Invited().convert(number, param, ctx)


class OutputFile(click.ParamType[Path]):
    """A file whose suffix says what kind of report it is to hold."""

    name = "FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Fails for a suffix that nothing writes."""
        path = Path(str(value))
        if path.suffix.lower() not in WRITERS:
            self.fail(f"“{value}” must end in {' or '.join(WRITERS)}", param, ctx)
        return path


@click.command()
@wave_options
@responses_option
@invited_option()
@click.option("--wave", "wave_name", metavar="NAME", help="What this wave is called; else the year.")
@click.option(
    "--previous",
    multiple=True,
    type=NamedFile(),
    help="An earlier wave and its answers, such as “2025=answers.csv”. Oldest first; may be repeated.",
)
@click.option(
    "--previous-invited",
    multiple=True,
    type=NamedInvited(),
    help="How many were invited to an earlier wave, such as “2025=400”. May be repeated.",
)
@click.option("--organisation", required=True, metavar="NAME", help="Whose report it is.")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="The report's language.")
@brand_options
@contents_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=OutputFile(),
    help="Where the report goes; its suffix (.pdf, .html) says what kind it is.",
)
def report(
    options: WaveOptions,
    responses: Path,
    invited: Mapping[str, int],
    wave_name: str | None,
    previous: tuple[tuple[str, Path], ...],
    previous_invited: tuple[tuple[str, Mapping[str, int]], ...],
    organisation: str,
    language: str,
    output: Path,
    brand: Brand,
    contents: Contents,
) -> None:
    """Make a report of a wave, beside earlier waves if there are any."""
    made_on = _today()
    language_of(language)
    counts = dict(previous_invited)
    _check_names([name for name, _ in previous], counts)
    sources = [_Source(name, file, counts.get(name, {})) for name, file in previous]
    sources.append(_Source(wave_name or str(made_on.year), responses, invited))
    kind = output.suffix.lower()
    with started(printing=kind == ".pdf") as tools:
        waves, comparison = _released(options, sources)
        brief = Brief(organisation, options.instrument, waves, comparison, language, made_on, brand, contents)
        write(WRITERS[kind](brief, *tools), output)


def _check_names(waves: list[str], counts: Mapping[str, object]) -> None:
    if len(set(waves)) < len(waves):
        raise click.UsageError("two earlier waves have the same name")
    for name in counts:
        if name not in waves:
            raise click.UsageError(f"--previous-invited names “{name}”, which is no --previous wave")


def _released(options: WaveOptions, sources: list[_Source]) -> tuple[tuple[Wave, ...], Comparison | None]:
    """The waves, oldest first, each released by itself, and the last two compared."""
    waves: list[Wave] = []
    asked: list[tuple[Instrument, tuple[str, ...]]] = []
    for source in sources:
        answers = read_wave(options, source.file)
        results = release_wave(options, answers, source.file, invited=source.invited)
        waves.append(Wave(source.name, results))
        asked.append((answers.instrument, answers.items))
    if len(waves) < 2:
        return tuple(waves), None
    (before, old_items), (after, new_items) = asked[-2:]
    matching = match_instruments(before, after, old_items, new_items)
    return tuple(waves), compare_results(waves[-2].results, waves[-1].results, matching)


def _today() -> date:
    """The day the report is made, or the one that SOURCE_DATE_EPOCH fixes.

    :raise BadInput: if it is no number of seconds.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(fixed), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise BadInput([Fault(f"“{fixed}” is no number of seconds", "SOURCE_DATE_EPOCH")]) from None
