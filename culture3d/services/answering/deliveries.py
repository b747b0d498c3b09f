"""Turns a message into mails, one to each person it goes to, however often sending is broken off.

Only here is it known who has not answered. Whom a reminder still has to reach stands in the database while
it is being sent, and each row goes with its mail; of who got one, and how many did, nothing is kept.
"""

import hmac
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TypeAlias

from sqlalchemy import Row, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from culture3d import clock, mail, sealing
from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.models.delivery import Delivery, Fate
from culture3d.models.invitation import Invitation
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.post import Down, NotNow, Post, Refused
from culture3d.sealing import Way
from culture3d.services import audit, messages
from culture3d.services.contacts import contact_of
from culture3d.services.message_words import HAVE_LINK
from culture3d.services.messages import Texts

MOST_TRIES = 20  # rounds in which a mail server puts one mail off
_AT_ONCE = 50
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
_MAC = 10  # bytes
_ALLOWED: Mapping[Kind, tuple[State, ...]] = {
    Kind.INVITATION: (State.SCHEDULED, State.OPEN),
    Kind.REMINDER: (State.OPEN,),
    Kind.THANKS: (State.CLOSED, State.RELEASED),
}
_Recipient: TypeAlias = Row[int, str, str | None, str, Way, int]
_Compose: TypeAlias = Callable[[_Recipient], EmailMessage]


def begin(
    session: Session, message: Message, now: datetime | None = None, who: Account | None = None
) -> None:
    """Has a message sent to everybody it goes to and has not reached.

    An invitation goes to everybody invited who has an address, a reminder to those of them who have not
    answered, thanks to all of them: whether somebody answered must not show in their mailbox.
    """
    _hold(session, message)
    if message.stage is Stage.PLANNED:
        about = {"wave": message.wave.name, "message": message.kind.value}
        audit.record(session, audit.Action.MESSAGE_SENT, message.wave.organisation, who, about)
        message.due = messages.now_in(message.wave, now)  # pressed by hand, or late: so that it tells its day
    rows = [
        {"message_id": message.id, "participant_id": who, "fate": Fate.WAITING, "tries": 0}
        for who in _recipients(session, message)
    ]
    if rows:
        session.execute(insert(Delivery), rows)
    if message.stage is not Stage.SENDING:  # else the round that goes on or is to come finds them
        message.stage, message.round = Stage.SENDING, message.round + 1
    message.try_at, message.failures = clock.stored(now or datetime.now(UTC)), 0
    session.flush()


def _hold(session: Session, message: Message) -> None:
    """Sees a message as it is now, and lets nobody else begin or end a round of it before the commit."""
    session.flush()
    session.execute(update(Message).where(Message.id == message.id).values(trouble=None))
    session.refresh(message)


def _recipients(session: Session, message: Message) -> list[int]:
    has_row = exists().where(
        Delivery.message_id == message.id, Delivery.participant_id == Invitation.participant_id
    )
    found = (
        select(Invitation.participant_id)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.wave_id == message.wave_id, Participant.email.is_not(None), ~has_row)
    )
    if message.kind is Kind.REMINDER:
        unreachable = exists().where(
            Delivery.participant_id == Invitation.participant_id,
            Delivery.fate.in_([Fate.REFUSED, Fate.RETURNED]),
        )
        found = found.where(Invitation.answered.is_(False), ~unreachable)
    return list(session.scalars(found))


def send(session: Session, message: Message, settings: Settings, post: Post) -> Iterator[None]:
    """Goes once through all who are still to get a message; yields whenever the caller is to commit.

    That is after each mail that was handed over, so that a crash repeats the one in flight at most.
    """
    kind, message_id, wave_id = message.kind, message.id, message.wave_id
    compose = _composer(message, settings)
    trouble = None
    with post:
        for recipient in _waiting(session, message):
            try:
                name = f"wave-{wave_id}-{message_id}-{recipient.id}"
                post.hand_over(compose(recipient), name, word(settings, message_id, recipient.id))
                _keep(session, kind, message_id, recipient.id, Fate.HANDED)
            except (Refused, ValueError) as error:
                _keep(session, kind, message_id, recipient.id, Fate.REFUSED, str(error))
            except NotNow as error:
                trouble = str(error)
                _put_off(session, kind, message_id, recipient, trouble)
            except Down as error:
                trouble = str(error)
                break
            yield
    _end_round(session, message, trouble)
    yield


def _composer(message: Message, settings: Settings) -> _Compose:
    """What makes the mail to one person; all that is the same for several is made once."""
    wave, id_, kind = message.wave, message.id, message.kind
    contact = contact_of(wave.organisation)
    spoken = messages.languages_of(wave)
    by_language: dict[str, Texts] = {code: messages.texts(message, code, settings) for code in spoken}
    sender = " ".join(wave.organisation.name.split())
    key = _mail_key(wave, settings) if kind in HAVE_LINK else b""

    def compose(who: _Recipient) -> EmailMessage:
        link = _link(settings.address, key, who.id, who.way) if key else ""
        told = by_language.get(who.language, by_language[spoken[0]]).to(who.name, link)
        return mail.compose(
            settings,
            (who.name, who.email or ""),
            told.subject,
            told.text,
            told.html,
            word(settings, id_, who.id),
            contact.email if contact else None,
            sender,
        )

    return compose


def _mail_key(wave: Wave, settings: Settings) -> bytes:
    assert wave.public_key is not None, "a wave that invites people has a key"
    return sealing.mail_key(wave.public_key, settings.keys)


def _link(address: str, key: bytes, participant_id: int, way: Way) -> str:
    secret = sealing.secret_of(key, participant_id, way)
    if way is Way.LINK:
        return f"{address}/i/{sealing.link_text(secret)}"
    return f"{address}/code/{sealing.code_text(secret)}"


def _waiting(session: Session, message: Message) -> Iterator[_Recipient]:
    """Whom a message is still to be sent to, a few at a time; nobody once its wave has moved on.

    A reminder passes over those who have answered meanwhile.
    """
    id_, wave_id, kind, last = message.id, message.wave_id, message.kind, 0
    some = (
        select(
            Participant.id,
            Participant.name,
            Participant.email,
            Participant.language,
            Invitation.way,
            Delivery.tries,
        )
        .join(Delivery, Delivery.participant_id == Participant.id)
        .join(Invitation, Invitation.participant_id == Participant.id)
        .where(Delivery.message_id == id_, Delivery.fate == Fate.WAITING, Participant.email.is_not(None))
        .order_by(Participant.id)
        .limit(_AT_ONCE)
    )
    if kind is Kind.REMINDER:
        some = some.where(Invitation.answered.is_(False))
    state = select(Wave.state).where(Wave.id == wave_id)
    while session.scalar(state) in _ALLOWED[kind]:
        rows = session.execute(some.where(Participant.id > last)).all()
        for row in rows:
            if kind is not Kind.REMINDER or not _has_answered(session, row.id):
                yield row
            last = row.id
        if not rows:
            return


def _has_answered(session: Session, participant_id: int) -> bool:
    found = select(Invitation.answered).where(Invitation.participant_id == participant_id)
    return session.scalar(found) is not False


def _keep(
    session: Session, kind: Kind, message_id: int, participant_id: int, fate: Fate, reason: str | None = None
) -> None:
    """Keeps what became of an invitation's mail; of others that there is nothing left to send."""
    here = (Delivery.message_id == message_id, Delivery.participant_id == participant_id)
    if kind is Kind.INVITATION:
        session.execute(update(Delivery).where(*here).values(fate=fate, reason=reason))
    else:
        session.execute(delete(Delivery).where(*here))


def _put_off(session: Session, kind: Kind, message_id: int, who: _Recipient, reason: str) -> None:
    if who.tries + 1 >= MOST_TRIES:
        _keep(session, kind, message_id, who.id, Fate.REFUSED, reason)
        return
    here = (Delivery.message_id == message_id, Delivery.participant_id == who.id)
    session.execute(update(Delivery).where(*here).values(tries=who.tries + 1))


def _end_round(session: Session, message: Message, trouble: str | None) -> None:
    """Ends a message that has reached everybody it can, or says when the next round begins."""
    _hold(session, message)
    waiting = (Delivery.message_id == message.id, Delivery.fate == Fate.WAITING)
    if message.wave.state in _ALLOWED[message.kind]:
        if trouble is not None:
            put_off(message, trouble)
            return
        if message.kind is Kind.INVITATION and session.scalar(select(exists().where(*waiting))):
            message.round += 1  # somebody was added behind the place where this one was
            return
    message.stage, message.try_at, message.failures = Stage.SENT, None, 0
    session.execute(delete(Delivery).where(*waiting))


def put_off(message: Message, trouble: str, now: datetime | None = None) -> None:
    """Has a message tried again, the later the more often that came to nothing."""
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(message.failures, 10))
    message.round, message.failures = message.round + 1, message.failures + 1
    message.try_at, message.trouble = clock.stored(now or datetime.now(UTC)) + pause, trouble


def word(settings: Settings, message_id: int, participant_id: int) -> str:
    """By which a report of a mail's delivery is known; only we can make one, and it lets nobody in."""
    about = f"{message_id}-{participant_id}"
    made = hmac.digest(settings.key_for("returned mail"), about.encode(), "sha256")[:_MAC]
    return f"c3d-{about}-{made.hex()}"


def takes_invitations(wave: Wave) -> bool:
    """Whether people may still be invited."""
    return wave.state in _ALLOWED[Kind.INVITATION] and wave.frozen_on is not None


def send_again(session: Session, wave: Wave, participant_id: int) -> None:
    """Has the invitation sent once more to one person, whatever became of it before."""
    message = messages.of_kind(session, wave, Kind.INVITATION)
    if message is None or message.stage in (Stage.PLANNED, Stage.DROPPED):
        return
    here = (Delivery.message_id == message.id, Delivery.participant_id == participant_id)
    session.execute(delete(Delivery).where(*here))
    begin(session, message)


def begin_due(session: Session, now: datetime) -> None:
    """Begins every message whose time has come.

    Of several reminders of a wave whose time has passed only the last is sent; one whose wave has closed is
    dropped, as are an invitation and thanks that come too late.
    """
    planned = select(Message).where(Message.stage == Stage.PLANNED, Message.due.is_not(None))
    late: dict[tuple[int, Kind], Message] = {}
    for message in session.scalars(planned.order_by(Message.due, Message.id)):
        if not messages.is_due(message, now):
            continue
        if _is_too_late(message):
            message.stage = Stage.DROPPED
        elif messages.may_be_sent(message):
            if earlier := late.get((message.wave_id, message.kind)):
                earlier.stage = Stage.DROPPED
            late[message.wave_id, message.kind] = message
    for message in late.values():
        begin(session, message, now)


def _is_too_late(message: Message) -> bool:
    state = message.wave.state
    over = state in (State.CLOSED, State.RELEASED) and message.kind is not Kind.THANKS
    return over or state is State.WITHDRAWN


def to_send(session: Session, now: datetime) -> list[Message]:
    """The messages of which a round is to begin."""
    return list(
        session.scalars(
            select(Message)
            .where(Message.stage == Stage.SENDING, Message.try_at <= clock.stored(now or datetime.now(UTC)))
            .order_by(Message.id)
        )
    )


def forget(session: Session, wave: Wave) -> None:
    """Deletes to whom invitations and reminders of a wave went or were to go, as it is tallied."""
    with_links = select(Message.id).where(Message.wave_id == wave.id, Message.kind != Kind.THANKS)
    session.execute(delete(Delivery).where(Delivery.message_id.in_(with_links)))
