"""Turns finished answers into sealed ballots, one per secret, and says how many there are."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, LargeBinary, and_, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.db import Executor, given, table_of, upsert
from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.invitation import Invitation
from culture3d.models.wave import State, Wave
from culture3d.sealing import PersonalKeys
from culture3d.services.answering.drafts import NotOpen
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import Sheet, sheet_size, to_bytes

# Made once, of tables and not of models, for the same reason as in `drafts`.
_BALLOT, _DRAFT, _WAVE, _INVITATION = map(table_of, (Ballot, Draft, Wave, Invitation))
_COLUMNS = ("wave_id", "id", "sealed")
_ROW = (
    select(*(given(Ballot, column) for column in _COLUMNS))
    .where(_WAVE.c.id == given(Ballot, "wave_id"), _WAVE.c.state == State.OPEN)
    .with_for_update(read=True)
)
_MINE = and_(_BALLOT.c.wave_id == given(Ballot, "wave_id"), _BALLOT.c.id == given(Ballot, "id"))
_RECEIPT = select(_BALLOT.c.sealed).where(_MINE)
_NO_BALLOT = delete(_BALLOT).where(_MINE)
_NO_DRAFT = delete(_DRAFT).where(_DRAFT.c.id == bindparam("draft_given", type_=LargeBinary))
_STATE = select(_WAVE.c.state).where(_WAVE.c.id == given(Ballot, "wave_id")).with_for_update(read=True)
_MARK = (
    update(_INVITATION)
    .where(
        _INVITATION.c.participant_id == given(Invitation, "participant_id"),
        _INVITATION.c.wave_id == given(Invitation, "wave_id"),
    )
    .values(answered=given(Invitation, "answered"))
)


class NotInvited(Exception):
    """The participant's invitation is not there any more."""


class NothingLeft(Exception):
    """The saved pages were submitted or withdrawn by another request at the same moment."""


def submit(
    executor: Executor,
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
    _mark(executor, wave, participant_id, answered=True)
    pages = _changed(executor, _NO_DRAFT, {"draft_given": keys.draft_id})
    if drafted and not pages:
        raise NothingLeft
    sealed = sealing.seal(to_bytes(sheet), wave.public_key, sheet_size(wave.instrument))
    values = {"wave_id_given": wave.id, "id_given": keys.ballot_id, "sealed_given": sealed}
    if upsert(executor, Ballot, _COLUMNS, _ROW, values) != 1:
        raise NotOpen
    return sealing.receipt(sealing.receipt_hash(sealed))


def withdraw(executor: Executor, wave: FieldedWave, keys: PersonalKeys, participant_id: int | None) -> None:
    """Takes a person's ballot back out, and what they were writing; repeated, it changes nothing.

    :raise NotOpen: if the wave is not open any more; roll back then.
    :raise NotInvited: if the invitation is gone; roll back then.
    """
    if executor.scalar(_STATE, {"wave_id_given": wave.id}) is not State.OPEN:
        raise NotOpen
    _mark(executor, wave, participant_id, answered=False)
    executor.execute(_NO_BALLOT, {"wave_id_given": wave.id, "id_given": keys.ballot_id})
    executor.execute(_NO_DRAFT, {"draft_given": keys.draft_id})


def _mark(executor: Executor, wave: FieldedWave, participant_id: int | None, answered: bool) -> None:
    """Marks an invitation whether it was answered; holds its row, so that simultaneous submits queue."""
    if participant_id is None:
        if not wave.has_open_link:
            raise NotInvited
        return
    values = {"participant_id_given": participant_id, "wave_id_given": wave.id, "answered_given": answered}
    if _changed(executor, _MARK, values) != 1:
        raise NotInvited


def _changed(executor: Executor, statement: Executable, values: Mapping[str, object]) -> int:
    """How many rows it changed."""
    done = executor.execute(statement, dict(values), execution_options={"preserve_rowcount": True})
    return cast(CursorResult[Any], done).rowcount


def receipt(executor: Executor, wave: FieldedWave, keys: PersonalKeys) -> str | None:
    """The receipt of what a person submitted, or None if nothing was."""
    sealed = executor.scalar(_RECEIPT, {"wave_id_given": wave.id, "id_given": keys.ballot_id})
    return sealing.receipt(sealing.receipt_hash(sealed)) if sealed else None


def count(session: Session, wave: Wave) -> int:
    """How many ballots a wave holds."""
    found = select(func.count()).select_from(Ballot).where(Ballot.wave_id == wave.id)
    return session.execute(found).scalar_one()
