"""Turns a command's result into a file or the screen's text: the whole of it, or nothing and a reason."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from surveys.faults import BadInput, Fault

_PRIVATE = 0o600
Command = TypeVar("Command", bound=Callable[..., Any])


def output_options(command: Command) -> Command:
    """Adds --format and -o, which reach the command as `format_` and `output`."""
    with_output = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write to this file, whole or not at all, instead of to the screen.",
    )(command)
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["json", "csv"]),
        default="json",
        show_default=True,
        help="One JSON object, or long CSV: key,measure,statistic,value.",
    )(with_output)


def write(content: str | bytes, output: Path | None, *, private: bool = False) -> None:
    """Writes text (as UTF-8) or bytes to a file in one step, or to standard output.

    A file appears complete under its name or not at all; one that was there before stays until then, and
    lends its permissions. What is no plain file (a pipe, a device) is written to as it is.

    :param private: whether nobody but the owner may read it, whatever was there before.
    :raise BadInput: if the file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    if output is None:
        click.echo(data, nl=False)
        return
    try:
        target = output.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data, _PRIVATE if private else _mode(target))
    except OSError as error:
        raise BadInput([Fault(f"cannot be written: {error.strerror or error}", str(output))]) from None


def _replace(target: Path, data: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those that the user's umask gives a new one."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
