"""Shows when waves open and close by themselves, wherever they take place and whatever the clock does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.wave import State, Wave
from culture3d.services import calendar, waves
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, OPENS, Invited, invite, planned


@pytest.fixture
def waiting(session: Session, settings: Settings, cast: Cast) -> Wave:
    """A wave whose people are invited, and that opens on the first of September."""
    session.get_one(Wave, cast.wave).closes_on = date(2999, 1, 1)
    return session.get_one(Wave, invite(session, cast, settings, opened=False).wave)


@pytest.mark.parametrize(
    ("zone", "opens"),
    [
        ("UTC", datetime(2026, 9, 1, 0, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 8, 31, 22, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 8, 31, 12, 0, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 9, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_wave_opens_as_its_day_begins_where_it_is(
    session: Session, settings: Settings, waiting: Wave, zone: str, opens: datetime
) -> None:
    waiting.time_zone = zone
    assert calendar.open_due(session, opens - timedelta(seconds=1), settings.keys) == []
    assert calendar.open_due(session, opens, settings.keys) == [waiting]
    assert calendar.open_due(session, opens, settings.keys) == []


@pytest.mark.parametrize(
    ("last", "closes"),
    [
        (date(2026, 9, 21), datetime(2026, 9, 21, 22, 0, tzinfo=UTC)),
        # The days on which clocks in Berlin are set forward and back.
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_wave_closes_as_its_last_day_ends_where_it_is(
    session: Session, settings: Settings, waiting: Wave, last: date, closes: datetime
) -> None:
    waiting.time_zone, waiting.closes_on = "Europe/Berlin", last
    waves.open_wave(session, waiting, settings.keys, OPENS)
    assert calendar.close_due(session, closes - timedelta(seconds=1)) == []
    assert calendar.close_due(session, closes) == [waiting]


def test_a_clock_set_back_opens_nothing_again(session: Session, settings: Settings, waiting: Wave) -> None:
    waves.open_wave(session, waiting, settings.keys, OPENS)
    calendar.close_due(session, datetime(2026, 10, 1, tzinfo=UTC))
    assert calendar.open_due(session, datetime(2026, 9, 2, tzinfo=UTC), settings.keys) == []
    assert calendar.close_due(session, datetime(2026, 9, 2, tzinfo=UTC)) == []
    assert waiting.state is State.CLOSED


def test_a_wave_that_invited_nobody_does_not_open(session: Session, settings: Settings, cast: Cast) -> None:
    planned(session, cast)
    assert calendar.open_due(session, datetime(2026, 9, 2, tzinfo=UTC), settings.keys) == []


def test_an_extended_wave_stays_open(session: Session, invited: Invited, cast: Cast) -> None:
    wave = session.get_one(Wave, invited.wave)
    session.get_one(Wave, cast.wave).closes_on = wave.closes_on = CLOSES + timedelta(days=7)
    assert calendar.close_due(session, datetime(2026, 9, 25, tzinfo=UTC)) == []
