"""Turns finished answers into sealed ballots, one per secret, and says how many there are."""

from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.wave import State, Wave
from culture3d.sealing import PersonalKeys
from culture3d.services.answering.sheets import Sheet, sheet_size, to_bytes
from culture3d.services.questionnaires import instrument_of


class NotOpen(Exception):
    """The wave takes no ballots now."""


def submit(session: Session, wave: Wave, keys: PersonalKeys, sheet: Sheet) -> None:
    """Seals the answers in place of what the same person submitted before, and removes the draft.

    The ballot goes in only if the wave is open at that very moment: one statement asks and inserts, so that
    closing and submitting cannot pass each other by.

    :raise NotOpen: if the wave is not open; roll back then.
    """
    assert wave.public_key is not None, "an open wave has a key"
    size = sheet_size(instrument_of(wave.instrument_version))
    sealed = sealing.seal(to_bytes(sheet), wave.public_key, size)
    session.execute(delete(Ballot).where(Ballot.wave_id == wave.id, Ballot.id == keys.ballot_id))
    row = (
        select(literal(wave.id), literal(keys.ballot_id), literal(sealed))
        .where(Wave.id == wave.id, Wave.state == State.OPEN)
        .with_for_update(read=True)
    )
    inserted = session.execute(
        insert(Ballot).from_select(["wave_id", "id", "sealed"], row),
        execution_options={"preserve_rowcount": True},
    )
    if cast(CursorResult[Any], inserted).rowcount != 1:
        raise NotOpen
    session.execute(delete(Draft).where(Draft.id == keys.draft_id))


def receipt(session: Session, wave: Wave, keys: PersonalKeys) -> str | None:
    """The receipt of what a person submitted, or None if nothing was."""
    ballot = session.get(Ballot, (wave.id, keys.ballot_id))
    return sealing.receipt(ballot.sealed) if ballot else None


def count(session: Session, wave: Wave) -> int:
    """How many ballots a wave holds."""
    found = select(func.count()).select_from(Ballot).where(Ballot.wave_id == wave.id)
    return session.execute(found).scalar_one()
