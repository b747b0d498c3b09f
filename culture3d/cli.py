"""Turns command lines into calls: finds the command, and tells bad input without a traceback."""

import sys
from importlib import import_module

import click

from surveys.faults import BadInput

# Command -> module under culture3d.commands that holds a click command of the same name.
COMMANDS = {
    "backup": "backup",
    "compare": "compare",
    "db": "db",
    "demo": "demo",
    "instrument": "instrument",
    "purge": "purge",
    "report": "report",
    "restore": "restore",
    "score": "score",
    "serve": "serve",
    "units": "units",
    "wave": "wave",
    "worker": "worker",
}


class LazyGroup(click.Group):
    """Imports a command's module when the command is called, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"culture3d.commands.{COMMANDS[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="culture3d")
def culture3d() -> None:
    """Measures how customer-centred an organisation's culture is."""


def main() -> None:
    """Runs the command line. Exit status: 0 done, 2 wrong call or bad input."""
    try:
        culture3d()
    except BadInput as bad:
        for fault in bad.faults:
            click.echo(f"culture3d: {fault}", err=True)
        sys.exit(2)
