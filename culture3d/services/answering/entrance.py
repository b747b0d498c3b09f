"""Turns the secret in a link or code into who stands at the door: which wave, and whom it invited."""

from array import array
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from culture3d.models.invitation import Invitation
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.sealing import Way, hash_of
from surveys.codes import PERSPECTIVES, Perspective


@dataclass(frozen=True, slots=True)
class Guest:
    """What is known of a participant at the door; `attributes` are options' indices, -1 where unknown."""

    participant_id: int
    wave_id: int
    address: str
    state: State
    opens_on: date | None
    way: Way
    language: str
    perspective: Perspective
    unit_id: int | None
    attributes: tuple[int, ...]
    answered: bool


def by_secret(session: Session, secret: bytes, pepper: bytes) -> Guest | None:
    """Whom a secret was given to; None if nobody, or if the wave was purged since."""
    return _guest(session, Invitation.secret_hash == hash_of(secret, pepper))


def by_participant(session: Session, participant_id: int) -> Guest | None:
    """Who a participant is, for a browser that has come in before."""
    return _guest(session, Invitation.participant_id == participant_id)


def _guest(session: Session, condition: ColumnElement[bool]) -> Guest | None:
    row = session.execute(
        select(
            Invitation.participant_id,
            Invitation.wave_id,
            Wave.address,
            Wave.state,
            Wave.opens_on,
            Invitation.way,
            Participant.language,
            Participant.perspective,
            Participant.unit_id,
            Participant.attributes,
            Invitation.answered,
        )
        .join(Participant, Participant.id == Invitation.participant_id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(condition)
    ).one_or_none()
    if row is None:
        return None
    known = row._mapping
    return Guest(
        **{
            **known,
            "perspective": PERSPECTIVES[known["perspective"]],
            "attributes": tuple(array("b", known["attributes"])),
        }
    )
