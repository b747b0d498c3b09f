"""Turns a file of answers into the figures that may be told, as JSON or CSV."""

from pathlib import Path

import click

from culture3d.commands.inputs import (
    WaveOptions,
    invited_option,
    read_results,
    responses_option,
    wave_options,
)
from culture3d.commands.outputs import output_options, write
from reports.tables import results_csv, results_object, to_json


@click.command()
@wave_options
@responses_option
@invited_option()
@output_options
def score(
    options: WaveOptions, responses: Path, invited: dict[str, int], format_: str, output: Path | None
) -> None:
    """Score a wave: every figure of every segment that is large enough to be told."""
    table = results_object(read_results(options, responses, invited=invited))
    write(results_csv(table) if format_ == "csv" else to_json(table), output)
