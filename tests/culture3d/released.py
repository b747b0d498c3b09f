"""Holds waves that are released already: made-up answers of the cast's units, without the survey before."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from flask import Flask
from sqlalchemy.orm import Session

from culture3d.app import create_app
from culture3d.config import read_settings
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave
from culture3d.services import questionnaires, results, waves
from culture3d.services.questionnaires import instrument_of
from surveys.codes import MISSING, PERSPECTIVES
from tests.culture3d.cast import QUESTIONNAIRE, Cast, enter

FIRST = date(2024, 1, 15)


@dataclass(frozen=True)
class People:
    """So many people of a unit, and where their answers lie on the scale on average."""

    unit: str | None
    number: int
    level: float
    perspective: str = "staff"


USUAL = (People("dock/crane", 30, 3.0), People("office", 30, 3.4), People("dock/rope", 15, 2.6))


def installed(
    template: Path, folder: Path, fill: Callable[[Session, Cast], object]
) -> Iterator[tuple[Flask, Cast]]:
    """An application with the cast and what `fill` adds, for the tests of a module that only read.

    :param template: an empty database in its newest form.
    """
    shutil.copy(template, folder / "culture3d.sqlite")
    settings = read_settings({"CULTURE3D_DATA": str(folder)})
    app = create_app(replace(settings, hosts=("127.0.0.1", "localhost")))
    app.testing = True
    with app.app_context():
        cast = enter(database_session(), settings.keys)
        fill(database_session(), cast)
        database_session().commit()
    yield app, cast
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def hold(
    session: Session, cast: Cast, name: str, people: tuple[People, ...] = USUAL, text: str = QUESTIONNAIRE
) -> Wave:
    """A released wave of the cast's organisation, half a year after the one before; the caller commits."""
    organisation = session.get_one(Organisation, cast.organisation)
    wave = waves.plan(session, organisation, questionnaires.store(session, text), name, {})
    day = FIRST + timedelta(days=182 * wave.number)
    wave.frozen_on, wave.closed_on = day, day + timedelta(days=21)
    wave.promise, wave.public_key = {"en": []}, bytes(32)
    wave.state, wave.tallied = State.CLOSED, sum(group.number for group in people)
    session.flush()
    session.add_all(_responses(wave, cast, people))
    session.flush()
    results.make_release(session, wave, wave.closed_on)
    waves.release(wave)
    session.flush()
    return wave


def _responses(wave: Wave, cast: Cast, people: tuple[People, ...]) -> list[Response]:
    instrument, random = instrument_of(wave.instrument_version), np.random.default_rng(wave.number)
    reverse, reserve = (
        [getattr(item, name) for item in instrument.all_items] for name in ("reverse", "reserve")
    )
    made: list[Response] = []
    for group in people:
        drawn = np.clip(np.rint(random.normal(group.level, 0.9, (group.number, len(reverse)))), 1, 5)
        said = np.where(reserve, MISSING, np.where(reverse, 6 - drawn, drawn)).astype(np.int8)
        made += [
            Response(
                wave_id=wave.id,
                id=(len(made) + place).to_bytes(8),
                unit_id=cast.units[group.unit] if group.unit else None,
                perspective=PERSPECTIVES.index(group.perspective),
                attributes=np.full(len(instrument.attributes), place % 2, np.int8).tobytes(),
                answers=row.tobytes(),
            )
            for place, row in enumerate(said)
        ]
    return made
