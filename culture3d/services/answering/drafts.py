"""Keeps a person's answers in progress, locked under keys that only the person's secret gives."""

from datetime import date

from sqlalchemy.orm import Session

from culture3d.models.draft import Draft
from culture3d.models.wave import Wave
from culture3d.sealing import CannotOpen, PersonalKeys, lock, unlock
from culture3d.services.answering.sheets import Sheet, blank, from_bytes, sheet_size, to_bytes
from culture3d.services.questionnaires import instrument_of


def load(session: Session, wave: Wave, keys: PersonalKeys) -> Sheet:
    """The answers so far; a blank sheet where there are none, or none that these keys open."""
    instrument = instrument_of(wave.instrument_version)
    draft = session.get(Draft, keys.draft_id)
    if draft is None:
        return blank(instrument)
    try:
        return from_bytes(unlock(draft.locked, keys.draft_key, sheet_size(instrument)))
    except CannotOpen:
        return blank(instrument)


def save(session: Session, wave: Wave, keys: PersonalKeys, sheet: Sheet, today: date) -> None:
    """Keeps the answers so far in place of those kept before."""
    size = sheet_size(instrument_of(wave.instrument_version))
    locked = lock(to_bytes(sheet), keys.draft_key, size)
    session.merge(Draft(id=keys.draft_id, wave_id=wave.id, touched_on=today, locked=locked))
