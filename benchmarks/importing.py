"""Measures how long it takes to put very many people on a wave's list, from the file that was sent."""

import csv
import io
import time
from tempfile import TemporaryDirectory

from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from benchmarks.findings import Finding
from culture3d import steps
from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.config import read_settings
from culture3d.db import database_session, db
from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.services import people_imports, questionnaires, sent_files, waves
from surveys import catalogue
from tests.culture3d import postgres

PEOPLE, UNITS = 50_000, 500
HEADER = ("Vorname", "Nachname", "E-Mail", "Abteilung", "Sprache", "Rolle")
KINDS = ("CSV", "XLSX")


def run() -> list[Finding]:
    """50,000 people in 500 units, as CSV and XLSX, on both databases."""
    found = []
    with TemporaryDirectory() as folder:
        found += imported({"CULTURE3D_DATA": folder}, "SQLite", PEOPLE)
    with TemporaryDirectory() as folder, postgres.cluster(fsync="on") as cluster:
        environ = {"CULTURE3D_DATA": folder, "DATABASE_URL": cluster.address}
        found += imported(environ, "PostgreSQL", PEOPLE)
    return found


def imported(environ: dict[str, str], database: str, people: int) -> list[Finding]:
    """One list of each kind, each into a wave of its own."""
    app = create_app(read_settings(environ))
    upgrade_database(app)
    with app.app_context():
        organisation = _client()
        found = [_import(app, organisation, kind, database, people) for kind in KINDS]
        db.session.remove()
        db.engine.dispose()
    return found


def _client() -> Organisation:
    session = database_session()
    units = [Unit(code=f"u{place}", label=f"Unit {place}", position=place) for place in range(UNITS)]
    made = Organisation(firm=Firm(name="Firm"), slug="works", name="Works", language="en", units=units)
    session.add(made)
    session.commit()
    return made


def _import(app: Flask, organisation: Organisation, kind: str, database: str, people: int) -> Finding:
    session, settings = database_session(), app.config["SETTINGS"]
    version = questionnaires.store(session, catalogue.text_of("culture3d-1"))
    wave = waves.plan(session, organisation, version, kind, {})
    session.flush()
    sent = sent_files.keep(settings.files, organisation.id, _file(kind, people))
    task = people_imports.ask(session, wave, sent, None)
    session.commit()
    start = time.perf_counter()
    steps.do_task(task.id)
    seconds = time.perf_counter() - start
    listed = select(func.count()).select_from(Participant).where(Participant.wave_id == wave.id)
    assert session.scalar(listed) == people, task.told
    return Finding(f"{people:,} people from {kind}, {database}", seconds, "s", at_most=30)


def _file(kind: str, people: int) -> bytes:
    rows = (
        (
            f"Anna {number}",
            "Albers",
            f"anna{number}@example.org",
            f"u{number % UNITS}",
            "Deutsch",
            "Mitarbeiter",
        )
        for number in range(people)
    )
    if kind == "CSV":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([HEADER, *rows])
        return text.getvalue().encode()
    book, kept = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(kept)
    return kept.getvalue()
