"""Tells whom the invitation of a wave has reached, and which came back; of other mails it tells nothing.

Everybody is invited, so what became of an invitation says nothing of who answered; of a reminder it would.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.models.delivery import Delivery, Fate
from culture3d.models.message import Kind, Message
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave


@dataclass(frozen=True, slots=True)
class Progress:
    """How many an invitation waits for, has reached, and could not reach; no other message is counted."""

    waiting: int
    handed: int
    failed: int


def progress(session: Session, message: Message) -> Progress | None:
    """How far an invitation is; None of other messages, whose numbers would tell how many answered.

    None as well once its wave has closed: to whom it went is deleted by the tally, and zeros would be wrong.
    """
    if message.kind is not Kind.INVITATION or message.wave.state not in (State.SCHEDULED, State.OPEN):
        return None
    counted = select(Delivery.fate, func.count()).where(Delivery.message_id == message.id)
    found = dict(session.execute(counted.group_by(Delivery.fate)).all())
    failed = found.get(Fate.REFUSED, 0) + found.get(Fate.RETURNED, 0)
    return Progress(found.get(Fate.WAITING, 0), found.get(Fate.HANDED, 0), failed)


@dataclass(frozen=True, slots=True)
class Failed:
    """Somebody whom an invitation did not reach."""

    participant: Participant
    fate: Fate
    reason: str


def failed(session: Session, wave: Wave) -> list[Failed]:
    """Whom the invitation of a wave did not reach, by name. That tells nothing of who answered."""
    rows = session.execute(
        select(Participant, Delivery.fate, Delivery.reason)
        .join(Delivery, Delivery.participant_id == Participant.id)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Message.wave_id == wave.id,
            Message.kind == Kind.INVITATION,
            Delivery.fate.in_([Fate.REFUSED, Fate.RETURNED]),
        )
    ).all()
    found = [Failed(who, fate, reason or "") for who, fate, reason in rows]
    return sorted(found, key=lambda each: (each.participant.name.casefold(), each.participant.id))


def returned(session: Session, message_id: int, participant_id: int, reason: str) -> bool:
    """Keeps that an invitation came back; whether it was one. Of other messages nothing is kept.

    A reminder that came back would tell that its reader had not answered then.
    """
    message = session.get(Message, message_id)
    delivery = session.get(Delivery, (message_id, participant_id))
    if message is None or message.kind is not Kind.INVITATION or delivery is None:
        return False
    delivery.fate, delivery.reason = Fate.RETURNED, reason
    return True
