"""Turns the end of a transaction into what then has to be done outside the database, such as with a file."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

_WAITING, _COMMITTING = "endings", "committing"  # under these names in the session's info


@dataclass(frozen=True, slots=True)
class _Ending:
    stored: Callable[[], None]
    undone: Callable[[], None]


def when_ended(session: Session, *, stored: Callable[[], None], undone: Callable[[], None]) -> None:
    """Calls `stored` after the commit of the transaction that runs now, or `undone` if there is none.

    Neither is called where a commit was tried and failed, for the database may have stored it all the same,
    or where the process dies. Whoever asks for this has to look again later, and may do so as well where the
    call failed for the disk.
    """
    session.info.setdefault(_WAITING, []).append(_Ending(stored, undone))


@event.listens_for(Session, "before_commit")
def _will_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTING] = True


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if not session.in_nested_transaction():
        for ending in session.info.pop(_WAITING, []):
            with suppress(OSError):
                ending.stored()


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    waiting, is_unsure = session.info.pop(_WAITING, []), session.info.pop(_COMMITTING, False)
    for ending in [] if is_unsure else waiting:
        with suppress(OSError):
            ending.undone()
