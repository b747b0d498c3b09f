"""Turns the time of day into what is due: waves to open, and waves to close."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from culture3d.models.wave import State, Wave
from culture3d.services import waves


def open_due(session: Session, now: datetime, keys: Path) -> list[Wave]:
    """Opens the scheduled waves whose first day has begun where they take place; gives those.

    Only waves that are frozen: nobody was invited to the others, or has their link.

    :param now: with its time zone.
    """
    due = []
    for wave in _in(session, State.SCHEDULED):
        if wave.opens_on is None or today_in(wave, now) < wave.opens_on:
            continue
        if wave.frozen_on is not None:
            waves.open_wave(session, wave, keys, today_in(wave, now))
            due.append(wave)
    return due


def close_due(session: Session, now: datetime) -> list[Wave]:
    """Closes the open waves whose last day is over where they take place; gives those.

    A wave never opens again, whatever the clock is set to afterwards.

    :param now: with its time zone.
    """
    due = []
    for wave in _in(session, State.OPEN):
        if wave.closes_on is not None and wave.closes_on < today_in(wave, now):
            waves.close(session, wave, today_in(wave, now))
            due.append(wave)
    return due


def _in(session: Session, state: State) -> list[Wave]:
    return list(session.scalars(waves.in_state(state).order_by(Wave.id)))


def today_in(wave: Wave, now: datetime) -> date:
    """The day that it is where a wave takes place."""
    return now.astimezone(ZoneInfo(wave.time_zone)).date()
