"""Deletes what is not needed any longer: who was invited after weeks, what was answered after months."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, delete, select
from sqlalchemy.orm import Session

from culture3d.db import Base
from culture3d.models.comment import Comment
from culture3d.models.invitation import Invitation
from culture3d.models.participant import Participant
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each kind were deleted."""

    people: int
    responses: int
    comments: int


def purge(session: Session, today: date, invitation_days: int, response_days: int) -> Purged:
    """Deletes invitations and participants, and responses and comments, of waves closed long enough ago.

    Releases stay, and so do receipts. A wave keeps what its tally or its release is still to be made from.
    Repeated, it finds nothing.
    """
    gone = _closed_before(today - timedelta(days=invitation_days)).where(Wave.tallied.is_not(None))
    old = _closed_before(today - timedelta(days=response_days)).where(Wave.state == State.RELEASED)
    _delete(session, Invitation, Invitation.wave_id.in_(gone))
    return Purged(
        people=_delete(session, Participant, Participant.wave_id.in_(gone)),
        responses=_delete(session, Response, Response.wave_id.in_(old)),
        comments=_delete(session, Comment, Comment.wave_id.in_(old)),
    )


def _closed_before(day: date) -> Select[int]:
    return select(Wave.id).where(Wave.closed_on < day)


def _delete(session: Session, model: type[Base], condition: ColumnElement[bool]) -> int:
    done = session.execute(delete(model).where(condition), execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], done).rowcount
