"""Deletes what is not needed any longer: who was invited after weeks, what was answered after months."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, and_, delete, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from culture3d.db import Base
from culture3d.models.comment import Comment
from culture3d.models.delivery import Delivery
from culture3d.models.invitation import Invitation
from culture3d.models.message import Message
from culture3d.models.organisation import Organisation
from culture3d.models.participant import Participant
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave

FILE_DAYS = 7  # until a file goes that somebody sent or asked for


@dataclass(frozen=True, slots=True)
class Days:
    """After how many days since a wave closed names and answers go."""

    invitations: int
    responses: int


@dataclass(frozen=True, slots=True)
class Due:
    """When what is kept of one wave goes; None while it has no end. `gone` says that it went."""

    wave: Wave
    people_on: date | None
    people_gone: bool
    answers_on: date | None
    answers_gone: bool


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
    gone = _past(session, today, invitation_days, Organisation.invitation_days)
    gone = gone.where(or_(Wave.tallied.is_not(None), Wave.state == State.WITHDRAWN))
    old = _past(session, today, response_days, Organisation.response_days)
    old = old.where(Wave.state == State.RELEASED)
    messages = select(Message.id).where(Message.wave_id.in_(gone))
    _delete(session, Delivery, Delivery.message_id.in_(messages))
    _delete(session, Invitation, Invitation.wave_id.in_(gone))
    return Purged(
        people=_delete(session, Participant, Participant.wave_id.in_(gone)),
        responses=_delete(session, Response, Response.wave_id.in_(old)),
        comments=_delete(session, Comment, Comment.wave_id.in_(old)),
    )


def days_of(organisation: Organisation, most: Days) -> Days:
    """The days that hold for an organisation. :param most: those of the installation."""
    return Days(
        min(organisation.invitation_days or most.invitations, most.invitations),
        min(organisation.response_days or most.responses, most.responses),
    )


def calendar(session: Session, organisation: Organisation, days: Days) -> list[Due]:
    """What goes when, wave by wave, the latest first; of a wave that is not over, as it is planned."""
    found = select(Wave).where(Wave.organisation_id == organisation.id).order_by(Wave.number.desc())
    return [_due(session, wave, days) for wave in session.scalars(found)]


def _due(session: Session, wave: Wave, days: Days) -> Due:
    ends, released = wave.closed_on or wave.closes_on, wave.state is State.RELEASED
    return Due(
        wave,
        ends and ends + timedelta(days=days.invitations + 1),
        released and not _is_there(session, Participant, wave),
        ends and ends + timedelta(days=days.responses + 1),
        released and not _is_there(session, Response, wave),
    )


def _is_there(session: Session, model: type[Participant] | type[Response], wave: Wave) -> bool:
    return bool(session.scalar(select(exists().where(model.wave_id == wave.id))))


def sweep_files(folder: Path, before: float) -> int:
    """Deletes the files that were last touched before a time, in seconds since 1970; says how many."""
    old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _past(session: Session, today: date, most: int, own: InstrumentedAttribute[int | None]) -> Select[int]:
    """The waves whose days are over: those of the installation, or fewer where their organisation has so."""
    there = session.scalars(select(own).where(own.is_not(None)).distinct())
    of_their_own = [and_(own == days, _closed_before(today, min(days or most, most))) for days in there]
    return (
        select(Wave.id)
        .join(Organisation, Organisation.id == Wave.organisation_id)
        .where(or_(and_(own.is_(None), _closed_before(today, most)), *of_their_own))
    )


def _closed_before(today: date, days: int) -> ColumnElement[bool]:
    return Wave.closed_on < today - timedelta(days=days)


def _delete(session: Session, model: type[Base], condition: ColumnElement[bool]) -> int:
    done = session.execute(delete(model).where(condition), execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], done).rowcount
