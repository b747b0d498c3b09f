"""Sets up an organisation with a scheduled wave, and runs the commands that take the wave from there."""

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.sealing import Way
from culture3d.services import questionnaires, waves
from culture3d.services.answering import invitations
from tests.command_line import run
from tests.culture3d.test_letters import texts
from tests.waves.people import HEADER, UNITS, Person
from tests.waves.questionnaire import text

SLUG = "works"
NAME = "Example Works"
_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
_PERSON = re.compile(r"\bPerson \d{3}\b")


def plan(app: Flask) -> int:
    """Stores the organisation, its tree and a wave that takes place from today on; the wave's id."""
    with app.app_context():
        session = database_session()
        organisation = Organisation(firm=Firm(name="Firm"), slug=SLUG, name=NAME, language="en")
        session.add(organisation)
        units: dict[str, Unit] = {}
        for position, path in enumerate(UNITS):
            above, _, code = path.rpartition("/")
            units[path] = Unit(code=code, label=code.title(), position=position, parent=units.get(above))
            organisation.units.append(units[path])
        wave = waves.plan(session, organisation, questionnaires.store(session, text()), "Autumn", {})
        today = datetime.now(UTC).date()
        waves.schedule(wave, today, today + timedelta(days=14))
        session.commit()
        return wave.id


def command(*words: object) -> str:
    """What `culture3d wave` says to these words; it must be content with them."""
    done = run("wave", *words)
    assert (done.status, done.faults) in ((0, []), (0, [done.err.strip().removeprefix("culture3d: ")])), done
    return done.out


def invite(people: list[Person], folder: Path) -> str:
    """Invites everybody by the command, from a file."""
    file = folder / "people.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([HEADER, *(person.row for person in people)])
    return command("invite", SLUG, file)


def codes_on_letters(folder: Path) -> dict[str, str]:
    """The code of each person who has one, as it is printed on their letter."""
    file = folder / "letters.pdf"
    command("letters", SLUG, "-o", file)
    found: dict[str, str] = {}
    for printed in texts(file.read_bytes()):
        if code := _CODE.search(printed):
            person = _PERSON.search(printed)
            assert person is not None, printed
            found[person[0]] = code[0]
    return found


def links(app: Flask, settings: Settings, wave_id: int) -> dict[str, str]:
    """The link of each person who has one, as it would be mailed to them."""
    with app.app_context():
        wave = database_session().get_one(Wave, wave_id)
        letters = invitations.letters(database_session(), wave, settings.keys, (Way.LINK,))
        found = {letter.participant.name: letter.secret for letter in letters}
        db.session.remove()
        return found
