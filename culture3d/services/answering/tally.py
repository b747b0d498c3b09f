"""Turns the sealed ballots of a closed wave into responses that are linked to nobody."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave
from culture3d.sealing import unseal
from culture3d.services.answering.sheets import DONT_KNOW, UNANSWERED, Sheet, from_bytes, sheet_size
from culture3d.services.questionnaires import instrument_of
from surveys.instrument import PERSPECTIVES
from surveys.responses import MISSING

_RESPONSE_ID_BYTES = 8


class CountsDiffer(Exception):
    """Ballots and responses are not equally many; nothing may be kept of this tally."""


def tally(session: Session, wave: Wave, keys: Path) -> None:
    """Unseals, shuffles and stores the answers of a closed wave, and deletes its ballots and drafts.

    All in the caller's transaction; harmless where the wave was tallied before.

    :raise KeyMissing: if the key file is not there.
    :raise CannotOpen: if a ballot was not sealed for this wave.
    :raise CountsDiffer: if a ballot got lost or counted twice; roll back then.
    """
    if wave.state is not State.CLOSED or wave.tallied is not None:
        return
    assert wave.public_key is not None, "a closed wave has a key"
    size = sheet_size(instrument_of(wave.instrument_version))
    sealed = session.scalars(select(Ballot.sealed).where(Ballot.wave_id == wave.id)).all()
    opened = [from_bytes(plain) for plain in unseal(sealed, wave.public_key, keys, size)]
    rows = _rows(coarsened(opened, wave.min_group), wave)
    if rows:
        session.execute(insert(Response), rows)
    session.execute(delete(Ballot).where(Ballot.wave_id == wave.id))
    session.execute(delete(Draft).where(Draft.wave_id == wave.id))
    kept = session.execute(
        select(func.count()).select_from(Response).where(Response.wave_id == wave.id)
    ).scalar_one()
    if not len(sealed) == len(opened) == kept:
        raise CountsDiffer(f"{len(sealed)} ballots, {kept} responses")
    wave.tallied = kept


def _rows(sheets: Sequence[Sheet], wave: Wave) -> list[dict[str, object]]:
    """The rows to insert, shuffled with the OS's randomness and in the order of their random ids."""
    shuffled = secrets.SystemRandom().sample(sheets, len(sheets))
    ids = sorted(_random_ids(len(sheets)))
    return [_row(response_id, sheet, wave) for response_id, sheet in zip(ids, shuffled, strict=True)]


def _random_ids(count: int) -> set[bytes]:
    ids: set[bytes] = set()
    while len(ids) < count:
        ids.add(secrets.token_bytes(_RESPONSE_ID_BYTES))
    return ids


def _row(response_id: bytes, sheet: Sheet, wave: Wave) -> dict[str, object]:
    answers = [MISSING if answer == DONT_KNOW else answer for answer in sheet.answers]
    return {
        "wave_id": wave.id,
        "id": response_id,
        "unit_id": sheet.unit_id,
        "perspective": PERSPECTIVES.index(sheet.perspective),
        "attributes": np.array(sheet.attributes, np.int8).tobytes(),
        "answers": np.array(answers, np.int8).tobytes(),
    }


def coarsened(sheets: Sequence[Sheet], smallest: int) -> list[Sheet]:
    """Blanks background answers, the last question first, until `smallest` people share each combination.

    A rare combination of background answers would point to a person even without a name.
    """
    result = list(sheets)
    attributes = len(result[0].attributes) if result else 0
    for place in reversed(range(attributes)):
        held = Counter(sheet.attributes for sheet in result)
        result = [sheet if held[sheet.attributes] >= smallest else _without(sheet, place) for sheet in result]
    return result


def _without(sheet: Sheet, place: int) -> Sheet:
    attributes = (*sheet.attributes[:place], UNANSWERED, *sheet.attributes[place + 1 :])
    return replace(sheet, attributes=attributes)
