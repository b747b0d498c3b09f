"""Shows that a key file whose wave was never stored does not stay, and that no other one is swept up."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from culture3d import sealing, steps
from culture3d.config import Settings
from culture3d.models.wave import Wave
from culture3d.services import waves
from tests.culture3d.cast import Cast
from tests.culture3d.invited import OPENS, planned

_KILLED = """
import os, signal
from culture3d.app import create_app
from culture3d.config import read_settings
from culture3d.db import database_session
from culture3d.models.wave import Wave
from culture3d.services import waves

with create_app(read_settings()).app_context():
    wave = database_session().get_one(Wave, int(os.environ["WAVE"]))
    waves.freeze(database_session(), wave, read_settings().keys, wave.opens_on)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def files(settings: Settings) -> set[str]:
    return {file.name for file in settings.keys.iterdir()}


def two_days_later(settings: Settings) -> None:
    for file in settings.keys.iterdir():
        os.utime(file, (time.time() - 2 * steps.SECONDS_OF_A_DAY,) * 2)


@pytest.fixture
def before(settings: Settings, cast: Cast) -> set[str]:
    """The files that are there before a second wave is frozen: the key of the cast's own."""
    return files(settings)


@pytest.fixture
def wave(session: Session, cast: Cast, before: set[str]) -> Wave:
    """A wave that may be frozen, committed."""
    wave = planned(session, cast)
    session.commit()
    return wave


def test_a_rolled_back_freeze_leaves_no_key(
    session: Session, settings: Settings, wave: Wave, before: set[str]
) -> None:
    waves.freeze(session, wave, settings.keys, OPENS)
    assert len(files(settings)) > len(before)
    session.rollback()
    assert files(settings) == before


def test_nor_does_one_whose_session_is_closed(
    session: Session, settings: Settings, wave: Wave, before: set[str]
) -> None:
    waves.freeze(session, wave, settings.keys, OPENS)
    session.close()
    assert files(settings) == before


def test_a_commit_keeps_the_key_whatever_comes_after(
    session: Session, settings: Settings, wave: Wave, before: set[str]
) -> None:
    waves.freeze(session, wave, settings.keys, OPENS)
    with session.begin_nested():
        wave.name = "Winter"
    session.commit()
    (key,) = files(settings) - before
    session.rollback()
    wave.name = "Spring"
    session.flush()
    session.rollback()
    assert files(settings) == before | {key}


def test_a_commit_that_failed_keeps_it_until_the_database_can_be_asked(
    app: Flask, session: Session, settings: Settings, wave: Wave, before: set[str]
) -> None:
    waves.freeze(session, wave, settings.keys, OPENS)
    session.add(Wave())
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert files(settings) > before
    two_days_later(settings)
    steps.purge(app, date(2026, 9, 3))
    assert files(settings) == before


def test_the_key_that_a_killed_process_leaves_is_swept_up_after_a_day(
    app: Flask, settings: Settings, wave: Wave, before: set[str]
) -> None:
    environ = {
        **os.environ,
        "CULTURE3D_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "WAVE": str(wave.id),
    }
    killed = subprocess.run([sys.executable, "-c", _KILLED], env=environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert files(settings) > before
    steps.purge(app, OPENS)
    assert files(settings) > before
    two_days_later(settings)
    steps.purge(app, OPENS)
    assert files(settings) == before


def test_a_crash_after_the_commit_costs_no_key(
    app: Flask, session: Session, settings: Settings, wave: Wave
) -> None:
    waves.freeze(session, wave, settings.keys, OPENS)
    session.commit()
    assert wave.public_key
    for file in settings.keys.glob("*.key"):
        file.with_suffix(".unsure").touch()
    two_days_later(settings)
    steps.purge(app, OPENS)
    assert sealing.has_wave_key(wave.public_key, settings.keys)
    assert not list(settings.keys.glob("*.unsure"))


def test_a_kept_key_stays_also_where_an_older_copy_of_the_database_knows_no_wave(tmp_path: Path) -> None:
    kept, left = sealing.new_wave_key(tmp_path), sealing.new_wave_key(tmp_path)
    sealing.keep_wave_key(kept, tmp_path)
    sealing.sweep(tmp_path, [], time.time() + 1)
    assert sealing.has_wave_key(kept, tmp_path)
    assert not sealing.has_wave_key(left, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
