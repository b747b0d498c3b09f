"""Turns the answers of two waves into the changes that may be told, as JSON or CSV."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from culture3d.commands.inputs import (
    InstrumentFile,
    WaveOptions,
    invited_option,
    read_wave,
    release_wave,
    wave_options,
)
from culture3d.commands.outputs import output_options, write
from reports.tables import comparison_csv, comparison_object, to_json
from surveys.comparison import SMALLEST, Comparison
from surveys.comparison import compare as compare_results
from surveys.instrument import Instrument
from surveys.linked import linked_changes
from surveys.matching import Matching, match_instruments, narrow
from surveys.responses import Responses


@dataclass(frozen=True)
class _Wave:
    """One wave as the options name it."""

    file: Path
    responses: Responses
    invited: Mapping[str, int]


_FILE = click.Path(path_type=Path)


@click.command()
@wave_options
@click.option(
    "--instrument-before", type=InstrumentFile(), help="The earlier wave's questionnaire, if it was another."
)
@click.option("--before", required=True, type=_FILE, metavar="CSV[.gz]", help="The earlier wave's answers.")
@click.option("--after", required=True, type=_FILE, metavar="CSV[.gz]", help="The later wave's answers.")
@invited_option("--invited-before", "How many staff were invited to the earlier wave")
@invited_option("--invited", "How many staff were invited to the later wave")
@click.option(
    "--link",
    metavar="COL",
    help="A column with a code per person that joins the waves. Imported data only; without --weight.",
)
@click.option(
    "--smallest",
    type=click.FloatRange(min=0, max=100),
    default=SMALLEST,
    show_default=True,
    metavar="POINTS",
    help="The smallest change that matters.",
)
@output_options
def compare(
    options: WaveOptions,
    instrument_before: Instrument | None,
    before: Path,
    after: Path,
    invited_before: Mapping[str, int],
    invited: Mapping[str, int],
    link: str | None,
    smallest: float,
    format_: str,
    output: Path | None,
) -> None:
    """Compare two waves: what changed, how sure that is, and what cannot be compared and why."""
    options = _with_link(options, link)
    earlier = _Wave(before, read_wave(options, before, instrument_before), invited_before)
    later = _Wave(after, read_wave(options, after), invited)
    table = comparison_object(_compared(options, earlier, later, smallest))
    write(comparison_csv(table) if format_ == "csv" else to_json(table), output)


def _with_link(options: WaveOptions, link: str | None) -> WaveOptions:
    if link is not None and options.layout.weight is not None:
        raise click.UsageError("--link cannot go with --weight: a paired test counts everybody once")
    return replace(options, layout=replace(options.layout, link=link))


def _compared(options: WaveOptions, before: _Wave, after: _Wave, smallest: float) -> Comparison:
    """Both waves released, over the matched items alone where some do not match, and compared."""
    old_answers, new_answers = before.responses, after.responses
    matching = match_instruments(
        old_answers.instrument, new_answers.instrument, old_answers.items, new_answers.items
    )
    if not matching.whole:
        before, after = (_narrowed(wave, matching) for wave in (before, after))
        matching = matching.narrowed()
    old = release_wave(options, before.responses, before.file, invited=before.invited, drivers=False)
    new = release_wave(options, after.responses, after.file, invited=after.invited, drivers=False)
    linked = (
        linked_changes(before.responses, after.responses, (old, new), matching)
        if options.layout.link is not None
        else None
    )
    return compare_results(old, new, matching, smallest=smallest, linked=linked)


def _narrowed(wave: _Wave, matching: Matching) -> _Wave:
    """The wave as if only the items that match had been asked."""
    instrument = narrow(wave.responses.instrument, matching)
    items = {item.id for item in instrument.all_items}
    return replace(wave, responses=replace(wave.responses.only(items), instrument=instrument))
