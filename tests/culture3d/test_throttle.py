"""Shows that guessing codes is slowed down by address, in all processes together, and soon forgotten."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.app import create_app
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.failed_entry import FailedEntry, ThrottleKey
from culture3d.services import throttle

NOW = 1_790_000_000.0
GUESSER, OFFICE = "198.51.100.7", "203.0.113.9"


def guess(session: Session, times: int, now: float = NOW) -> None:
    for _ in range(times):
        throttle.count_failure(session, GUESSER, now)


def test_an_address_waits_after_twenty_failures(session: Session) -> None:
    guess(session, throttle.MOST_FAILURES - 1)
    assert throttle.seconds_to_wait(session, GUESSER, NOW) == 0
    guess(session, 1)
    assert 0 < throttle.seconds_to_wait(session, GUESSER, NOW) <= throttle.STRETCH
    assert throttle.seconds_to_wait(session, OFFICE, NOW) == 0


def test_the_next_stretch_begins_anew_and_forgets_the_last(session: Session) -> None:
    guess(session, throttle.MOST_FAILURES)
    later = NOW + throttle.STRETCH
    assert throttle.seconds_to_wait(session, GUESSER, later) == 0
    guess(session, 1, later)
    assert [entry.times for entry in session.scalars(select(FailedEntry))] == [1]


def test_the_wait_ends_when_it_says(session: Session) -> None:
    guess(session, throttle.MOST_FAILURES)
    wait = throttle.seconds_to_wait(session, GUESSER, NOW)
    assert throttle.seconds_to_wait(session, GUESSER, NOW + wait - 1) == 1
    assert throttle.seconds_to_wait(session, GUESSER, NOW + wait) == 0


def test_no_address_is_kept_and_its_key_changes_daily(session: Session) -> None:
    guess(session, 1)
    first = session.scalars(select(FailedEntry.visitor)).one()
    assert GUESSER.encode() not in first
    guess(session, 1, NOW + 86_400)
    assert session.scalars(select(FailedEntry.visitor)).one() != first
    assert len(session.scalars(select(ThrottleKey)).all()) == 1


def test_another_process_counts_on(app: Flask, session: Session, settings: Settings) -> None:
    guess(session, throttle.MOST_FAILURES)
    session.commit()
    other = create_app(replace(settings))
    with other.app_context():
        assert throttle.seconds_to_wait(database_session(), GUESSER, NOW) > 0
        db.session.remove()
        db.engine.dispose()
