"""Measures the closing of a large wave: stored rows to stored release, against the plain arithmetic."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.findings import Finding
from benchmarks.measuring import Cost, alone, best_of
from benchmarks.plain import read_and_compute
from benchmarks.population import population
from benchmarks.stored import store
from culture3d.models.wave import Wave
from culture3d.services.results import make_release, read_responses

SIZES = (250_000, 500_000, 1_000_000)
TIMES = 3


def run() -> list[Finding]:
    """A wave of 48 items and 500 units in three levels, at three sizes."""
    costs: dict[int, Cost] = {}
    findings = []
    for people in SIZES:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "culture3d.sqlite"
            stored = alone(_make, people, file).value
            costs[people] = min((_closed(file) for _ in range(TIMES)), key=lambda cost: cost.seconds)
            if people == SIZES[-1]:
                findings = _against_targets(costs[people], stored, file)
    linear = costs[SIZES[-1]].seconds / costs[SIZES[0]].seconds
    return [
        *findings,
        *(Finding(f"release of {people:,} responses", costs[people].seconds, "s") for people in SIZES[:-1]),
        Finding("four times the responses cost", linear, "times as much", at_most=4.4),
    ]


def _against_targets(cost: Cost, stored: float, file: Path) -> list[Finding]:
    plain = best_of(TIMES, read_and_compute, file)
    reading = best_of(TIMES, read, file)
    return [
        Finding("release of 1,000,000 responses", cost.seconds, "s", at_most=8),
        Finding("of processors", cost.processor_seconds, "s"),
        Finding("its peak memory", cost.megabytes, "MB", at_most=2000),
        Finding("stored per response", stored, "bytes", at_most=90),
        Finding("plain reading and arithmetic", plain.seconds, "s"),
        Finding("of processors for the plain one", plain.processor_seconds, "s"),
        Finding("against the plain one", cost.seconds / plain.seconds, "times", at_most=3),
        Finding("of it, reading the responses", reading.seconds, "s"),
    ]


def _make(people: int, file: Path) -> float:
    return store(population(people), file)


def _closed(file: Path) -> Cost:
    """What it costs to make the release, which is removed first where an earlier call left one."""
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("DELETE FROM release_segment")
        connection.execute("DELETE FROM release")
    connection.close()
    return alone(close, file)


def close(file: Path) -> None:
    """Makes the release of the stored wave, as the job at closing does."""
    with Session(create_engine(f"sqlite:///{file}")) as session:
        make_release(session, session.scalars(select(Wave)).one(), datetime.now(UTC).date())
        session.commit()


def read(file: Path) -> None:
    """Reads the responses of the stored wave, and does nothing with them."""
    with Session(create_engine(f"sqlite:///{file}")) as session:
        read_responses(session, session.scalars(select(Wave)).one())
