"""Stores a made-up wave the way a tally does, and reads its rows the plainest way there is."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import culture3d.models  # noqa: F401  so that the tables are known
from benchmarks.population import Population, instrument_text, unit_paths
from culture3d.db import Base
from culture3d.models.firm import Firm
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave

INSERT = (
    "INSERT INTO response (wave_id, id, unit_id, perspective, attributes, answers) VALUES (?, ?, ?, ?, ?, ?)"
)


def store(population: Population, file: Path) -> float:
    """Makes a database with one closed wave of these answers; gives the bytes stored per response."""
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        wave_id, unit_ids = _wave(session, len(population.answers))
        session.commit()
    engine.dispose()
    _vacuum(file)
    empty = file.stat().st_size
    connection = sqlite3.connect(file)
    with connection:
        connection.executemany(INSERT, rows_of(population, wave_id, unit_ids))
    connection.close()
    _vacuum(file)
    return (file.stat().st_size - empty) / len(population.answers)


def _vacuum(file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _wave(session: Session, people: int) -> tuple[int, list[int]]:
    """A closed and tallied wave with its organisation; gives its id and those of the units."""
    version = InstrumentVersion(name="benchmark", version=1, text=instrument_text())
    organisation = Organisation(firm=Firm(name="Firm"), slug="large", name="Large", language="en")
    units: dict[tuple[str, ...], Unit] = {}
    for position, path in enumerate(unit_paths()):
        parent = units.get(path[:-1])
        units[path] = Unit(parent=parent, code=path[-1], label=path[-1], position=position)
    organisation.units = list(units.values())
    wave = Wave(
        organisation=organisation,
        instrument_version=version,
        number=1,
        name="2026",
        address="benchmark",
        state=State.CLOSED,
        public_key=bytes(32),
        promise={"en": []},
        frozen_on=date(2026, 1, 1),
        tallied=people,
    )
    session.add_all([version, organisation, wave])
    session.flush()
    return wave.id, [unit.id for unit in units.values()]


def rows_of(population: Population, wave_id: int, unit_ids: list[int]) -> list[tuple[object, ...]]:
    """A row per person under a random id, in the order of the ids."""
    people = len(population.answers)
    ids = np.sort(np.random.default_rng(1).integers(0, 2**63, people, dtype=np.int64)).astype(">i8")
    columns = (
        (wave_id for _ in range(people)),
        (value.tobytes() for value in ids),
        np.array(unit_ids)[population.unit_of].tolist(),
        population.perspective.tolist(),
        (row.tobytes() for row in population.attributes),
        (row.tobytes() for row in population.answers),
    )
    return list(zip(*columns, strict=True))


@dataclass(frozen=True)
class Rows:
    """The columns of a wave's stored responses, as matrices."""

    answers: NDArray[np.int8]
    unit_of: NDArray[np.int64]
    attributes: NDArray[np.int8]
    perspective: NDArray[np.int8]


def read_rows(file: Path) -> Rows:
    """The stored responses by one plain query, their blobs joined to matrices."""
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT unit_id, perspective, attributes, answers FROM response").fetchall()
    connection.close()
    units, perspective, attributes, answers = zip(*rows, strict=True)
    people = len(rows)
    return Rows(
        answers=np.frombuffer(b"".join(answers), dtype=np.int8).reshape(people, -1),
        unit_of=np.array(units),
        attributes=np.frombuffer(b"".join(attributes), dtype=np.int8).reshape(people, -1),
        perspective=np.array(perspective, dtype=np.int8),
    )
