"""Gives a command its settings and a session, and finds the wave that its words name."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from culture3d.app import create_app
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from surveys.faults import BadInput, Fault

organisation_argument = click.argument("organisation")
number_option = click.option(
    "--wave",
    "number",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Which wave, as “wave status” numbers them; needed only where several could be meant.",
)


@dataclass(frozen=True)
class Place:
    """Where a command works."""

    app: Flask
    settings: Settings
    session: Session


@contextmanager
def place() -> Iterator[Place]:
    """The installation, whose database is let go at the end. What was not committed is not done.

    :raise BadInput: if its database cannot be used, such as one that was never set up.
    """
    settings = read_settings()
    app = create_app(settings)
    with app.app_context():
        try:
            yield Place(app, settings, database_session())
        except (OperationalError, ProgrammingError) as error:
            why = str(error.orig).partition("\n")[0]
            new = "a new one is set up by “culture3d db upgrade”"
            raise BadInput([Fault(f"the database cannot be used: {why}; {new}")]) from error
        finally:
            db.session.remove()
            db.engine.dispose()


def warn_of_a_local_address(address: str) -> None:
    """Says so where an address that is about to be handed out leads nowhere from other machines."""
    if urlsplit(address).hostname in ("127.0.0.1", "localhost"):
        click.echo(
            f"culture3d: {address} is reached from this machine alone; CULTURE3D_ADDRESS sets another",
            err=True,
        )


def organisation_of(session: Session, slug: str) -> Organisation:
    """:raise BadInput: if there is no such organisation; tells which there are."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        known = ", ".join(session.scalars(select(Organisation.slug).order_by(Organisation.slug)))
        raise BadInput([Fault(f"there is no organisation “{slug}”; there are: {known or 'none'}")])
    return found


def wave_of(
    session: Session, slug: str, number: int | None, states: Collection[State], what: str = ""
) -> Wave:
    """The wave of an organisation that is in one of these states.

    :param what: the states in words, for the message; the first state's name where not given.
    :raise BadInput: if there is none, or several and no number says which.
    """
    organisation = organisation_of(session, slug)
    waves = waves_of(session, organisation)
    asked = [wave for wave in waves if wave.state in states and number in (None, wave.number)]
    what = what or str(next(iter(states)))
    if not asked:
        named = f"wave {number} of {organisation.name} is not {what}" if number else None
        raise BadInput([Fault(named or f"{organisation.name} has no {what} wave")])
    if len(asked) > 1:
        several = ", ".join(f"{wave.number} ({wave.name})" for wave in asked)
        raise BadInput([Fault(f"several waves of {organisation.name} are {what}: {several}", field="--wave")])
    return asked[0]


def waves_of(session: Session, organisation: Organisation) -> list[Wave]:
    """All waves of an organisation, oldest first."""
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.rehearses_id.is_(None))
    return list(session.scalars(found.order_by(Wave.number)))


def today_in(wave: Wave) -> date:
    """The day that it is where a wave takes place."""
    return datetime.now(UTC).astimezone(ZoneInfo(wave.time_zone)).date()
