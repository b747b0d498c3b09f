"""Gives each test an application with a database of its own, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from passlib.hash import argon2
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, db
from tests.culture3d import postgres
from tests.culture3d.cast import Cast, enter
from tests.culture3d.invited import Invited, invite

_NUMBERS = count()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords that cost a hundredth of what they should: every sign-in of every test checks one."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in (("default_rounds", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(argon2, name, least)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_routes() -> Iterator[None]:
    """Compiles once, for all applications of the tests, how the address of a route is built.

    They have the same routes, and werkzeug needs four fifths of an application's making for these.
    """
    compiled, kept = Rule._compile_builder, dict[object, Callable[..., object]]()

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., object]:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", builder)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiles each template once for all applications of the tests."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", compiled)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database in its newest form, to copy."""
    folder = tmp_path_factory.mktemp("template")
    _made_new(read_settings({"CULTURE3D_DATA": str(folder)}))
    return folder / "culture3d.sqlite"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server with an empty database `newest` in its newest form, to copy."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.running() as server:
        address = postgres.create(server, "newest")
        folder = tmp_path_factory.mktemp("postgres")
        _made_new(read_settings({"CULTURE3D_DATA": str(folder), "DATABASE_URL": address}))
        yield server


def _made_new(settings: Settings) -> None:
    """Applies all migrations and lets go of the database, so that it can be copied."""
    app = create_app(settings)
    upgrade_database(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database; every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        file = tmp_path / "culture3d.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server, name = request.getfixturevalue("postgres_server"), f"test{next(_NUMBERS)}"
    yield postgres.create(server, name, "newest")
    postgres.drop(server, name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a fresh installation."""
    return read_settings({"CULTURE3D_DATA": str(tmp_path), "DATABASE_URL": database_url})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a fresh database."""
    app = create_app(replace(settings, hosts=("127.0.0.1", "localhost")))
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in the application's context, for tests of services."""
    with app.app_context():
        yield database_session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser, without JavaScript."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask, settings: Settings) -> Cast:
    """The standing cast, entered and committed."""
    with app.app_context():
        cast = enter(database_session(), settings.keys)
        database_session().commit()
        return cast


@pytest.fixture
def invited(app: Flask, settings: Settings, cast: Cast) -> Invited:
    """An open wave of invited people, committed."""
    with app.app_context():
        invited = invite(database_session(), cast, settings)
        database_session().commit()
        return invited
