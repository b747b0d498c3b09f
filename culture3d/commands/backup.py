"""Copies the database into a file while it is in use."""

from pathlib import Path

import click

from culture3d import copies
from culture3d.config import read_settings
from surveys.faults import BadInput, Fault


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def backup(file: Path) -> None:
    """Copy the database into FILE, readable by you alone, while people go on answering.

    The key files of open waves are not in it. Copy the directory that CULTURE3D_KEYS names as well, to
    another place: without its key file an open wave's answers cannot be opened, and with both anybody can.
    """
    settings = read_settings()
    try:
        copies.backup(settings.database_url, file)
    except (copies.CannotCopy, OSError) as error:
        raise BadInput([Fault(f"no copy was made: {error}", str(file))]) from error
    click.echo(f"{file} holds the database. The keys in {settings.keys} are not in it.")
