"""Stops and starts PostgreSQL while a crowd answers."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from culture3d import jobs, steps
from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, db
from tests.culture3d import postgres
from tests.culture3d.test_jobs import end, wait_for, worker_of
from tests.faults.counts import figure, times
from tests.faults.crowd import Crowd
from tests.faults.ring import Ring, enter
from tests.faults.serving import Server
from tests.faults.test_killed_worker import close, is_released

pytestmark = pytest.mark.postgres
RESTARTS = times(short=2, long=100)


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """A server that nobody else uses."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster() as cluster:
        yield cluster


@pytest.fixture
def settings(cluster: postgres.Cluster, tmp_path: Path) -> Settings:
    """An installation on it."""
    return read_settings({"CULTURE3D_DATA": str(tmp_path), "DATABASE_URL": cluster.address})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application in this process, which lets go of the database whenever it has looked."""
    app = create_app(settings)
    upgrade_database(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_requests_wait_for_the_database_and_lose_nothing(cluster: postgres.Cluster, app: Flask) -> None:
    ring: Ring = enter(app, app.config["SETTINGS"])
    chance = random.Random(1)
    with Server(ring.settings) as server:
        with Crowd(ring.members, server.port) as crowd:
            for number in range(RESTARTS):
                crowd.go_on(receipts=chance.randint(1, 8))
                cluster.stop("fast" if number % 2 else "immediate")
                time.sleep(chance.uniform(0, 1))
                cluster.start()
                assert crowd.lost(ring.receipts) == []
        crowd.finish()
    assert crowd.refusals() == {}  # everybody waited a little, nobody saw an error
    assert ring.receipts() == crowd.settled()
    assert ring.counted() == crowd.expected()
    figure("PostgreSQL stopped and started", f"{RESTARTS} times, {crowd.receipts} receipts, 0 errors, 0 lost")


def test_the_worker_waits_for_the_database_and_ends_its_jobs(cluster: postgres.Cluster, app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    ring = enter(app, settings)
    jobs.prepare(settings)
    ballots = ring.answer(people=12)
    cluster.stop("fast")
    worker = worker_of(settings)  # finds no database as it starts
    try:
        time.sleep(4)
        for _ in range(times(short=1, long=10)):
            cluster.start()
            time.sleep(times(short=2, long=4))
            cluster.stop("immediate")
            time.sleep(times(short=1, long=jobs.SECONDS_BETWEEN_LOOKS + 1))
        cluster.start()
        with app.app_context():
            db.engine.dispose()
        close(ring)
        jobs.enqueue(settings, "close_wave", str(ring.wave))
        wait_for(lambda: is_released(ring), "the wave was not released")
        assert worker.poll() is None
    finally:
        end(worker)
    with app.app_context():
        assert ring.told(database_session()).receipts == sorted(ballots.values())


def test_a_launch_that_the_database_leaves_in_the_middle_is_begun_anew(
    cluster: postgres.Cluster, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine has begun by then, and its database goes with ours.

    In a thread of its own: a browser that other tests have open keeps an event loop in this one, which the
    engine does not begin beside.
    """
    settings: Settings = app.config["SETTINGS"]
    ring = enter(app, settings)
    jobs.prepare(settings)
    ballots = ring.answer(people=12)
    close(ring)
    looks = steps.waves_waiting

    def gone(app: Flask) -> list[str]:
        monkeypatch.setattr(steps, "waves_waiting", looks)
        cluster.stop("immediate")
        return looks(app)

    monkeypatch.setattr(steps, "waves_waiting", gone)
    with ThreadPoolExecutor(1) as aside:
        try:
            assert not aside.submit(jobs.has_launched, app).result()
            assert not aside.submit(jobs.has_launched, app).result()  # it is still away
            cluster.start()
            with app.app_context():
                db.engine.dispose()
            assert aside.submit(jobs.has_launched, app).result()
            wait_for(lambda: is_released(ring), "the wave was not released")
        finally:
            aside.submit(jobs.shut_down).result()
    with app.app_context():
        assert ring.told(database_session()).receipts == sorted(ballots.values())
