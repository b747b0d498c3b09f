"""Puts a copy in the place of the database."""

from pathlib import Path

import click

from culture3d import copies
from culture3d.config import read_settings
from surveys.faults import BadInput, Fault


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--yes", is_flag=True, help="Do not ask whether what is there now may be replaced.")
def restore(file: Path, yes: bool) -> None:
    """Put what “culture3d backup” wrote into FILE in the place of everything in the database.

    End “culture3d serve” first. What was answered since the copy was made is lost. Waves that were open then
    need their key files.
    """
    settings = read_settings()
    if not yes:
        click.confirm("Everything in the database is replaced by the copy. Go on?", abort=True)
    try:
        copies.restore(settings.database_url, file)
    except copies.CannotCopy as error:
        raise BadInput([Fault(f"nothing was restored: {error}", str(file))]) from error
    click.echo(f"The database is what it was when {file} was made.")
