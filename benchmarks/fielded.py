"""Sets up an installation with an open wave, and the links of those invited to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryDirectory

import yaml
from flask import Flask

from culture3d.app import create_app
from culture3d.commands.db import upgrade_database
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, db
from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.sealing import Way
from culture3d.services import participants, questionnaires, waves
from culture3d.services.answering import invitations
from culture3d.services.participants import Person
from surveys.catalogue import load
from tests.culture3d import postgres

OPENS, CLOSES = date(2026, 1, 1), date(2999, 1, 1)


@dataclass(frozen=True)
class Field:
    """An installation, and the addresses of people's links."""

    app: Flask
    settings: Settings
    links: list[str]
    spare_database: str


@contextmanager
def field(kind: str, people: int, items: int = 40) -> Iterator[Field]:
    """One on `sqlite` or on `postgresql`, with a second, empty database beside it."""
    with TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield _made({"CULTURE3D_DATA": folder}, people, items, f"sqlite:///{folder}/bare.sqlite")
            return
        with postgres.cluster(fsync="on") as cluster:
            spare = postgres.create(cluster.address, "bare")
            environ = {"CULTURE3D_DATA": folder, "DATABASE_URL": cluster.address}
            yield _made(environ, people, items, spare)


def _made(environ: dict[str, str], people: int, items: int, spare_database: str) -> Field:
    settings = read_settings(environ)
    app = create_app(settings)
    upgrade_database(app)
    with app.app_context():
        links = _links(settings, people, items)
        db.session.remove()
        db.engine.dispose()
    return Field(app, settings, links, spare_database)


def _links(settings: Settings, people: int, items: int) -> list[str]:
    session = database_session()
    unit = Unit(code="office", label="Office", position=0)
    organisation = Organisation(
        firm=Firm(name="Firm"), slug="works", name="Example Works", language="en", units=[unit]
    )
    session.add(organisation)
    version = questionnaires.store(session, instrument_text(items))
    wave = waves.plan(session, organisation, version, "2026", {})
    waves.schedule(wave, OPENS, CLOSES)
    session.flush()
    listed = [Person(f"Person {number}", f"p{number}@example.org", unit, "en") for number in range(people)]
    participants.enrol(session, wave, listed)
    invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
    waves.open_wave(session, wave, settings.keys, OPENS)
    session.commit()
    return [f"/i/{each.secret}" for each in invitations.letters(session, wave, settings.keys, (Way.LINK,))]


def instrument_text(count: int) -> str:
    """So many statements with the wordings of our own questionnaire, and nothing else."""
    own = load("culture3d-1")
    texts = [dict(item.text) for item in own.all_items]
    items = [{"id": f"S{place}", "text": texts[place % len(texts)]} for place in range(count)]
    facets = [
        {"id": f"facet{start}", "name": {"en": f"Facet {start}"}, "items": items[start : start + 4]}
        for start in range(0, count, 4)
    ]
    points = [{"value": point.value, "label": dict(point.label)} for point in own.scale.points]
    scale = {
        "points": points,
        "favourable": [4, 5],
        "neutral": [3],
        "not_applicable": dict(own.scale.not_applicable or {}),
    }
    definition = {
        "id": f"benchmark{count}",
        "version": 1,
        "title": dict(own.title),
        "scale": scale,
        "facets": facets,
    }
    return yaml.safe_dump(definition, sort_keys=False)
