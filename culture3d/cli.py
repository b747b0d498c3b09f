"""Turns command lines into calls: finds the command, and tells bad input without a traceback."""

import sys
from importlib import import_module

import click

from surveys.faults import BadInput

# Command -> what it is for, as the list of commands says it. Each is the click command of that name in the
# module of that name under culture3d.commands; the list is printed without importing any of them.
COMMANDS = {
    "account": "Look after who may sign in.",
    "backup": "Copy the database while people use it.",
    "compare": "Compare two waves: what changed, how sure that is.",
    "db": "Look after the database.",
    "demo": "Make an invented consultancy with three clients.",
    "health": "Tell whether everything is well.",
    "instrument": "Check, list and start questionnaires.",
    "organisation": "Add clients, and say what they are called and speak.",
    "participants": "Say who is asked in a wave, before it invites.",
    "mail": "Look after mail that was sent.",
    "purge": "Delete names and answers that are past their days.",
    "report": "Make a report of a wave, beside earlier waves.",
    "restore": "Put a copy in the place of the database.",
    "score": "Score a wave: every figure of every large enough segment.",
    "serve": "Serve the pages and work on the jobs until Ctrl-C.",
    "units": "Import an organisation's units, or check a tree of them.",
    "wave": "Invite people to a wave, and move it on.",
    "worker": "Work on background jobs: tallies, releases, reports.",
}


class LazyGroup(click.Group):
    """Imports a command's module when the command is called: to list them all takes none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"culture3d.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists what each command is for."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


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
