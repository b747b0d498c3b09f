"""Turns what the tally stored of a wave's ballots into the receipts of all that counted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.receipt_list import ReceiptList
from culture3d.models.wave import State, Wave
from culture3d.sealing import receipt
from culture3d.sealing.boxes import RECEIPT_BYTES
from culture3d.services.answering.fielded import FieldedWave


def receipts_of(session: Session, wave: FieldedWave) -> tuple[str, ...] | None:
    """The receipts in ascending order; None before the tally.

    A list as long as the wave's smallest group may hold fewer, and others that are nobody's.
    """
    hashes = session.scalar(select(ReceiptList.hashes).where(ReceiptList.wave_id == wave.id))
    if hashes is None:
        return None
    starts = range(0, len(hashes), RECEIPT_BYTES)
    return tuple(receipt(hashes[start : start + RECEIPT_BYTES]) for start in starts)


def will_be_none(session: Session, wave: FieldedWave) -> bool:
    """Whether a wave never gets a list, for it was withdrawn and nothing in it counted."""
    return session.scalar(select(Wave.state).where(Wave.id == wave.id)) is State.WITHDRAWN
