"""Shows that writers of an SQLite database take turns, and that nothing stops where a turn does not come."""

import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from culture3d import turns
from culture3d.db import database_session, db
from culture3d.models.firm import Firm


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """On SQLite alone; PostgreSQL lets many write at once."""
    (tmp_path / "culture3d.sqlite").write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
    return f"sqlite:///{tmp_path / 'culture3d.sqlite'}"


@pytest.fixture
def other(app: Flask, tmp_path: Path) -> Iterator[int]:
    """Somebody else who may take a turn."""
    with app.app_context():
        db.engine.connect().close()
    file = os.open(tmp_path / "culture3d.sqlite-turn", os.O_RDWR)
    yield file
    os.close(file)


def is_free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True


def test_a_turn_lasts_from_the_first_write_to_the_commit(session: Session, other: int) -> None:
    session.execute(text("SELECT 1"))
    assert is_free(other)
    session.add(Firm(name="One"))
    session.flush()
    assert not is_free(other)
    session.commit()
    assert is_free(other)


def test_a_rollback_and_a_lost_connection_give_it_back(session: Session, other: int) -> None:
    session.add(Firm(name="One"))
    session.flush()
    session.rollback()
    assert is_free(other)
    session.add(Firm(name="One"))
    session.flush()
    session.connection().invalidate()
    assert is_free(other)


def test_who_waits_too_long_goes_on_without(app: Flask, other: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    fcntl.flock(other, fcntl.LOCK_EX)
    with app.app_context():
        began = time.monotonic()
        database_session().add(Firm(name="One"))
        database_session().commit()
        assert time.monotonic() - began >= 0.05
        assert database_session().query(Firm).count() == 1
