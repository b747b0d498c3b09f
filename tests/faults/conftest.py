"""Gives the faults the installation that all tests have, a wave of invited people, and a table of figures."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from culture3d.config import Settings
from tests.culture3d.conftest import (  # noqa: F401  these fixtures are asked for by name
    app,
    cast,
    client,
    database_url,
    invited,
    postgres_server,
    session,
    settings,
    sqlite_template,
)
from tests.faults.counts import FIGURES, LONG
from tests.faults.ring import Ring, enter

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"


@pytest.fixture
def ring(app: Flask, settings: Settings) -> Ring:  # noqa: F811  the fixtures that are imported above
    """An open wave with people who have links, committed."""
    return enter(app, settings)


@pytest.fixture(scope="session", autouse=True)
def table() -> Iterator[None]:
    """Writes the figures of a long run when it has ended."""
    yield
    if LONG and FIGURES:
        RESULTS.mkdir(exist_ok=True)
        rows = [f"| {what} | {found} |" for what, found in FIGURES]
        file = RESULTS / f"faults-{datetime.now(UTC):%Y%m%d-%H%M%S}.md"
        file.write_text("\n".join(["| fault | found |", "|---|---|", *rows, ""]))
