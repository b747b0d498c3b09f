"""Turns finished answers into sealed ballots, one per secret, and says how many there are."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.db import given, upsert
from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.invitation import Invitation
from culture3d.models.wave import State, Wave
from culture3d.sealing import PersonalKeys
from culture3d.services.answering.drafts import NotOpen
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import Sheet, sheet_size, to_bytes

_COLUMNS = ("wave_id", "id", "sealed")
_ROW = (
    select(*(given(Ballot, column) for column in _COLUMNS))
    .where(Wave.id == given(Ballot, "wave_id"), Wave.state == State.OPEN)
    .with_for_update(read=True)
)


class NotInvited(Exception):
    """The participant's invitation is not there any more."""


class NothingLeft(Exception):
    """The saved pages were submitted or withdrawn by another request at the same moment."""


def submit(
    session: Session,
    wave: FieldedWave,
    keys: PersonalKeys,
    sheet: Sheet,
    participant_id: int | None,
    *,
    drafted: bool = False,
) -> str:
    """Seals the answers in place of what the same person submitted before; the receipt.

    Marks the invitation, stores the ballot and deletes the draft, all in the caller's transaction. The ballot
    goes in only if the wave is open at that very moment: one statement asks and inserts, so that closing and
    submitting cannot pass each other by. Its id follows from the person's secret, which makes a repeat
    harmless.

    :param participant_id: who holds the invitation; None for somebody who came by the open link.
    :param drafted: whether the answers are those of the saved pages. These are submitted once: the second of
        two requests at the same moment would seal the same anew, and the first one's receipt not count.
    :raise NothingLeft: if another request was quicker; roll back then.
    :raise NotOpen: if the wave is not open; roll back then.
    :raise NotInvited: if the invitation is gone, or the wave has no open link; roll back then.
    """
    _mark(session, wave, participant_id, answered=True)
    pages = _changed(session, delete(Draft).where(Draft.id == keys.draft_id))
    if drafted and not pages:
        raise NothingLeft
    sealed = sealing.seal(to_bytes(sheet), wave.public_key, sheet_size(wave.instrument))
    values = {"wave_id_given": wave.id, "id_given": keys.ballot_id, "sealed_given": sealed}
    if upsert(session, Ballot, _COLUMNS, _ROW, values) != 1:
        raise NotOpen
    return sealing.receipt(sealing.receipt_hash(sealed))


def withdraw(session: Session, wave: FieldedWave, keys: PersonalKeys, participant_id: int | None) -> None:
    """Takes a person's ballot back out, and what they were writing; repeated, it changes nothing.

    :raise NotOpen: if the wave is not open any more; roll back then.
    :raise NotInvited: if the invitation is gone; roll back then.
    """
    state = session.scalar(select(Wave.state).where(Wave.id == wave.id).with_for_update(read=True))
    if state is not State.OPEN:
        raise NotOpen
    _mark(session, wave, participant_id, answered=False)
    session.execute(delete(Ballot).where(Ballot.wave_id == wave.id, Ballot.id == keys.ballot_id))
    session.execute(delete(Draft).where(Draft.id == keys.draft_id))


def _mark(session: Session, wave: FieldedWave, participant_id: int | None, answered: bool) -> None:
    """Marks an invitation whether it was answered; holds its row, so that simultaneous submits queue."""
    if participant_id is None:
        if not wave.has_open_link:
            raise NotInvited
        return
    mark = (
        update(Invitation)
        .where(Invitation.participant_id == participant_id, Invitation.wave_id == wave.id)
        .values(answered=answered)
    )
    if _changed(session, mark) != 1:
        raise NotInvited


def _changed(session: Session, statement: Update | Delete) -> int:
    """How many rows it changed."""
    options = {"preserve_rowcount": True, "synchronize_session": False}
    return cast(CursorResult[Any], session.execute(statement, execution_options=options)).rowcount


def receipt(session: Session, wave: FieldedWave, keys: PersonalKeys) -> str | None:
    """The receipt of what a person submitted, or None if nothing was."""
    found = select(Ballot.sealed).where(Ballot.wave_id == wave.id, Ballot.id == keys.ballot_id)
    sealed = session.scalar(found)
    return sealing.receipt(sealing.receipt_hash(sealed)) if sealed else None


def count(session: Session, wave: Wave) -> int:
    """How many ballots a wave holds."""
    found = select(func.count()).select_from(Ballot).where(Ballot.wave_id == wave.id)
    return session.execute(found).scalar_one()
