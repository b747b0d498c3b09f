"""Restores a backup of an open wave, with and without what has to be kept apart from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import copies
from culture3d.app import create_app
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.response import Response
from culture3d.models.wave import Wave
from culture3d.sealing import KeyMissing, personal_keys
from culture3d.services import waves
from culture3d.services.answering import ballots, drafts, entrance, fielded, invitations
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import Said, blank
from culture3d.services.answering.tally import tally
from tests.culture3d import postgres
from tests.culture3d.invited import CLOSES, OPENS, Invited


@pytest.fixture
def backup(app: Flask, settings: Settings, invited: Invited, tmp_path: Path) -> Iterator[Settings]:
    """An installation whose database was put back: Anna had submitted, Ben saved a page, Cleo came later."""
    with app.app_context():
        submit(database_session(), settings, invited, "Anna Albers", 5)
        save(database_session(), invited, "Ben Brown", 4)
        database_session().commit()
    url = restored(settings.database_url, tmp_path)
    with app.app_context():
        submit(database_session(), settings, invited, "Cleo Claasen", 1)
        database_session().commit()
    yield replace(settings, database_url=url)
    if url.startswith("postgresql"):
        server, _, name = url.rpartition("/")
        postgres.drop(f"{server}/postgres", name)


def restored(url: str, folder: Path) -> str:
    """Copies a database as `culture3d backup` does, and restores the copy as another one; its address."""
    copy = folder / "copy"
    copies.backup(url, copy)
    if url.startswith("sqlite"):
        new_url = f"sqlite:///{folder / 'restored.sqlite'}"
    else:
        server, _, name = url.rpartition("/")
        new_url = postgres.create(f"{server}/postgres", f"{name}-restored")
    copies.restore(new_url, copy)
    return new_url


@contextmanager
def running(settings: Settings) -> Iterator[Session]:
    """The restored installation."""
    app = create_app(settings)
    with app.app_context():
        yield database_session()
        db.session.remove()
        db.engine.dispose()


def fielded_of(session: Session, invited: Invited) -> FieldedWave:
    found = fielded.find(session, session.get_one(Wave, invited.wave).address)
    assert found is not None
    return found


def submit(session: Session, settings: Settings, invited: Invited, name: str, answer: int) -> None:
    wave = fielded_of(session, invited)
    guest = entrance.by_secret(session, invited.secret(name), settings.pepper)
    assert guest is not None
    sheet = blank(wave.instrument, guest.perspective).answered({0: answer})
    keys = personal_keys(invited.secret(name), wave.id)
    ballots.submit(session, wave, keys, sheet, guest.participant_id)


def save(session: Session, invited: Invited, name: str, answer: int) -> None:
    keys = personal_keys(invited.secret(name), invited.wave)
    drafts.save(session, fielded_of(session, invited), keys, 1, Said({0: answer}), OPENS)


def saved(session: Session, invited: Invited, name: str) -> list[dict[int, int]]:
    keys = personal_keys(invited.secret(name), invited.wave)
    pages = drafts.visit(session, fielded_of(session, invited), keys).pages
    return [dict(page.answers) for page in pages]


def answered(session: Session, settings: Settings, invited: Invited, name: str) -> bool:
    guest = entrance.by_secret(session, invited.secret(name), settings.pepper)
    assert guest is not None
    return guest.answered


def counted(session: Session, settings: Settings, invited: Invited) -> list[int]:
    """Closes the wave if it is open, tallies it, and gives everybody's first answer."""
    wave = session.get_one(Wave, invited.wave)
    if wave.closed_on is None:
        waves.close(session, wave, CLOSES)
        session.commit()
    tally(session, wave, settings.keys)
    rows = session.scalars(select(Response.answers).where(Response.wave_id == wave.id))
    return sorted(answers[0] for answers in rows)


def test_with_its_key_file_a_wave_goes_on_from_the_backup(backup: Settings, invited: Invited) -> None:
    with running(backup) as session:
        assert answered(session, backup, invited, "Anna Albers")
        assert saved(session, invited, "Ben Brown") == [{0: 4}]
        assert not answered(session, backup, invited, "Cleo Claasen")  # she came after the backup
        submit(session, backup, invited, "Cleo Claasen", 2)
        assert counted(session, backup, invited) == [2, 5]


def test_without_its_key_file_people_answer_and_the_tally_waits_for_it(
    backup: Settings, invited: Invited
) -> None:
    (key,) = (file for file in backup.keys.iterdir() if belongs_to(file, backup, invited))
    mislaid = key.rename(backup.data / "mislaid")
    with running(backup) as session:
        assert saved(session, invited, "Ben Brown") == [{0: 4}]
        submit(session, backup, invited, "Ben Brown", 4)
        with pytest.raises(KeyMissing):
            list(invitations.letters(session, session.get_one(Wave, invited.wave), backup.keys))
        with pytest.raises(KeyMissing):
            counted(session, backup, invited)
        session.rollback()
        assert ballots.count(session, session.get_one(Wave, invited.wave)) == 2
        mislaid.rename(key)
        assert counted(session, backup, invited) == [4, 5]


def belongs_to(file: Path, settings: Settings, invited: Invited) -> bool:
    """Whether a key file is this wave's: with another one in its place, its letters cannot be made."""
    with running(settings) as session:
        away = file.rename(settings.data / "away")
        try:
            list(invitations.letters(session, session.get_one(Wave, invited.wave), settings.keys))
        except KeyMissing:
            return True
        finally:
            away.rename(file)
        return False


def test_without_the_installations_secret_links_lead_nowhere(backup: Settings, invited: Invited) -> None:
    other = replace(backup, secret="another secret that is long enough")
    with running(other) as session:
        assert entrance.by_secret(session, invited.secret("Anna Albers"), other.pepper) is None
        assert counted(session, other, invited) == [5]
