"""Makes the demonstration, and serves it to a browser on this machine."""

from dataclasses import replace
from datetime import UTC, datetime

import click

from culture3d import jobs, sealing
from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.commands.serve import DEFAULT_PORT, require_free, serve_here
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, vacuum
from culture3d.services import waves


@click.command()
@click.option("--serve", is_flag=True, help="Serve it at http://127.0.0.1:8000 until Ctrl-C.")
def demo(serve: bool) -> None:
    """Make an invented consultancy with three clients and three waves each, if it is not there yet."""
    settings = read_settings()
    if serve:
        require_free(DEFAULT_PORT)  # told before the work of a minute, not after it
    app = create_app(settings)
    upgrade_database(app)
    jobs.prepare(settings)
    with app.app_context():
        set_up(settings)
    if serve:
        serve_here(replace(settings, demonstration=True))


def set_up(settings: Settings) -> None:
    """Makes the demonstration in one transaction: it is there as a whole or not at all."""
    from culture3d.services.demonstration import stage, visitors

    session = database_session()
    if stage.exists(session):
        click.echo("The demonstration is there.")
    else:
        click.echo("Making the demonstration: invented people answer, seal and submit; waves are tallied.")
        for what in stage.set_up(session, settings.keys, settings.pepper, datetime.now(UTC).date()):
            click.echo(f"  {what}")
        session.commit()
        vacuum()
    visitors.enrol(session)
    session.commit()
    # After the commit, and once more at every later call: whoever ended this one before here left keys.
    for key in waves.spent_keys(session):
        sealing.destroy_wave_key(key, settings.keys)
