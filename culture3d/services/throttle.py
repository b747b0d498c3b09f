"""Turns failed attempts at codes into a pause for the address they come from, counted for all processes.

Addresses are never kept: what is counted is a hash under a key that changes daily and is then deleted.
"""

import hmac
import secrets
from typing import Any, cast

from sqlalchemy import CursorResult, delete, literal, select, update
from sqlalchemy.orm import Session

from culture3d.db import upsert
from culture3d.models.failed_entry import FailedEntry, ThrottleKey

STRETCH = 600  # seconds
MOST_FAILURES = 20  # in a stretch: an office behind one address mistypes now and then
_DAY = 86_400


def seconds_to_wait(session: Session, address: str, now: float, most: int = MOST_FAILURES) -> int:
    """How long an address, or whoever else is counted, has to wait before trying again; 0 where it need not.

    :param now: seconds since 1970.
    """
    stretch = int(now) // STRETCH
    visitor = _visitor(session, address, now)
    failed = session.get(FailedEntry, (stretch, visitor)) if visitor else None
    if failed is None or failed.times < most:
        return 0
    return (stretch + 1) * STRETCH - int(now)


def count_failure(session: Session, address: str, now: float) -> None:
    """Counts one attempt at a code that there is not, and forgets what is past.

    Or what lies ahead, where the clock was set back.
    """
    stretch, day = int(now) // STRETCH, int(now) // _DAY
    session.execute(delete(FailedEntry).where(FailedEntry.stretch != stretch))
    session.execute(delete(ThrottleKey).where(ThrottleKey.day != day))
    if session.get(ThrottleKey, day) is None:
        fresh = select(literal(day), literal(secrets.token_bytes(32))).where(literal(True))
        upsert(session, ThrottleKey, ["day", "key"], fresh)
    visitor = _visitor(session, address, now)
    counted = session.execute(
        update(FailedEntry)
        .where(FailedEntry.stretch == stretch, FailedEntry.visitor == visitor)
        .values(times=FailedEntry.times + 1)
    )
    if cast(CursorResult[Any], counted).rowcount == 0:
        first = select(literal(stretch), literal(visitor), literal(1)).where(literal(True))
        upsert(session, FailedEntry, ["stretch", "visitor", "times"], first)


def _visitor(session: Session, address: str, now: float) -> bytes | None:
    key = session.scalar(select(ThrottleKey.key).where(ThrottleKey.day == int(now) // _DAY))
    return hmac.digest(key, address.encode(), "sha256")[:16] if key else None
