"""Checks that every command of `culture3d` can be found and says what it does, down to each option."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from culture3d.cli import COMMANDS, culture3d


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, f"{path} {name} is listed and not there"
            yield from _commands(below, f"{path} {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    top = culture3d.get_command(click.Context(culture3d), name)
    assert top is not None
    for path, command in _commands(top, name):
        assert command.get_short_help_str(), path
        silent = [
            param.name for param in command.params if isinstance(param, click.Option) and not param.help
        ]
        assert silent == [], f"{path}: options without help"


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = "import sys; from culture3d.cli import culture3d; culture3d(['--help'], standalone_mode=False);"
    code += "print([name for name in sys.modules if name.startswith(('culture3d.commands', 'flask'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_list_of_commands_cuts_no_line() -> None:
    listed = CliRunner().invoke(culture3d, ["--help"], terminal_width=80).output
    assert all(f"  {purpose}\n" in listed for purpose in COMMANDS.values())
