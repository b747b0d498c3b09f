"""Turns a look at the parts of an installation into what is well and what is not.

Every look is short and changes nothing, so that a monitor may take one each minute.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from culture3d import clock, mail
from culture3d.config import Settings
from culture3d.models.heartbeat import Heartbeat

WORKER = "worker"
LONGEST_SILENCE = timedelta(minutes=3)  # of a worker that looks at the calendar twice a minute
LONGEST_WAIT = timedelta(days=1)  # of a mail: a link in it is good no longer
LEAST_SPACE = 500 * 1024**2  # bytes: a night's copies and reports


class Part(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    WORKER = "worker"
    MAIL = "mail"
    DISK = "disk"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is. `figure` is of seconds or bytes; None where there is none to tell."""

    part: Part
    fine: bool
    figure: int | None = None


def beat(session: Session, now: datetime) -> None:
    """Shows that the worker lives."""
    session.merge(Heartbeat(name=WORKER, at=clock.stored(now)))


def look(session: Session, settings: Settings, now: datetime) -> list[Finding]:
    """At every part. What cannot be looked at is not well."""
    return [_look_at(part, session, settings, now) for part in Part]


def _look_at(part: Part, session: Session, settings: Settings, now: datetime) -> Finding:
    try:
        fine, figure = _LOOKS[part](session, settings, now)
    except (SQLAlchemyError, OSError):  # after a failure the session takes no more statements
        return Finding(part, fine=False)
    return Finding(part, fine, figure)


_Look = Callable[[Session, Settings, datetime], tuple[bool, int | None]]


def _at_database(session: Session, _: Settings, __: datetime) -> tuple[bool, int | None]:
    session.execute(text("SELECT 1"))
    return True, None


def _at_worker(session: Session, _: Settings, now: datetime) -> tuple[bool, int | None]:
    last = session.scalar(select(Heartbeat.at).where(Heartbeat.name == WORKER))
    if last is None:
        return False, None
    silent = now - last.replace(tzinfo=UTC)
    return abs(silent) <= LONGEST_SILENCE, max(0, int(silent.total_seconds()))


def _at_mail(_: Session, settings: Settings, now: datetime) -> tuple[bool, int | None]:
    oldest = next(mail.waiting(settings), None)
    if oldest is None:
        return True, None
    waits = now - datetime.fromtimestamp(oldest.stat().st_mtime, UTC)
    return waits <= LONGEST_WAIT, max(0, int(waits.total_seconds()))


def _at_disk(_: Session, settings: Settings, __: datetime) -> tuple[bool, int | None]:
    free = shutil.disk_usage(settings.data).free
    return free >= LEAST_SPACE, free


def _at_keys(_: Session, settings: Settings, __: datetime) -> tuple[bool, int | None]:
    return settings.keys.is_dir() and os.access(settings.keys, os.R_OK | os.W_OK | os.X_OK), None


_LOOKS: dict[Part, _Look] = {
    Part.DATABASE: _at_database,
    Part.WORKER: _at_worker,
    Part.MAIL: _at_mail,
    Part.DISK: _at_disk,
    Part.KEYS: _at_keys,
}
