"""Turns moments into the form in which both databases keep them: UTC, and without a zone."""

from datetime import UTC, datetime


def stored(moment: datetime) -> datetime:
    """A moment as it is stored. :param moment: with its time zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def now() -> datetime:
    """This moment as it is stored."""
    return stored(datetime.now(UTC))
