"""Turns the days of a wave into the usual times of its messages, which follow when those days are moved.

A message whose time somebody chose by hand stays where it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from culture3d.models.message import Kind, Message, Stage
from culture3d.models.wave import Wave

NINE = time(9, 0)
DAYS_BEFORE_THE_END = 2


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a wave."""

    opens: date
    closes: date

    @property
    def half(self) -> date:
        """The day in the middle."""
        return self.opens + (self.closes - self.opens) / 2

    @property
    def last(self) -> date:
        """The day on which there is just time left."""
        return self.closes - timedelta(days=DAYS_BEFORE_THE_END)

    @property
    def after(self) -> date:
        """The day on which it is over."""
        return self.closes + timedelta(days=1)

    def usual(self) -> list[tuple[Kind, datetime]]:
        """When a wave of these days usually says what."""
        reminders = sorted({day for day in (self.half, self.last) if self.opens < day <= self.closes})
        days = [(Kind.INVITATION, self.opens), *((Kind.REMINDER, day) for day in reminders)]
        return [(kind, at_nine(day)) for kind, day in (*days, (Kind.THANKS, self.after))]


# Kind -> by which of its days a message's time may be known, what hangs on the end first.
_MARKS = {Kind.INVITATION: ("opens",), Kind.REMINDER: ("last", "half"), Kind.THANKS: ("after",)}


def days_of(wave: Wave) -> Days | None:
    """The days of a wave, as soon as it has them."""
    return Days(wave.opens_on, wave.closes_on) if wave.opens_on and wave.closes_on else None


def at_nine(day: date) -> datetime:
    """In the morning of a day, by the clock on the wall."""
    return datetime.combine(day, NINE)


def follows(message: Message, days: Days | None) -> bool:
    """Whether the time of a message is a usual one, which moves with the days of its wave."""
    return days is not None and _mark(message, days) is not None


def _mark(message: Message, days: Days) -> str | None:
    marks = _MARKS[message.kind]
    return next((mark for mark in marks if at_nine(getattr(days, mark)) == message.due), None)


def follow(planned: Iterable[Message], before: Days | None, after: Days | None, today: date) -> None:
    """Moves the messages that are still planned, and whose time is a usual one, to the same time of new days.

    A reminder whose time would be over goes out on the next morning, or stays where the survey has ended by
    then.
    """
    if before is None or after is None:
        return
    for message in planned:
        mark = _mark(message, before) if message.stage is Stage.PLANNED else None
        if mark is None:
            continue
        day: date = getattr(after, mark)
        if message.kind is Kind.REMINDER:
            day = max(day, today + timedelta(days=1))
        if message.kind is not Kind.REMINDER or day <= after.closes:
            message.due = at_nine(day)


def comes_too_late(message: Message, due: datetime | None) -> bool:
    """Whether the survey has ended before a message would be due, so that it is never sent."""
    ends = _end(message)
    return message.kind is not Kind.THANKS and bool(due and ends and due >= ends)


def comes_too_early(message: Message, due: datetime | None) -> bool:
    """Whether thanks would be due while the survey is still open, so that they wait for its end."""
    ends = _end(message)
    return message.kind is Kind.THANKS and bool(due and ends and due < ends)


def _end(message: Message) -> datetime | None:
    closes = message.wave.closed_on or message.wave.closes_on
    return datetime.combine(closes + timedelta(days=1), time()) if closes else None
