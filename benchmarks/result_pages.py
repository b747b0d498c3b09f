"""Makes an organisation of 500 units and six released waves, and asks for its pages as a leader does."""

import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import brotli
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.population import population
from benchmarks.stored import INSERT, rows_of, store
from culture3d.app import create_app
from culture3d.config import read_settings
from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import accounts, results

PEOPLE, WAVES, TIMES = 20_000, 6, 21
AT = "/organisations/large"
PAGES = {
    "compare waves": "/results/compare",
    "compare waves far apart": "/results/compare?wave=6&with=1",
    "compare a unit": "/results/compare?segment=V1",
    "all questions": "/results/questions/",
    "a question": "/results/questions/A1.1",
    "the heat map": "/results/heatmap",
}


@dataclass(frozen=True)
class Shown:
    """What a page took, in ms, the first time and in the middle of many, and its weight as it is sent."""

    name: str
    first: float
    often: float
    kilobytes: float


def six_waves(file: Path) -> None:
    """The first wave as a tally leaves it, and five more like it; all of them released."""
    store(population(PEOPLE, 1), file)
    engine = create_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        first = session.scalars(select(Wave)).one()
        units = [unit.id for unit in first.organisation.units]
        session.add_all(_another(first, number) for number in range(2, WAVES + 1))
        session.commit()
        ids = list(session.scalars(select(Wave.id).order_by(Wave.number)))
    connection = sqlite3.connect(file)
    with connection:
        for number, wave_id in enumerate(ids[1:], start=2):
            connection.executemany(INSERT, rows_of(population(PEOPLE, number), wave_id, units))
    connection.close()
    with Session(engine) as session:
        for wave in session.scalars(select(Wave).order_by(Wave.number)):
            results.make_release(session, wave, date(2026, 1, 1))
            wave.state = State.RELEASED
            session.commit()


def _another(wave: Wave, number: int) -> Wave:
    return Wave(
        organisation=wave.organisation,
        instrument_version=wave.instrument_version,
        number=number,
        name=f"Wave {number}",
        address=f"benchmark{number}",
        state=State.CLOSED,
        public_key=bytes(32),
        promise={"en": []},
        frozen_on=date(2020 + number, 1, 1),
        tallied=PEOPLE,
    )


def show(folder: str) -> list[Shown]:
    """Every page, in one process, as whoever leads the organisation is shown it."""
    app = create_app(read_settings({"CULTURE3D_DATA": folder}))
    browser = app.test_client()
    with app.app_context():
        session = database_session()
        organisation = session.scalars(select(Organisation)).one()
        leader = accounts.make(session, "leader@example.org", "Leader", "en")
        accounts.grant(session, leader, Role.LEADER, organisation=organisation)
        session.flush()
        secret = accounts.begin_sign_in(session, leader, datetime.now(UTC).replace(tzinfo=None))
        uniquifier = leader.fs_uniquifier
        session.commit()
    with browser.session_transaction() as cookie:
        cookie.update(_user_id=uniquifier, sign_in=secret, fs_paa=time.time(), _fresh=True)
    return [_shown(browser, name, AT + address) for name, address in PAGES.items()]


def _shown(browser: FlaskClient, name: str, address: str) -> Shown:
    first, text = _asked(browser, address)
    often = sorted(_asked(browser, address)[0] for _ in range(TIMES))[TIMES // 2]
    return Shown(name, first, often, len(brotli.compress(text.encode(), quality=4)) / 1024)


def _asked(browser: FlaskClient, address: str) -> tuple[float, str]:
    start = time.perf_counter()
    reply = browser.get(address)
    taken = 1000 * (time.perf_counter() - start)
    if reply.status_code != 200:
        raise RuntimeError(f"{address}: {reply.status}")
    return taken, reply.text
