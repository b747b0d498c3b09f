"""Measures the heat map of a large organisation as a browser gets it: the server's time, and its size."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from benchmarks.closing import close
from benchmarks.findings import Finding
from benchmarks.measuring import alone, median_seconds
from benchmarks.population import population
from benchmarks.stored import store
from culture3d.app import create_app
from culture3d.config import read_settings
from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from tests.culture3d.web.signing_in import Place, enrol, let_in

PEOPLE, TIMES = 20_000, 51
PAGE = "/organisations/large/results/heatmap"
# What is asked for -> what the page is called here.
ASKED = {
    "levels=all": "the heat map of 500 units, 12 facets",
    "": "its upper levels alone, as it opens",
    "levels=all&sort=facetA1": "500 units sorted by a facet",
    "columns=items": "its upper levels, 48 questions",
}


def run() -> list[Finding]:
    """Each page as it is opened once more, in time of a processor: others may use the machine as well."""
    with TemporaryDirectory() as folder:
        alone(_make, Path(folder))
        found: list[Finding] = alone(_looking, Path(folder)).value
        return found


def _make(folder: Path) -> None:
    file = folder / "culture3d.sqlite"
    store(population(PEOPLE), file)
    close(file)


def _looking(folder: Path) -> list[Finding]:
    app = create_app(read_settings({"CULTURE3D_DATA": str(folder)}))
    app.testing = True
    leader = _leader(app)
    return [finding for asked, what in ASKED.items() for finding in _costs(leader, asked, what)]


def _leader(app: Flask) -> FlaskClient:
    """The browser of somebody who leads the organisation, whose wave is released."""
    with app.app_context():
        session = database_session()
        session.execute(update(Wave).values(state=State.RELEASED))
        organisation = session.scalars(select(Organisation.id)).one()
        session.commit()
    enrol(app, "leader@example.org", Role.LEADER, Place(organisation=organisation))
    return let_in(app, "leader@example.org")


def _costs(leader: FlaskClient, asked: str, what: str) -> list[Finding]:
    def look() -> int:
        reply = leader.get(f"{PAGE}?{asked}", headers={"Accept-Encoding": "br"})
        assert reply.status_code == 200, reply.status
        return len(reply.data)

    start = process_time()
    look()
    first = 1000 * (process_time() - start)
    return [
        Finding(f"{what}, for the first time", first, "ms"),
        Finding(what, 1000 * median_seconds(look, TIMES, process_time), "ms", at_most=60),
        Finding(f"{what}, compressed", look() / 1000, "KB", at_most=300),
    ]
