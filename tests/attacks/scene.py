"""Plays a whole wave of 200 people who answer in a known order, and keeps all that a thief could take.

The database is copied while people answer, when the wave is closed, between the tally and the clearing up,
and when the results are out. The steps after the tally are taken by a worker of its own, with the workflow
engine's database; what it says is kept, too.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from culture3d import jobs, post, steps
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.firm import Firm
from culture3d.models.message import Message, Stage
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.sealing import PersonalKeys, mail_key, personal_keys, secret_of
from culture3d.services import messages, participants, questionnaires, waves
from culture3d.services.answering import ballots, deliveries, drafts, entrance, fielded, invitations
from tests.attacks.crowd import ANSWERING, CHANCE, QUESTIONNAIRE, STAFF, Member, crowd
from tests.attacks.databases import Copy, Database
from tests.faults.serving import environment

# Of today, so that the worker purges nothing: an attacker who is late has less.
TODAY = date.today()
OPENS = TODAY - timedelta(days=8)
PATIENCE = 120  # seconds for a worker that needs four, on a machine that may be busy
CHANGED_THEIR_MIND = 20  # submit twice, half of them after they have withdrawn
BEFORE_BACKUP = 150  # people who have answered when the first copy is taken
REMINDED = 5  # people whom the reminder has reached by then; it is in the middle of the others


@dataclass
class Scene:
    """What happened, and what is left of it."""

    settings: Settings
    wave: int
    units: Mapping[str, int]
    people: dict[int, Member]  # by the id of the participant
    invitation: int  # the message, to everybody who has an address
    reminder: int
    secrets: dict[int, bytes]
    keys: dict[int, PersonalKeys]
    key_name: str
    key_file: bytes  # which is destroyed by the end
    submitted: list[int] = field(default_factory=list)  # participants, in the order of their last submission
    copies: dict[str, Copy] = field(default_factory=dict)  # of the database, by when they were taken
    log: bytes = b""


def play(app: Flask, settings: Settings, database: Database) -> Scene:
    """Invites, lets everybody answer, reminds the others meanwhile, closes, tallies and releases."""
    scene = _invited(app, settings)
    _answered(app, scene, database)
    with app.app_context():
        waves.close(database_session(), _wave(scene), TODAY)
        database_session().commit()
    copied(app, scene, database, "closed")
    with app.app_context():
        steps.tally_wave(str(scene.wave))
    copied(app, scene, database, "tallied")
    _released(app, scene)
    copied(app, scene, database, "released")
    return scene


def _invited(app: Flask, settings: Settings) -> Scene:
    with app.app_context():
        session = database_session()
        organisation, units = _organisation(session)
        version = questionnaires.store(session, QUESTIONNAIRE)
        wave = waves.plan(session, organisation, version, "Autumn", {})
        waves.schedule(wave, OPENS, TODAY)
        session.flush()
        members = crowd()
        enrolled = participants.enrol(session, wave, (member.on_the_list(units) for member in members))
        invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
        waves.open_wave(session, wave, settings.keys, OPENS)
        planned = messages.suggest(session, wave)
        _sent(session, settings, planned[0])
        session.commit()
        (key_file,) = settings.keys.iterdir()
        scene = Scene(
            settings,
            wave.id,
            {path: unit.id for path, unit in units.items()},
            {participant.id: member for participant, member in zip(enrolled, members, strict=True)},
            invitation=planned[0].id,
            reminder=planned[1].id,
            secrets=_secrets(wave, settings, [participant.id for participant in enrolled], members),
            keys={},
            key_name=key_file.name,
            key_file=key_file.read_bytes(),
        )
        scene.keys.update({who: personal_keys(secret, wave.id) for who, secret in scene.secrets.items()})
        return scene


def _organisation(session: Session) -> tuple[Organisation, dict[str, Unit]]:
    organisation = Organisation(
        firm=Firm(name="Compass Consulting"), slug="harbour", name="Harbour & Sons", language="en"
    )
    session.add(organisation)
    units: dict[str, Unit] = {}
    for position, path in enumerate(sorted(STAFF)):
        above, _, code = path.rpartition("/")
        session.flush()
        units[path] = Unit(
            organisation_id=organisation.id,
            parent=units.get(above),
            code=code,
            label=code.title(),
            position=position,
        )
        session.add(units[path])
    session.flush()
    return organisation, units


def _secrets(wave: Wave, settings: Settings, ids: list[int], members: list[Member]) -> dict[int, bytes]:
    """As they stand in people's letters."""
    assert wave.public_key is not None
    key = mail_key(wave.public_key, settings.keys)
    ways = [invitations.Way.LINK if member.email else invitations.Way.CODE for member in members]
    return {who: secret_of(key, who, way) for who, way in zip(ids, ways, strict=True)}


def _wave(scene: Scene) -> Wave:
    return database_session().get_one(Wave, scene.wave)


def _answered(app: Flask, scene: Scene, database: Database) -> None:
    """Everybody saves three pages and submits, many at a time; some change their mind, some never submit.

    Somebody stays connected to SQLite, as a web server does, so that it keeps its log of pages.
    """
    with app.app_context(), _connected(database):
        for who, what in _timetable(list(scene.people)):
            _act(scene, who, what)
            database_session().commit()
            if len(scene.submitted) == BEFORE_BACKUP and "open" not in scene.copies:
                reminder = database_session().get_one(Message, scene.reminder)
                _sent(database_session(), scene.settings, reminder, most=REMINDED)
                copied(app, scene, database, "open")
                reminder = database_session().get_one(Message, scene.reminder)
                _sent(database_session(), scene.settings, reminder)


def _sent(session: Session, settings: Settings, message: Message, most: int | None = None) -> None:
    """Sends a message to everybody it goes to, or to the first few of them."""
    if message.stage is Stage.PLANNED:
        deliveries.begin(session, message)
    session.commit()
    for count, _ in enumerate(deliveries.send(session, message, settings, post.post(settings)), start=1):
        session.commit()
        if count == most:
            return


def _connected(database: Database) -> AbstractContextManager[object]:
    return nullcontext() if database.url.startswith("postgresql") else db.engine.connect()


def _timetable(people: list[int]) -> Iterator[tuple[int, str]]:
    """Who does what, one after the other: each person begins some steps after the one before."""
    answering = CHANCE.sample(people[:ANSWERING], ANSWERING)
    does = ["0", "1", "2", "submit"]
    each = 2 * ANSWERING // CHANGED_THEIR_MIND
    ways = {0: [*does, "submit"], each // 2: [*does, "withdraw", "1", "submit"]}
    plans = [
        (start + 3 * step, who, what)
        for start, who in enumerate(answering)
        for step, what in enumerate(ways.get(start % each, does))
    ]
    silent = [
        (CHANCE.randrange(ANSWERING), who, str(page)) for who in people[ANSWERING::2] for page in range(3)
    ]
    for _, who, what in sorted(plans + silent):
        yield who, what


def _act(scene: Scene, who: int, what: str) -> None:
    session, member, keys = database_session(), scene.people[who], scene.keys[who]
    guest = entrance.by_secret(session, scene.secrets[who], scene.settings.pepper)
    assert guest is not None
    wave = fielded.find(session, guest.address)
    assert wave is not None
    if what == "submit":
        ballots.submit(session, wave, keys, member.sheet(scene.units), who)
        scene.submitted[:] = [*(other for other in scene.submitted if other != who), who]
    elif what == "withdraw":
        ballots.withdraw(session, wave, keys, who)
    else:
        drafts.save(session, wave, keys, int(what), member.pages()[int(what)], TODAY)


def copied(app: Flask, scene: Scene, database: Database, name: str) -> None:
    """Takes a copy. PostgreSQL copies a database only while nobody else is connected."""
    if database.url.startswith("postgresql"):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    scene.copies[name] = database.copy(name)


def _released(app: Flask, scene: Scene) -> None:
    settings, log = scene.settings, scene.settings.data / "worker.log"
    jobs.prepare(settings)
    jobs.enqueue(settings, "close_wave", str(scene.wave))
    environ = environment(settings)
    command = [sys.executable, "-m", "culture3d", "worker"]
    with log.open("wb") as file:
        worker = subprocess.Popen(command, env=environ, stdout=file, stderr=file)
    try:
        _wait_for_release(app, scene)
    finally:
        worker.terminate()
        worker.wait(PATIENCE)
    scene.log = log.read_bytes()


def _wait_for_release(app: Flask, scene: Scene) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with app.app_context():
            if _wave(scene).state is State.RELEASED:
                return
        time.sleep(0.3)
    raise AssertionError(f"the wave was not released within {PATIENCE} seconds")
