"""Measures what a page of results asks of the database, at 200 and at 2,000,000 responses."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.closing import close
from benchmarks.findings import Finding
from benchmarks.measuring import alone, median_seconds
from benchmarks.population import population
from benchmarks.stored import store
from culture3d.models.wave import Wave
from culture3d.services.results import read_release

SIZES = (200, 2_000_000)
TIMES = 51


def run() -> list[Finding]:
    """The release of 500 units, read anew each time by a session of its own."""
    few, many = (_milliseconds(people) for people in SIZES)
    return [
        Finding("a page's release of 500 units, 200 responses", few, "ms", at_most=20),
        Finding("a page's release of 500 units, 2,000,000 responses", many, "ms", at_most=20),
    ]


def _milliseconds(people: int) -> float:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "culture3d.sqlite"
        alone(_make, people, file)
        alone(close, file)
        value: float = alone(_reading, file).value
        return value


def _make(people: int, file: Path) -> None:
    store(population(people), file)


def _reading(file: Path) -> float:
    engine = create_engine(f"sqlite:///{file}")

    def read() -> None:
        with Session(engine) as session:
            read_release(session, session.scalars(select(Wave)).one())

    return 1000 * median_seconds(read, TIMES)
