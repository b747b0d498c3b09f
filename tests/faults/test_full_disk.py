"""Fills the disk and makes the database read-only while people answer: they are told, and lose nothing."""

import resource
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.config import Settings, read_settings
from culture3d.db import db
from tests.culture3d.cast import Cast
from tests.culture3d.test_survey import URL, take, token
from tests.faults.browsers import NoAnswer
from tests.faults.counts import figure, times
from tests.faults.crowd import Crowd, Voter
from tests.faults.ring import enter
from tests.faults.serving import Server

ROUNDS = times(short=1, long=50)
WORDS = "We cannot store anything just now"
REFUSALS, PATIENCE = 5, 60
Full = Callable[[Server], "contextmanager[None]"]


@contextmanager
def file_limit(server: Server) -> Iterator[None]:
    """No file of the server may grow, or be written at all; nobody need be root for that."""
    unlimited = resource.RLIM_INFINITY
    for process in server.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (0, unlimited))
    try:
        yield
    finally:
        for process in server.processes():
            resource.prlimit(process, resource.RLIMIT_FSIZE, (unlimited, unlimited))


@contextmanager
def ballast(server: Server) -> Iterator[None]:
    """The disk has not a single block left."""
    file = Path(server.environ["CULTURE3D_DATA"]) / "ballast"
    try:
        with file.open("wb", buffering=0) as growing:
            for size in (65536, 4096, 1):
                while True:
                    try:
                        growing.write(bytes(size))
                    except OSError:
                        break
        yield
    finally:
        file.unlink()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of eight megabytes in memory; only root may make one, and not everywhere.

    Not in the folder of the test: that could not be removed if this process were killed.
    """
    place = Path(tempfile.mkdtemp(prefix="culture3d-disk-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True)
    try:
        if made.returncode:
            pytest.skip("no disk can be mounted here")
        yield place
    finally:
        if not made.returncode:
            subprocess.run(["umount", place], check=True)
        place.rmdir()


@contextmanager
def installed(data: Path) -> Iterator[tuple[Flask, Settings]]:
    """An installation on SQLite."""
    settings = read_settings({"CULTURE3D_DATA": str(data)})
    app = create_app(settings)
    upgrade_database(app)
    yield app, settings
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_who_meets_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    with installed(small_disk) as (app, settings):
        survives(app, settings, ballast, "disk full")


def test_who_meets_a_disk_that_takes_nothing_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with installed(tmp_path) as (app, settings):
        survives(app, settings, file_limit, "writes refused by the system")


def survives(app: Flask, settings: Settings, full: Full, what: str) -> None:
    ring = enter(app, settings)
    with Server(settings) as server:
        with Crowd(ring.members[1:], server.port) as crowd:
            for _ in range(ROUNDS):
                crowd.go_on(receipts=3)
                with full(server):
                    wait_for_refusals(crowd)
                    told_why(server, Voter(ring.members[0]))
                    assert crowd.lost(ring.receipts) == []
                crowd.go_on(receipts=3)
        crowd.finish()
    assert set(crowd.refusals()) == {"503"}
    assert ring.receipts() == crowd.settled()
    assert ring.counted() == crowd.expected()
    told = crowd.refusals()["503"]
    figure(what, f"{ROUNDS} times, {crowd.receipts} receipts, {told} pages that say so, 0 lost")


def wait_for_refusals(crowd: Crowd) -> None:
    """Until some more people were told that nothing can be stored."""
    enough, deadline = crowd.refusals()["503"] + REFUSALS, time.monotonic() + PATIENCE
    while crowd.refusals()["503"] < enough and not crowd.faults:
        assert time.monotonic() < deadline, "nobody is refused"
        time.sleep(0.05)


def told_why(server: Server, voter: Voter) -> None:
    """Somebody comes in as always, reads, and is told as soon as something has to be stored."""
    voter.begin()
    with pytest.raises(NoAnswer) as refused:
        voter.attempt(server.port)
    assert refused.value.why == "503"
    assert WORDS in refused.value.page


def test_a_database_that_may_only_be_read_says_so_and_recovers(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    take(client)
    page = client.get(f"{URL}/1").text
    form = {"csrf_token": token(page), "item_0": "5"}
    with app.app_context(), read_only():
        reply = client.post(f"{URL}/1", data=form)
        assert reply.status_code == 503
        assert WORDS in reply.text
        assert client.get(f"{URL}/").status_code == 200
    assert client.post(f"{URL}/1", data=form).status_code == 303


@contextmanager
def read_only() -> Iterator[None]:
    """Every connection from now on may read and not write."""

    def forbid(connection: object, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.autocommit = True  # or it would only begin transactions that may not write
            connection.execute("SET default_transaction_read_only = on")
            connection.autocommit = False

    db.engine.dispose()
    event.listen(db.engine, "connect", forbid)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", forbid)
        db.engine.dispose()
