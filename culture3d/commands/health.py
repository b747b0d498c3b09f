"""Says how each part of the installation is, and by its exit status whether all are well."""

import sys
from datetime import UTC, datetime

import click

from culture3d.app import create_app
from culture3d.config import read_settings


@click.command()
@click.option("--token", is_flag=True, help="Print what a monitor shows at /health to read of each part.")
def health(token: bool) -> None:
    """Tell how database, worker, mail, disk and keys are; exit status 1 where one is not well."""
    from culture3d.db import database_session
    from culture3d.services.health import look
    from culture3d.web import health as page

    settings = read_settings()
    if token:
        click.echo(page.token(settings))
        return
    with create_app(settings).app_context():
        found = look(database_session(), settings, datetime.now(UTC))
        for finding in found:
            click.echo(f"{'ok    ' if finding.fine else 'NOT OK'}  {finding.part}: {page.told(finding)}")
    sys.exit(0 if all(finding.fine for finding in found) else 1)
