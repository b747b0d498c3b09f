"""Says how each part of the installation is, and by its exit status whether all are well."""

import sys
from datetime import UTC, datetime

import click

from culture3d.config import read_settings


@click.command()
@click.option("--token", is_flag=True, help="Print what a monitor shows at /health to read of each part.")
def health(token: bool) -> None:
    """Tell how database, worker, mail, disk and keys are; exit status 1 where one is not well."""
    from culture3d.commands.place import place
    from culture3d.services.health import look
    from culture3d.web import health as page

    if token:
        click.echo(page.token(read_settings()))
        return
    with place() as here:
        found = look(here.session, here.settings, datetime.now(UTC))
        for finding in found:
            click.echo(f"{'ok    ' if finding.fine else 'NOT OK'}  {finding.part}: {page.told(finding)}")
    sys.exit(0 if all(finding.fine for finding in found) else 1)
