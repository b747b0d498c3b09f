"""Measures how long employees wait for their pages while a worker makes a batch of reports beside them."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice

from sqlalchemy import func, select

from benchmarks.fielded import Field, field
from benchmarks.findings import Finding
from benchmarks.respondents import Seen, crowd
from benchmarks.serving import Server, served
from culture3d import clock, jobs
from culture3d.commands.demo import set_up
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.report import Report, Status
from culture3d.models.wave import State, Wave
from culture3d.services import reporting
from tests.faults.serving import environment

REPORTS, LANGUAGES = 50, ("en", "de")
# At 16 pages a response and half a second to look at each, 8 at once are some 3,000 responses an hour.
PEOPLE, THINKING = 8, 0.5
ALONE = 20  # seconds for which people answer before the batch begins
INVITED, WARM_UP = 3_000, 30
PATIENCE = 1_800  # seconds
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def run() -> list[Finding]:
    """On SQLite and on PostgreSQL: people alone, and the same beside the batch."""
    findings: list[Finding] = []
    for kind, name in KINDS.items():
        with field(kind, INVITED) as made:
            findings += _beside(made, name)
    return findings


def _beside(made: Field, name: str) -> list[Finding]:
    jobs.prepare(made.settings)
    with made.app.app_context():
        set_up(made.settings)
    first, others, many = (
        made.links[:WARM_UP],
        made.links[WARM_UP : INVITED // 10],
        made.links[INVITED // 10 :],
    )
    with served(made.settings) as server, _worker(made.settings):
        crowd(server.port, first, PEOPLE)
        alone = _answering(server, others, lambda: time.sleep(ALONE))
        began = time.perf_counter()
        beside = _answering(server, many, lambda: _made(made))
        minutes = (time.perf_counter() - began) / 60
    faults = [*alone.faults, *beside.faults]
    return [
        Finding(f"{name}: 95 of 100 pages, {PEOPLE} at once, alone", 1000 * alone.percentile(0.95), "ms"),
        Finding(f"{name}: beside {REPORTS} reports", 1000 * beside.percentile(0.95), "ms", at_most=150),
        Finding(f"{name}: 99 of 100 pages beside them", 1000 * beside.percentile(0.99), "ms"),
        Finding(f"{name}: responses meanwhile", beside.responses, ""),
        Finding(f"{name}: errors", len(faults), "", at_most=0),
        Finding(f"{name}: reports a minute beside people", REPORTS / minutes, ""),
    ]


def _answering(server: Server, links: list[str], meanwhile: Callable[[], None]) -> Seen:
    """What people see who answer for as long as something else takes."""
    ended = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(crowd, server.port, links, PEOPLE, THINKING, ended)
        try:
            meanwhile()
        finally:
            ended.set()
        return seen.result()


def _made(made: Field) -> None:
    """Asks for a batch of reports on the demonstration's waves, and waits until all are done."""
    with made.app.app_context():
        session = database_session()
        waves = session.scalars(select(Wave).where(Wave.state == State.RELEASED)).all()
        wanted = islice(cycle((wave, language) for wave in waves for language in LANGUAGES), REPORTS)
        asked = [reporting.ask(session, *each, clock.now(), batch="batch") for each in wanted]
        session.commit()
        for report in asked:
            jobs.enqueue(made.settings, "make_report", report.id)
        deadline = time.monotonic() + PATIENCE
        while _done(made) < REPORTS:
            assert time.monotonic() < deadline, "the batch does not end"
            time.sleep(2)
        db.session.remove()
        db.engine.dispose()


def _done(made: Field) -> int:
    session = database_session()
    session.rollback()
    failed = session.scalar(select(func.count()).where(Report.status == Status.FAILED))
    assert failed == 0, f"{failed} reports failed"
    return session.scalar(select(func.count()).where(Report.status == Status.DONE)) or 0


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    command = [sys.executable, "-m", "culture3d", "worker"]
    worker = subprocess.Popen(command, env=environment(settings), start_new_session=True)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)
