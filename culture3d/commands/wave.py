"""Closes an organisation's open wave from the command line; the worker makes its results."""

from datetime import UTC, datetime

import click
from sqlalchemy import select

from culture3d import jobs
from culture3d.app import create_app
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.services import waves
from culture3d.services.answering import ballots
from surveys.faults import BadInput, Fault


@click.group()
def wave() -> None:
    """Move waves on."""


@wave.command()
@click.argument("organisation")
def close(organisation: str) -> None:
    """Take no more answers in the open wave of ORGANISATION, as its address names it.

    The ballots are then opened all together and shuffled, their key is destroyed, and the results are made,
    by the worker. If that failed, mend the reason, which stands in the worker's log, and give this command
    again.
    """
    settings = read_settings()
    with create_app(settings).app_context():
        try:
            wave_id, closed = _close(settings, organisation)
        finally:
            db.session.remove()
            db.engine.dispose()
    jobs.enqueue(settings, "close_wave", wave_id)
    click.echo(f"{closed}. The worker makes the results; start it with “culture3d serve” if it does not run.")


def _close(settings: Settings, slug: str) -> tuple[str, str]:
    """The id of the wave that is now closed, and what to say of it."""
    session = database_session()
    organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        known = ", ".join(session.scalars(select(Organisation.slug).order_by(Organisation.slug)))
        raise BadInput([Fault(f"there is no organisation “{slug}”; there are: {known or 'none'}")])
    found = waves.open_wave_of(session, organisation)
    if found is None:
        return _again(settings, organisation)
    answered = ballots.count(session, found)
    waves.close(session, found, datetime.now(UTC).date())
    session.commit()
    return str(found.id), f"{organisation.name}, {found.name} is closed with {answered} answers"


def _again(settings: Settings, organisation: Organisation) -> tuple[str, str]:
    """The same for a wave that was closed before, if making its results was given up."""
    found = waves.closing(database_session(), organisation)
    if found is None or not jobs.is_given_up(settings, "close_wave", str(found.id)):
        raise BadInput([Fault(f"{organisation.name} has no open wave")])
    return str(found.id), f"{organisation.name}, {found.name} was closed before, and its results failed"
