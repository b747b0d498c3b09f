"""Runs migrations on the application's database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from culture3d.db import Base


def _let_tables_be_made_anew(connection: Connection) -> None:
    """SQLite changes a table by making it anew, which references from other tables would forbid."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()  # a transaction that stayed open here would swallow the migrations


def _check_references(connection: Connection) -> None:
    """:raise RuntimeError: if a migration left a reference that leads nowhere; nothing is kept of it then."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration broke references of {sorted({row[0] for row in broken})}")


engine = current_app.extensions["migrate"].db.engine
with engine.connect() as connection:
    _let_tables_be_made_anew(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        _check_references(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")  # the pool may hand this connection on
