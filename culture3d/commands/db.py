"""Brings the database to the form that the models have, or back to an earlier one."""

import logging
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.engine import URL

from culture3d.app import create_app
from culture3d.db import db as database


def upgrade_database(app: Flask, revision: str = "head") -> None:
    """Applies every migration up to a revision that was not applied yet."""
    import flask_migrate

    with app.app_context():
        _keep_from_others(database.engine.url)
        _migrations(app)
        flask_migrate.upgrade(revision=revision)


def _keep_from_others(address: URL) -> None:
    """Lets nobody else on the machine read a database of SQLite; what lies beside it takes after it."""
    if address.get_backend_name() == "sqlite" and address.database:
        file = Path(address.database)
        file.touch(0o600)
        file.chmod(0o600)


def downgrade_database(app: Flask, revision: str) -> None:
    """Takes back every migration after a revision; `base` takes back all, and with them all data."""
    import flask_migrate

    with app.app_context():
        _migrations(app)
        flask_migrate.downgrade(revision=revision)


def _migrations(app: Flask) -> None:
    """Loaded only here: pages need no migrations, and would start a third of a second later."""
    import flask_migrate

    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.Migrate(app, database, directory=f"{app.root_path}/migrations", render_as_batch=True)


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION, or to the newest one."""
    upgrade_database(create_app(), revision)
    click.echo("The database is up to date.")


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION. What only later revisions can hold is lost."""
    downgrade_database(create_app(), revision)
    click.echo(f"The database is at {revision}.")
