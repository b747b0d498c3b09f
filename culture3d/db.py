"""Opens the database: the base of all models, the session of a request, and SQLite made durable."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BindParameter, Executable, MetaData, Select, Table, bindparam, event
from sqlalchemy.engine import Connection, CursorResult, Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry


class Base(DeclarativeBase):
    """What every model descends from; its names for constraints let migrations find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

# WAL with synchronous=FULL loses no acknowledged answer at a power cut; secure_delete leaves no deleted
# ballot in the file.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 15000",
)


@event.listens_for(Engine, "connect")
def _make_durable(connection: object, _: ConnectionPoolEntry) -> None:
    if isinstance(connection, sqlite3.Connection):
        for pragma in _PRAGMAS:
            connection.execute(pragma)


# What runs statements: a session, or a connection where no model is read or written.
Executor = Session | Connection


def at_once() -> Connection:
    """A connection for single statements, each of which is a transaction of its own; to be closed soon.

    On PostgreSQL that is one journey to the server instead of three. SQLite begins no transaction to read,
    and what is written wants a commit there.
    """
    return _at_once(db.engine).connect()


@lru_cache(maxsize=8)
def _at_once(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def database_session() -> Session:
    """The session of the current request or command; whoever is at the edge commits it."""
    return db.session()


def upsert(
    executor: Executor,
    model: type[Base],
    columns: Sequence[str],
    rows: Select[*tuple[Any, ...]],
    values: Mapping[str, object] | None = None,
) -> int:
    """Inserts the rows that a query gives, each in place of the one with the same primary key, if any.

    By one statement; says how many rows were stored. The query needs a WHERE, or SQLite misreads it. One that
    is made once, and filled in with `values`, spares building the statement each time.
    """
    statement = _upsert_statement(_dialect(executor), model, tuple(columns), rows)
    options = {"preserve_rowcount": True}
    done = executor.execute(statement, dict(values or {}), execution_options=options)
    return cast(CursorResult[Any], done).rowcount


def _dialect(executor: Executor) -> str:
    bound = executor if isinstance(executor, Connection) else executor.get_bind()
    return bound.dialect.name


@lru_cache(maxsize=16)
def _upsert_statement(
    dialect: str, model: type[Base], columns: tuple[str, ...], rows: Select[*tuple[Any, ...]]
) -> Executable:
    table = table_of(model)
    keys = [column.name for column in table.primary_key]
    # Both dialects say it alike. The session's own is loaded already; the other one takes long.
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert(table).from_select(list(columns), rows)
    changed = {name: insert.excluded[name] for name in columns if name not in keys}
    statement: Executable = insert.on_conflict_do_update(index_elements=keys, set_=changed)
    return statement


def table_of(model: type[Base]) -> Table:
    """A model's table, for statements that need no more of the model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def given(model: type[Base], column: str) -> BindParameter[Any]:
    """A place in a query that is made once, for a value of a column, under the column's name and `_given`."""
    return bindparam(f"{column}_given", type_=table_of(model).c[column].type)


# As PostgreSQL calls it: connections lost (class 08), ending and starting, a deadlock, two writers at odds.
_PASSING = ("08", "57P01", "57P02", "57P03", "40P01", "40001")
_READ_ONLY = "25006"


def was_away(error: DBAPIError) -> bool:
    """Whether the database was out of reach for a moment, so that the same is worth another try.

    Never true of SQLite, whose file is there or is not.
    """
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", "none")  # what another driver raises has no such thing
    # An error without a state comes from psycopg itself, which did not reach the server.
    return state is None or state.startswith(_PASSING)


def cannot_store(error: DBAPIError) -> bool:
    """Whether the database takes nothing just now: it is away, locked, full, or may only be read."""
    refused = getattr(error.orig, "sqlstate", None) == _READ_ONLY
    return isinstance(error, OperationalError) or refused or was_away(error)


def vacuum() -> None:
    """Rewrites the database so that what was deleted is gone from its files. Not inside a transaction."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def init_app(app: Flask) -> None:
    """Gives the application its database."""
    import culture3d.models
    import culture3d.turns  # noqa: F401  it listens from now on

    db.init_app(app)
