"""Turns the participants of a wave into invitations, and invitations into the links and codes people get."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import case, false, func, or_, select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.models.invitation import Invitation
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.sealing import Way
from culture3d.services import waves
from surveys.codes import PERSPECTIVES


class NotNow(Exception):
    """Nobody is invited to a wave that is closed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one participant gets: `secret` is the link's or the code's text, and is never stored."""

    participant: Participant
    way: Way
    secret: str


def invite(session: Session, wave: Wave, keys: Path, pepper: bytes, today: date) -> int:
    """Invites everybody on the list who is not invited yet; says how many those were.

    People with an address get a link, people without one a code. The first invitation freezes the wave.

    :raise NotNow: if the wave is closed.
    :raise WrongState: if the wave cannot be frozen yet.
    """
    if wave.state in (State.CLOSED, State.RELEASED, State.WITHDRAWN):
        raise NotNow(f"the wave is {wave.state}")
    waves.freeze(session, wave, keys, today)
    mail_key = _mail_key(wave, keys)
    waiting = select(Participant).outerjoin(Invitation, Invitation.participant_id == Participant.id)
    waiting = waiting.where(Participant.wave_id == wave.id, Participant.removed.is_(False))
    new = session.scalars(waiting.where(Invitation.participant_id.is_(None))).all()
    for participant in new:
        way = Way.LINK if participant.email else Way.CODE
        session.add(_invitation(participant, way, mail_key, pepper))
    session.flush()
    return len(new)


def _invitation(participant: Participant, way: Way, mail_key: bytes, pepper: bytes) -> Invitation:
    secret = sealing.secret_of(mail_key, participant.id, way)
    return Invitation(
        participant_id=participant.id,
        wave_id=participant.wave_id,
        way=way,
        secret_hash=sealing.hash_of(secret, pepper),
        answered=False,
    )


def staff_by_unit(session: Session, wave: Wave) -> dict[int | None, tuple[int, int]]:
    """Of the staff on the list of a wave, how many belong directly to each unit and how many have answered.

    For `services.participation` alone, which says what of it may be told.
    """
    answered = func.coalesce(func.sum(case((Invitation.answered, 1), else_=0)), 0)
    rows = session.execute(
        select(Participant.unit_id, func.count(), answered)
        .outerjoin(Invitation, Invitation.participant_id == Participant.id)
        .where(Participant.wave_id == wave.id, Participant.perspective == PERSPECTIVES.index("staff"))
        .group_by(Participant.unit_id)
    )
    return {unit_id: (people, done) for unit_id, people, done in rows}


def letters(
    session: Session, wave: Wave, keys: Path, ways: Sequence[Way] = tuple(Way), only: int | None = None
) -> Iterator[Letter]:
    """The links and codes of everybody invited in the given ways, by unit and then by name.

    With the codes go the links of people who had an address, and have none any longer.

    :param only: the participant to whom alone it goes.
    :raise KeyMissing: if the wave's key file is not there, as after the tally.
    """
    mail_key = _mail_key(wave, keys)
    place: dict[int | None, int] = {
        unit.id: position for position, unit in enumerate(wave.organisation.units)
    }
    found = (
        select(Participant, Invitation.way)
        .join(Invitation, Invitation.participant_id == Participant.id)
        .where(Invitation.wave_id == wave.id, Participant.removed.is_(False))
    )
    on_paper = Participant.email.is_(None) if Way.CODE in ways else false()
    found = found.where(or_(Invitation.way.in_(ways), on_paper))
    rows = session.execute(found if only is None else found.where(Participant.id == only)).all()
    for participant, way in sorted(
        rows, key=lambda row: (place.get(row[0].unit_id, -1), row[0].name.casefold(), row[0].id)
    ):
        secret = sealing.secret_of(mail_key, participant.id, way)
        text = sealing.link_text(secret) if way is Way.LINK else sealing.code_text(secret)
        yield Letter(participant, way, text)


def _mail_key(wave: Wave, keys: Path) -> bytes:
    assert wave.public_key is not None, "a wave that invites people has a key"
    return sealing.mail_key(wave.public_key, keys)
