"""Turns the secret in a link or code into who stands at the door: which wave, and whom it invited."""

from array import array
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select

from culture3d.db import Executor, table_of
from culture3d.models.invitation import Invitation
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.sealing import Way, hash_of
from surveys.codes import PERSPECTIVES, Perspective

# Made once, of tables and not of models, for the same reason as in `drafts`.
_INVITATION, _PARTICIPANT, _WAVE = map(table_of, (Invitation, Participant, Wave))
_BY_SECRET, _BY_PARTICIPANT = (
    select(
        *(_INVITATION.c[name] for name in ("participant_id", "wave_id", "way", "answered")),
        *(_PARTICIPANT.c[name] for name in ("language", "perspective", "unit_id", "attributes")),
        *(_WAVE.c[name] for name in ("address", "state", "opens_on")),
    )
    .join(_PARTICIPANT, _PARTICIPANT.c.id == _INVITATION.c.participant_id)
    .join(_WAVE, _WAVE.c.id == _INVITATION.c.wave_id)
    .where(column == bindparam("known_by", type_=column.type))
    for column in (_INVITATION.c.secret_hash, _INVITATION.c.participant_id)
)


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


def by_secret(executor: Executor, secret: bytes, pepper: bytes) -> Guest | None:
    """Whom a secret was given to; None if nobody, or if the wave was purged since."""
    return _guest(executor, _BY_SECRET, hash_of(secret, pepper))


def by_participant(executor: Executor, participant_id: int) -> Guest | None:
    """Who a participant is, for a browser that has come in before."""
    return _guest(executor, _BY_PARTICIPANT, participant_id)


def _guest(executor: Executor, query: Select[*tuple[Any, ...]], known_by: bytes | int) -> Guest | None:
    row = executor.execute(query, {"known_by": known_by}).one_or_none()
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
