"""Sets the clock forward and back, at random and around changes of daylight saving."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.failed_entry import FailedEntry, ThrottleKey
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.services import calendar, retention, throttle
from tests.culture3d.cast import Cast
from tests.culture3d.invited import invite
from tests.faults.counts import figure, times

ROUNDS = times(short=60, long=5000)
LOOKS = 12  # at the clock, in each round
# Where clocks change, and a day on which they do; in Cairo, Beirut and Havana midnight is skipped or twice.
CHANGES = (
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 30)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("America/Havana", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("UTC", date(2026, 12, 31)),
)
OFFICE = "203.0.113.9"


def begins(day: date, zone: str) -> datetime:
    """When a day begins somewhere: its midnight, or where that is skipped, the moment that comes instead."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def clock(chance: random.Random, around: datetime) -> list[datetime]:
    """Times as a clock shows them that jumps by days, or by a second around what matters."""
    days = [around + timedelta(seconds=chance.uniform(-4, 4) * 86_400) for _ in range(LOOKS // 2)]
    near = [around + timedelta(days=chance.randint(-1, 2), seconds=chance.choice((-1, 0, 1))) for _ in days]
    return chance.sample(days + near, LOOKS)


@pytest.fixture
def waiting(session: Session, settings: Settings, cast: Cast) -> Wave:
    """A wave whose people are invited, beside one that never closes by itself."""
    session.get_one(Wave, cast.wave).closes_on = date(2999, 1, 1)
    return session.get_one(Wave, invite(session, cast, settings, opened=False).wave)


def test_waves_open_and_close_by_their_days_whatever_the_clock_does(
    session: Session, settings: Settings, waiting: Wave
) -> None:
    chance = random.Random(1)
    session.commit()
    for _ in range(ROUNDS):
        zone, changes = chance.choice(CHANGES)
        waiting.time_zone = zone
        waiting.opens_on = changes + timedelta(days=chance.randint(-1, 1))
        waiting.closes_on = waiting.opens_on + timedelta(days=chance.randint(0, 1))
        opens, over = begins(waiting.opens_on, zone), begins(waiting.closes_on + timedelta(days=1), zone)
        expected = State.SCHEDULED
        for now in clock(chance, begins(changes, zone)):
            calendar.open_due(session, now, settings.keys)
            calendar.close_due(session, now)
            if expected is State.SCHEDULED and now >= opens:
                expected = State.OPEN
            if expected is State.OPEN and now >= over:
                expected = State.CLOSED
            assert waiting.state is expected, f"{zone} {now}: {waiting.opens_on} to {waiting.closes_on}"
        session.rollback()
    figure(
        "clocks that jump, calendar", f"{ROUNDS} rounds of {LOOKS} jumps, 0 waves opened or closed wrongly"
    )


def test_nobody_waits_longer_for_a_clock_that_jumps(session: Session) -> None:
    chance, now = random.Random(2), 1_790_000_000.0
    for _ in range(ROUNDS * 2):
        now += chance.choice((1, 1, 1, 1, 700, -700, 90_000, -90_000, 3_000_000, -3_000_000))
        throttle.count_failure(session, OFFICE, now)
        assert 0 <= throttle.seconds_to_wait(session, OFFICE, now) <= throttle.STRETCH
    assert session.scalar(select(func.count()).select_from(FailedEntry)) == 1
    assert session.scalar(select(func.count()).select_from(ThrottleKey)) == 1


def test_a_clock_set_back_does_not_let_guesses_through(session: Session) -> None:
    now = 1_790_000_100.0
    for _ in range(throttle.MOST_FAILURES):
        throttle.count_failure(session, OFFICE, now)
        now -= 1
    assert throttle.seconds_to_wait(session, OFFICE, now) > 0


@pytest.mark.parametrize(("days", "left"), [(-400, 5), (0, 5), (30, 5), (31, 0), (4000, 0)])
def test_names_are_deleted_by_the_days_since_a_wave_closed(
    session: Session, settings: Settings, waiting: Wave, days: int, left: int
) -> None:
    waiting.state, waiting.tallied, waiting.closed_on = State.CLOSED, 0, date(2026, 9, 21)
    session.flush()
    retention.purge(session, waiting.closed_on + timedelta(days=days), 30, 730)
    retention.purge(session, waiting.closed_on, 30, 730)  # the clock was set right again
    assert session.scalar(select(func.count()).select_from(Participant)) == left
