"""Turns the options that score, compare and report share, and files of answers, into Results.

A command takes `@wave_options`, and gets the argument `options`: WaveOptions. It reads each wave with
`read_wave` (the answers, still secret) and has it released with `release_wave`, or does both with
`read_results`. What was set aside and what was ignored is said on standard error.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from culture3d.commands.parameters import Columns, InstrumentFile, Invited, PerspectiveRule
from surveys.answer_files import read_csv
from surveys.disclosure import release
from surveys.faults import BadInput
from surveys.instrument import Instrument
from surveys.responses import Layout, Responses
from surveys.results import Policy, Results

__all__ = [
    "InstrumentFile",
    "Invited",
    "WaveOptions",
    "invited_option",
    "read_results",
    "read_wave",
    "release_wave",
    "responses_option",
    "wave_options",
]

Command = Callable[..., Any]


@dataclass(frozen=True)
class WaveOptions:
    """How every wave of a command is read and released.

    outcome  the item whose drivers are sought, None for the overall one
    crossed  the attribute that is crossed with the tree of units, or None
    """

    instrument: Instrument
    layout: Layout
    policy: Policy
    outcome: str | None
    crossed: str | None


_SHARED = (
    click.option(
        "--instrument",
        required=True,
        type=InstrumentFile(),
        help="The questionnaire (YAML), or the name of one that ships.",
    ),
    click.option(
        "--units",
        type=Columns(),
        default=(),
        help="Columns that hold the tree of units, from the top down.",
    ),
    click.option(
        "--segment",
        "segments",
        multiple=True,
        metavar="COL",
        help="A column with a background answer to report by, such as tenure. May be repeated.",
    ),
    click.option(
        "--cross", metavar="COL", help="The one --segment column that is also reported within every unit."
    ),
    click.option("--weight", metavar="COL", help="A column with everybody's weight."),
    click.option(
        "--perspective",
        "perspectives",
        multiple=True,
        type=PerspectiveRule(),
        help="Who is no staff, such as “Role=Manager:leader”. May be repeated.",
    ),
    click.option(
        "--min-group",
        type=click.IntRange(min=5, max=10_000),
        default=5,
        show_default=True,
        metavar="K",
        help="The smallest group that anything is told of.",
    ),
    click.option(
        "--outcome", metavar="ITEM", help="The item whose drivers are sought; else the overall item."
    ),
)


def wave_options(command: Command) -> Command:
    """Adds the options that every wave shares; they reach the command as one argument, `options`."""

    def with_options(**chosen: Any) -> Any:  # noqa: ANN401 - what click parsed, and what the command returns
        return command(options=_gathered(chosen), **chosen)

    update_wrapper(with_options, command)
    for option in reversed(_SHARED):
        option(with_options)
    return with_options


responses_option = click.option(
    "--responses",
    required=True,
    type=click.Path(path_type=Path),
    metavar="CSV[.gz]",
    help="The answers: a row per person, a column per item, named by its id.",
)


def invited_option(name: str = "--invited", text: str = "How many staff were invited") -> Callable[..., Any]:
    """One wave's number of invited people, which reaches the command as key -> number."""
    return click.option(
        name,
        type=Invited(),
        default=dict,
        help=f"{text}: a number, or a CSV file with the columns key,invited.",
    )


def read_results(
    options: WaveOptions,
    source: Path,
    *,
    invited: Mapping[str, int] | None = None,
) -> Results:
    """Reads a wave's answers and returns what may be told of them.

    :raise BadInput: for faults of the file or of the number of invited.
    """
    responses = read_wave(options, source)
    return release_wave(options, responses, source, invited=invited)


def read_wave(options: WaveOptions, source: Path, instrument: Instrument | None = None) -> Responses:
    """Reads a wave's answers.

    :param instrument: that of this wave, if not the one of the options.
    :raise BadInput: for faults of the file.
    """
    return read_csv(source, instrument or options.instrument, options.layout)


def release_wave(
    options: WaveOptions,
    responses: Responses,
    source: Path,
    *,
    invited: Mapping[str, int] | None = None,
    drivers: bool = True,
) -> Results:
    """Has a wave's answers pass disclosure control, and says what was set aside or ignored, and why.

    The same answers and options always tell the same, whatever waves stand beside them: files that commands
    write are read together, and if one hid Sales and another Legal, each would give the other's secret away.

    :param drivers: whether to seek what goes together with the outcome.
    :raise BadInput: if fewer were invited than answered, or the outcome is no item of the wave.
    """
    try:
        results = release(
            responses,
            options.policy,
            invited=invited or {},
            outcome=_outcome(options, responses) if drivers else None,
            crossed=(options.crossed,) if options.crossed else (),
        )
    except BadInput as bad:
        raise BadInput(replace(fault, file=fault.file or str(source)) for fault in bad.faults) from None
    _say_what_became_of(results, invited or {}, source)
    return results


def _outcome(options: WaveOptions, responses: Responses) -> str | None:
    """The item whose drivers are sought: the one that is named, else the overall item if it was asked."""
    overall = responses.instrument.overall
    if options.outcome is None and overall is not None and overall.id in responses.items:
        return overall.id
    return options.outcome


def _gathered(chosen: dict[str, Any]) -> WaveOptions:
    """Takes the shared options out of what was chosen."""
    segments: tuple[str, ...] = chosen.pop("segments")
    options = WaveOptions(
        instrument=chosen.pop("instrument"),
        layout=Layout(
            units=chosen.pop("units"),
            segments=segments,
            weight=chosen.pop("weight"),
            perspectives=chosen.pop("perspectives"),
        ),
        policy=Policy(min_group=chosen.pop("min_group")),
        outcome=chosen.pop("outcome"),
        crossed=chosen.pop("cross"),
    )
    _check_columns(options)
    return options


def _check_columns(options: WaveOptions) -> None:
    """Fails for a column that is named for two things that cannot both be."""
    layout = options.layout
    for column in layout.segments:
        if column in layout.units or layout.segments.count(column) > 1:
            raise click.UsageError(f"the column “{column}” is named twice in --units and --segment")
    if options.crossed is not None and options.crossed not in layout.segments:
        raise click.UsageError("--cross names a column that is also a --segment")
    if options.crossed is not None and not layout.units:
        raise click.UsageError("--cross needs --units to cross with")


def _say_what_became_of(results: Results, invited: Mapping[str, int], source: Path) -> None:
    intake = results.intake
    _say(f"{source}: {intake.read} responses read, {intake.used} used")
    for rows in intake.set_aside:
        _say(f"{source}: {rows.rows} set aside: {rows.reason}")
    if intake.ignored_columns:
        _say(f"{source}: columns that nothing names: {', '.join(intake.ignored_columns)}")
    keys = {segment.key for segment in (*results.segments, *results.perspectives)}
    for key in invited:
        if key not in keys:
            _say(f"{source}: nobody answered from “{key}”, of which a number of invited is given")


def _say(text: str) -> None:
    click.echo(f"culture3d: {text}", err=True)
