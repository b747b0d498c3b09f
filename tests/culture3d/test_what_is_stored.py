"""Pins what is stored of people who answer and of what they say: a new column has to pass this page first.

A time, a number or a name more in one of these tables may tell who said what, and no page would show it.
"""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from culture3d.models.firm import Firm

COLUMNS = {
    "participant": {"id", "wave_id", "name", "email", "unit_id", "language", "perspective", "attributes"}
    | {"removed"},  # whether they left; set without a date, and for whoever was asked, answered or not
    "invitation": {"participant_id", "wave_id", "way", "secret_hash", "answered"},
    "draft": {"id", "page", "wave_id", "touched_on", "locked"},
    "ballot": {"wave_id", "id", "sealed"},
    "receipt_list": {"wave_id", "hashes"},
    "response": {"wave_id", "id", "unit_id", "perspective", "attributes", "answers"},
    "comment": {"wave_id", "id", "question", "words", "retell", "verdict", "redacted"},  # a reviewer's
}


@pytest.mark.parametrize("table", COLUMNS)
def test_nothing_else_is_stored(session: Session, table: str) -> None:
    columns = inspect(session.connection()).get_columns(table)
    assert {column["name"] for column in columns} == COLUMNS[table]


@pytest.mark.parametrize("table", ["draft", "ballot", "response", "comment"])
def test_sqlite_numbers_no_row_in_the_order_of_arrival(session: Session, table: str) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such number; what it has instead is known to the attacker's suite")
    with pytest.raises(OperationalError, match="no such column: rowid"):
        session.execute(text(f"SELECT rowid FROM {table}"))


def test_sqlite_overwrites_what_is_deleted(session: Session) -> None:
    """A draft that was withdrawn is gone from the file at once, and not only when the wave is over."""
    file = session.get_bind().engine.url.database
    if session.get_bind().dialect.name != "sqlite" or file is None:
        pytest.skip("PostgreSQL frees pages without overwriting them")
    firm = Firm(name="Quastenflosser")
    session.add(firm)
    written(session)
    assert b"Quastenflosser" in Path(file).read_bytes()
    session.delete(firm)
    written(session)
    assert b"Quastenflosser" not in Path(file).read_bytes()


def written(session: Session) -> None:
    session.commit()
    session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    session.commit()
