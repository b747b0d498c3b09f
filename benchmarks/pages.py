"""Measures pages of results: what they ask of the database, and how long a large one takes to be shown."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.closing import close
from benchmarks.findings import Finding
from benchmarks.measuring import alone, median_seconds
from benchmarks.population import population
from benchmarks.result_pages import Shown, show, six_waves
from benchmarks.stored import store
from culture3d.models.wave import Wave
from culture3d.services.results import read_release

SIZES = (200, 2_000_000)
TIMES = 51


def run() -> list[Finding]:
    """The release of 500 units, read anew each time by a session of its own; and pages of six such waves."""
    few, many = (_milliseconds(people) for people in SIZES)
    return [
        Finding("a page's release of 500 units, 200 responses", few, "ms", at_most=20),
        Finding("a page's release of 500 units, 2,000,000 responses", many, "ms", at_most=20),
        *_of_pages(),
    ]


def _of_pages() -> list[Finding]:
    """How long the server takes for each page, first and ever after, and what it weighs."""
    with TemporaryDirectory() as folder:
        alone(six_waves, Path(folder) / "culture3d.sqlite")
        shown: list[Shown] = alone(show, folder).value
    return [
        finding
        for page in shown
        for finding in (
            Finding(f"{page.name}, 500 units and 6 waves", page.often, "ms", at_most=60),
            Finding(f"{page.name}, the first time in a process", page.first, "ms"),
            Finding(f"{page.name}, compressed", page.kilobytes, "KB", at_most=300),
        )
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
