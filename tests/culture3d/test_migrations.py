"""Shows that migrations lead to exactly the models, and back and forth with data."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from culture3d.commands.db import downgrade_database, upgrade_database
from culture3d.db import Base, database_session, db
from culture3d.models.wave import Wave
from culture3d.services import results
from tests.culture3d.cast import Cast
from tests.culture3d.test_jobs import release


def test_models_are_what_migrations_make(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_with_data(app: Flask, cast: Cast) -> None:
    _let_go(app)
    downgrade_database(app, "base")
    with app.app_context():
        db.session.remove()
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
    upgrade_database(app)
    with app.app_context():
        assert "ballot" in inspect(db.engine).get_table_names()


def test_a_release_survives_going_down_one_revision_and_up(app: Flask, cast: Cast) -> None:
    release(app, cast)
    before = _told(app, cast)
    _let_go(app)
    downgrade_database(app, "0001")
    with app.app_context():
        assert "release_change" not in inspect(db.engine).get_table_names()
        assert "digest" not in {column["name"] for column in inspect(db.engine).get_columns("release")}
    _let_go(app)
    upgrade_database(app)
    assert _told(app, cast) == before


def _told(app: Flask, cast: Cast) -> tuple[object, ...]:
    """The release of the cast's wave as far as it compares, with its digest."""
    with app.app_context():
        session = database_session()
        wave = session.get_one(Wave, cast.wave)
        told = results.read_release(session, wave)
        figures = told.table.values.tobytes()
        return results.digest_of(session, wave), wave.tallied, told.segments, dict(told.counts), figures


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
