"""Gives each kind of database its attacked wave, played once, on a PostgreSQL whose files may be read."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from culture3d.app import create_app
from culture3d.config import Settings, read_settings
from culture3d.db import db
from tests.attacks.databases import Database, Postgres, Sqlite
from tests.attacks.scene import Scene, play
from tests.culture3d import postgres
from tests.culture3d.conftest import postgres_server, sqlite_template  # noqa: F401  asked for by name

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty database in its newest form."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("attacked") / "culture3d.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return Sqlite(file)
    server = request.getfixturevalue("postgres_server")
    postgres.create(server, "attacked", "newest")
    return Postgres(server, "attacked")


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the attacked installation."""
    folder = database.file.parent if isinstance(database, Sqlite) else tmp_path_factory.mktemp("attacked")
    found = read_settings({"CULTURE3D_DATA": str(folder), "DATABASE_URL": database.url})
    return replace(found, hosts=("127.0.0.1",))


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The attacked application."""
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def scene(app: Flask, settings: Settings, database: Database) -> Scene:
    """The wave, from invitation to release, and all that is left of it."""
    return play(app, settings, database)
