"""Cuts the power at any moment while people submit to SQLite, and opens what the disk may hold then."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from culture3d.app import create_app
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.sealing import receipt, receipt_hash
from culture3d.services.answering import ballots, drafts
from culture3d.services.answering.sheets import Said, Sheet, Text
from tests.culture3d.invited import OPENS
from tests.faults.counts import figure, times
from tests.faults.ring import ITEMS, Ring, enter
from tests.faults.watched_disk import NAME, Disk, after_power_cut, promised, watching

STATES = times(short=150, long=10_000)
SUBMITS = 150  # enough for the write-ahead log to be moved into the database a few times


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Watches for the length of a test."""
    with watching() as disk:
        yield disk


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path, disk: Disk, settings: Settings) -> Iterator[Flask]:
    """The application, whose every write is watched from the database's first byte on."""
    address = f"sqlite:///file:{tmp_path / 'watched.sqlite'}?vfs={NAME}&uri=true"
    app = create_app(replace(settings, database_url=address))
    with app.app_context(), closing(sqlite3.connect(sqlite_template)) as template:
        template.backup(db.engine.raw_connection().driver_connection)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Only SQLite keeps its files by itself."""
    return f"sqlite:///{tmp_path / 'unused.sqlite'}"


def submit_often(ring: Ring, disk: Disk) -> None:
    """People submit one after the other, some of them again; each is told the receipt after the commit."""
    chance = random.Random(1)
    with ring.app.app_context():
        session, wave = database_session(), ring.fielded()
        for turn in range(SUBMITS):
            member = chance.choice(ring.members)
            disk.told(member.keys.ballot_id.hex(), None)
            drafts.save(session, wave, member.keys, 1, Said(answers={0: 5}), OPENS)
            session.commit()
            sheet = Sheet((4,) * ITEMS, (0,), texts=(Text(f"Turn {turn}"),))
            told = ballots.submit(session, wave, member.keys, sheet, member.id)
            session.commit()
            disk.told(member.keys.ballot_id.hex(), told)


def lost(disk: Disk, place: Path) -> int:
    """In how many of the states that a power cut may leave a receipt is not to be found."""
    chance, found = random.Random(2), 0
    first = next(place for place, event in enumerate(disk.events) if promised([event]))
    for _ in range(STATES):
        happened = disk.events[: chance.randint(first, len(disk.events))]
        for name, content in after_power_cut(happened, chance).items():
            (place / name).write_bytes(content)
        receipts = stored(place / "watched.sqlite")
        told = {who: what for who, what in promised(happened).items() if what is not None}
        found += any(receipts.get(who) != what for who, what in told.items())
        for file in place.iterdir():
            file.unlink()
    return found


def stored(file: Path) -> dict[str, str]:
    """The receipts of all ballots in a database, which must be whole."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ballots = connection.execute("SELECT id, sealed FROM ballot")
        return {id_.hex(): receipt(receipt_hash(sealed)) for id_, sealed in ballots}


def test_no_answer_is_lost_that_somebody_has_a_receipt_for(
    app: Flask, settings: Settings, disk: Disk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    submit_often(enter(app, settings), disk)
    assert lost(disk, tmp_path_factory.mktemp("after")) == 0
    figure("power cut on SQLite", f"{STATES} states of the disk, 0 lose an answer")


def test_the_disk_is_watched_well_enough_to_see_a_loss(
    app: Flask, settings: Settings, disk: Disk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same with a setting that does not wait for the disk at each commit: answers are lost."""
    ring = enter(app, settings)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        event.listen(db.engine, "connect", not_waiting)
    submit_often(ring, disk)
    missing = lost(disk, tmp_path_factory.mktemp("after"))
    assert missing > 0
    figure("the same without waiting for the disk (a control)", f"{missing} of {STATES} states lose one")


def not_waiting(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
