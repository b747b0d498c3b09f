"""Shows that migrations lead to exactly the models, and back and forth with data."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from culture3d.commands.db import downgrade_database, upgrade_database
from culture3d.db import Base, db
from tests.culture3d.cast import Cast


def test_models_are_what_migrations_make(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_with_data(app: Flask, cast: Cast) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    downgrade_database(app, "base")
    with app.app_context():
        db.session.remove()
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
    upgrade_database(app)
    with app.app_context():
        assert "ballot" in inspect(db.engine).get_table_names()
