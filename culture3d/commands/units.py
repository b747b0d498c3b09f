"""Turns a CSV of units into what a wave would show of them, so that the tree can be mended before it."""

import json
from pathlib import Path
from typing import Any

import click

from surveys.results import Policy, Suppressed
from surveys.unit_tree import read_units
from surveys.units import UnitCheck, check_units

_FILE = click.Path(path_type=Path)


@click.group()
def units() -> None:
    """Check the units of an organisation before a wave."""


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
