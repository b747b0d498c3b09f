"""Shows that names go after weeks, responses after months, and never what is still needed."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d import steps
from culture3d.config import Settings
from culture3d.models.invitation import Invitation
from culture3d.models.organisation import Organisation
from culture3d.models.participant import Participant
from culture3d.models.receipt_list import ReceiptList
from culture3d.models.response import Response
from culture3d.models.wave import Wave
from culture3d.services import results, retention, waves
from culture3d.services.answering import entrance
from culture3d.services.answering.tally import tally
from culture3d.services.retention import Days, Purged
from tests.culture3d.invited import CLOSES, Invited
from tests.culture3d.test_entrance import answer

DAYS = (30, 730)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def closed(session: Session, invited: Invited) -> Wave:
    """The invited wave, closed after everybody has answered."""
    for name in invited.ids:
        answer(session, invited, name)
    wave = session.get_one(Wave, invited.wave)
    waves.close(session, wave, CLOSES)
    return wave


@pytest.fixture
def released(session: Session, settings: Settings, closed: Wave) -> Wave:
    """The same, with its results made."""
    tally(session, closed, settings.keys)
    results.make_release(session, closed, CLOSES)
    waves.release(closed)
    return closed


def after(days: int) -> date:
    return CLOSES + timedelta(days=days)


def test_names_go_after_thirty_days(
    session: Session, settings: Settings, invited: Invited, released: Wave
) -> None:
    assert retention.purge(session, after(30), *DAYS) == Purged(0, 0, 0)
    assert retention.purge(session, after(31), *DAYS) == Purged(5, 0, 0)
    assert (count(session, Participant), count(session, Invitation), count(session, Response)) == (0, 0, 5)
    assert entrance.by_secret(session, invited.secret("Anna Albers"), settings.pepper) is None


def test_responses_go_after_two_years_and_results_stay(session: Session, released: Wave) -> None:
    assert retention.purge(session, after(730), *DAYS) == Purged(5, 0, 0)
    assert retention.purge(session, after(731), *DAYS) == Purged(0, 5, 0)
    assert retention.purge(session, after(731), *DAYS) == Purged(0, 0, 0)
    assert results.read_release(session, released).segments
    assert count(session, ReceiptList) == 1


def test_an_organisation_may_delete_sooner_and_not_later(session: Session, released: Wave) -> None:
    released.organisation.invitation_days, released.organisation.response_days = 3, 9999
    assert retention.purge(session, after(3), *DAYS) == Purged(0, 0, 0)
    assert retention.purge(session, after(4), *DAYS) == Purged(5, 0, 0)
    assert retention.purge(session, after(730), *DAYS) == Purged(0, 0, 0)
    assert retention.purge(session, after(731), *DAYS) == Purged(0, 5, 0)


def test_another_organisation_s_days_change_nothing(session: Session, released: Wave) -> None:
    firm = released.organisation.firm
    session.add(Organisation(firm=firm, slug="x", name="X", language="en", invitation_days=1))
    session.flush()
    assert retention.purge(session, after(30), *DAYS) == Purged(0, 0, 0)


def test_the_calendar_says_when_it_will_be_and_when_it_was(session: Session, released: Wave) -> None:
    days = retention.days_of(released.organisation, Days(*DAYS))
    due = retention.calendar(session, released.organisation, days)[0]
    assert (due.people_on, due.answers_on) == (after(31), after(731))
    assert not due.people_gone and not due.answers_gone
    retention.purge(session, after(31), *DAYS)
    due = retention.calendar(session, released.organisation, days)[0]
    assert due.people_gone and not due.answers_gone


def test_files_go_after_their_days(tmp_path: Path) -> None:
    for name, age in (("old.csv", 100.0), ("new.csv", 300.0)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (age, age))
    assert retention.sweep_files(tmp_path, 200.0) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new.csv"]


def test_what_a_tally_still_needs_stays(session: Session, closed: Wave) -> None:
    assert retention.purge(session, after(4000), *DAYS) == Purged(0, 0, 0)
    assert count(session, Invitation) == 5


def test_what_a_release_still_needs_stays(session: Session, settings: Settings, closed: Wave) -> None:
    tally(session, closed, settings.keys)
    assert retention.purge(session, after(4000), *DAYS) == Purged(5, 0, 0)
    assert count(session, Response) == 5


def test_an_open_wave_is_left_alone(session: Session, invited: Invited) -> None:
    assert retention.purge(session, after(4000), *DAYS) == Purged(0, 0, 0)


def test_names_that_were_purged_are_in_no_byte_of_sqlite(
    app: Flask, session: Session, settings: Settings, released: Wave
) -> None:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL frees pages without overwriting them")
    session.commit()
    assert b"Anna Albers" in everything(settings)
    steps.purge(app, after(31))
    assert b"Anna Albers" not in everything(settings)


def everything(settings: Settings) -> bytes:
    """The bytes of the database and of its journal."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
