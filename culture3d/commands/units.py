"""Turns a table of units into an organisation's tree, or into what a wave would show of them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from culture3d.commands.place import organisation_argument, organisation_of, place
from culture3d.models.organisation import Organisation
from culture3d.services.units.lists import Wanted, read_tree
from culture3d.services.units.recording import Held
from culture3d.services.units.replacing import Difference, difference, replace_tree
from surveys.faults import BadInput, Fault
from surveys.results import Policy, Suppressed
from surveys.unit_tree import read_units
from surveys.units import UnitCheck, check_units

_FILE = click.Path(path_type=Path)


@click.group()
def units() -> None:
    """Import an organisation's units, or check a tree of them."""


@units.command()
@click.argument("file", type=_FILE)
@click.option(
    "--min-group", default=5, show_default=True, type=click.IntRange(5), help="Smallest group that is told."
)
@click.option(
    "--previous", multiple=True, type=_FILE, help="The units of an earlier wave; once for each, oldest first."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Words for people, or one JSON object.",
)
def check(file: Path, min_group: int, previous: tuple[Path, ...], format_: str) -> None:
    """Say which units a wave would show if everybody answered.

    FILE is a CSV with the columns code, name, parent and n: the people at or below the unit. The topmost unit
    has no parent.
    """
    trees = [read_units(earlier) for earlier in previous]
    checked = check_units(read_units(file), Policy(min_group=min_group), trees)
    click.echo(_FORMATS[format_](checked, min_group))


@units.command("list")
@organisation_argument
def list_(organisation: str) -> None:
    """List the units of ORGANISATION, with their codes from the top of the tree down."""
    with place() as here:
        for unit in organisation_of(here.session, organisation).units:
            click.echo(f"{'  ' * (len(unit.path) - 1)}{unit.label}  {'/'.join(unit.path)}")


@units.command("import")
@organisation_argument
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--merged",
    multiple=True,
    metavar="OLD=NEW",
    help="Two paths of codes: OLD is not in the file because its people are in NEW now. May be repeated.",
)
def import_(organisation: str, file: Path, dry_run: bool, merged: tuple[str, ...]) -> None:
    """Put the units in FILE (CSV or XLSX) in the place of those of ORGANISATION: all of them, or nothing.

    FILE has the columns code, name and parent, or path and name. What became of each unit is written down, so
    that waves stay comparable. A wave that has invited people holds the tree until its results are there.
    """
    with place() as here:
        client = organisation_of(here.session, organisation)
        wanted = read_tree(client, file).units
        found = difference(client, wanted)
        for line in _changes(found):
            click.echo(line)
        if dry_run or found.is_none:
            return
        try:
            replace_tree(here.session, client, wanted, _merged(client, wanted, merged), None)
        except Held as held:
            raise BadInput([Fault(f"{held.wave.name} holds the tree until its results are there")]) from held
        here.session.commit()


def _changes(found: Difference) -> Iterator[str]:
    if found.is_none:
        yield "The units are as in the file."
    yield from (f"added    {'/'.join(unit.path)}  {unit.label}" for unit in found.added)
    yield from (f"renamed  {unit.label} -> {wanted.label}" for unit, wanted in found.renamed)
    yield from (f"moved    {'/'.join(unit.path)} -> {'/'.join(wanted.path)}" for unit, wanted in found.moved)
    yield from (f"gone     {'/'.join(unit.path)}  {unit.label}" for unit in found.gone)


def _merged(
    client: Organisation, wanted: Sequence[Wanted], said: tuple[str, ...]
) -> dict[int, tuple[str, ...]]:
    """:raise BadInput: if an old unit is none of today's, or a new one none of the file's."""
    old = {"/".join(unit.path): unit.id for unit in client.units}
    new = {"/".join(unit.path): unit.path for unit in wanted}
    pairs = [each.partition("=") for each in said]
    wrong = [f"{one}={other}" for one, _, other in pairs if one not in old or other not in new]
    if wrong:
        raise BadInput(
            [Fault("is no unit of today = unit of the file", field=f"--merged {each}") for each in wrong]
        )
    return {old[one]: new[other] for one, _, other in pairs}


def _as_json(checked: UnitCheck, _: int) -> str:
    """The object that DESIGN.md describes."""
    tree = checked.tree
    return json.dumps(
        {
            "units": [
                {"code": code, "n": people, "shown": shown, "reason": None if shown else Suppressed().reason}
                for code, people, shown in zip(tree.codes, tree.people, checked.shown, strict=True)
            ],
            "audit": {
                "recoverable": list(checked.recoverable),
                "smallest_remainder": checked.smallest_remainder,
            },
            "joins": [_join(checked, number) for number in range(len(checked.joins))],
        },
        ensure_ascii=False,
        indent=2,
    )


def _join(checked: UnitCheck, number: int) -> dict[str, Any]:
    join, codes = checked.joins[number], checked.tree.codes
    return {"parent": codes[join.parent], "codes": [codes[unit] for unit in join.units], "n": join.people}


def _as_text(checked: UnitCheck, min_group: int) -> str:
    """For people: what is shown, what is not and why, and what could be done about it."""
    tree = checked.tree
    told = f"{sum(checked.shown)} of {len(tree.codes)} units will be shown"
    lines = [f"{told}, if everybody answers (smallest group {min_group})."]
    hidden = [unit for unit, shown in enumerate(checked.shown) if not shown]
    if hidden:
        width = max(len(tree.codes[unit]) for unit in hidden)
        lines += ["", "Not shown, because they or a neighbour they would give away are too small:"]
        lines += [f"  {tree.codes[u]:<{width}}  {tree.people[u]:>5}  {tree.names[u]}" for u in hidden]
    if checked.joins:
        lines += ["", "These neighbours could be reported together instead, if the organisation agrees:"]
        lines += [_join_in_words(checked, number) for number in range(len(checked.joins))]
    return "\n".join([*lines, "", _audit_in_words(checked)])


def _join_in_words(checked: UnitCheck, number: int) -> str:
    join = _join(checked, number)
    return f"  {' + '.join(join['codes'])}: {join['n']} people, below {join['parent']}"


def _audit_in_words(checked: UnitCheck) -> str:
    if checked.recoverable:
        return f"Careful: these could still be worked out: {', '.join(checked.recoverable)}."
    if checked.smallest_remainder is None:
        return "Nobody is hidden, so nobody can be worked out."
    return (
        "Checked: nobody who is hidden can be worked out from what is shown. "
        f"The smallest group that subtraction gives is {checked.smallest_remainder} people."
    )


_FORMATS = {"json": _as_json, "text": _as_text}
