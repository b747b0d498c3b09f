"""Turns the sealed ballots of a closed wave into responses and comments that are linked to nobody."""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from culture3d.models.ballot import Ballot
from culture3d.models.comment import Comment
from culture3d.models.draft import Draft
from culture3d.models.invitation import Invitation
from culture3d.models.receipt_list import ReceiptList
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave
from culture3d.sealing import receipt_hash, unseal
from culture3d.sealing.boxes import RECEIPT_BYTES
from culture3d.services import results
from culture3d.services.answering import deliveries
from culture3d.services.answering.sheets import DONT_KNOW, UNANSWERED, Sheet, from_bytes, sheet_size
from culture3d.services.holding import hold
from culture3d.services.questionnaires import instrument_of
from surveys.codes import MISSING, PERSPECTIVES
from surveys.gathering import kept_with

_ID_BYTES = 8
_Said = TypeVar("_Said")


class CountsDiffer(Exception):
    """Ballots, responses and answered invitations are not equally many; nothing may be kept of this tally."""


def tally(session: Session, wave: Wave, keys: Path) -> None:
    """Unseals, shuffles and stores the answers of a closed wave, and deletes its ballots and drafts.

    All in the caller's transaction; harmless where the wave was tallied before.

    :raise KeyMissing: if the key file is not there.
    :raise KeyLocked: if its trustees have not opened it.
    :raise CannotOpen: if a ballot was not sealed for this wave.
    :raise CountsDiffer: if a ballot got lost or counted twice; roll back then.
    """
    hold(session, wave)
    if wave.state is not State.CLOSED or wave.tallied is not None:
        return
    assert wave.public_key is not None, "a closed wave has a key"
    size = sheet_size(instrument_of(wave.instrument_version))
    sealed = session.scalars(select(Ballot.sealed).where(Ballot.wave_id == wave.id)).all()
    opened = [from_bytes(plain) for plain in unseal(sealed, wave.public_key, keys, size)]
    _store(session, wave, opened)
    session.add(ReceiptList(wave_id=wave.id, hashes=_receipts(sealed, wave.min_group)))
    session.execute(delete(Ballot).where(Ballot.wave_id == wave.id))
    session.execute(delete(Draft).where(Draft.wave_id == wave.id))
    deliveries.forget(session, wave)
    wave.tallied = _counted(session, wave, len(sealed))


def _receipts(sealed: Sequence[bytes], smallest: int) -> bytes:
    """The hashes in ascending order, among random ones where they would tell how few they are."""
    nobodys = (secrets.token_bytes(RECEIPT_BYTES) for _ in range(smallest - len(sealed)))
    return b"".join(sorted([*map(receipt_hash, sealed), *nobodys]))


def _store(session: Session, wave: Wave, sheets: Sequence[Sheet]) -> None:
    parents = {unit.id: unit.parent_id for unit in wave.organisation.units}
    first = results.units_hidden_before(session, wave)
    told = coarsened(gathered(sheets, parents, wave.min_group, first), wave.min_group)
    for model, rows in ((Response, _responses(told, wave)), (Comment, _comments(sheets, wave))):
        if rows:
            session.execute(insert(model), rows)


def _counted(session: Session, wave: Wave, ballots: int) -> int:
    """How many responses there are. An open link brings ballots without an invitation, never the reverse."""
    kept = session.scalar(select(func.count()).select_from(Response).where(Response.wave_id == wave.id)) or 0
    marked = select(func.count()).select_from(Invitation)
    answered = session.scalar(marked.where(Invitation.wave_id == wave.id, Invitation.answered)) or 0
    if kept != ballots or answered > ballots or (answered < ballots and not wave.has_open_link):
        raise CountsDiffer(f"{ballots} ballots, {kept} responses, {answered} answered invitations")
    return kept


def _responses(sheets: Sequence[Sheet], wave: Wave) -> list[dict[str, object]]:
    """The rows to insert, shuffled with the OS's randomness and in the order of their random ids."""
    return [{"wave_id": wave.id, "id": id_, **_response(sheet)} for id_, sheet in _shuffled(sheets)]


def _response(sheet: Sheet) -> dict[str, object]:
    answers = [MISSING if answer == DONT_KNOW else answer for answer in sheet.answers]
    return {
        "unit_id": sheet.unit_id,
        "perspective": PERSPECTIVES.index(sheet.perspective),
        "attributes": np.array(sheet.attributes, np.int8).tobytes(),
        "answers": np.array(answers, np.int8).tobytes(),
    }


def _comments(sheets: Sequence[Sheet], wave: Wave) -> list[dict[str, object]]:
    """What was written, shuffled apart from the responses: nothing says which belongs to which."""
    questions = [question.id for question in instrument_of(wave.instrument_version).questions]
    written = [
        (question, text)
        for sheet in sheets
        for question, text in zip(questions, sheet.texts, strict=True)
        if text.words
    ]
    return [
        {"wave_id": wave.id, "id": id_, "question": question, "words": text.words, "retell": text.retell}
        for id_, (question, text) in _shuffled(written)
    ]


def _shuffled(said: Sequence[_Said]) -> list[tuple[bytes, _Said]]:
    """Everything in a random order, under new random ids that ascend."""
    return list(
        zip(sorted(_random_ids(len(said))), secrets.SystemRandom().sample(said, len(said)), strict=True)
    )


def _random_ids(count: int) -> set[bytes]:
    ids: set[bytes] = set()
    while len(ids) < count:
        ids.add(secrets.token_bytes(_ID_BYTES))
    return ids


def gathered(
    sheets: Sequence[Sheet], parents: Mapping[int, int | None], smallest: int, first: Collection[int] = ()
) -> list[Sheet]:
    """Keeps answers of small teams with a larger part, and those of leaders and customers with the whole.

    A response in a team where one person answered would be that person's, for whoever knows who answered.
    What is gathered is what the results would hide anyway, and counts for everything above it all the same.

    :param parents: the parent of every unit, None for a top one.
    :param first: units that were hidden in the last wave.
    """
    units = list(parents)
    places: dict[int | None, int] = {None: -1, **{unit: place for place, unit in enumerate(units)}}
    staff = Counter(places[sheet.unit_id] for sheet in sheets if sheet.perspective == "staff")
    kept = kept_with(
        [places[parents[unit]] for unit in units],
        [staff[place] for place in (*range(len(units)), -1)],
        smallest,
        [places[unit] for unit in first],
    )
    moved = {unit: units[kept[place]] if kept[place] >= 0 else None for place, unit in enumerate(units)}
    return [
        replace(sheet, unit_id=moved.get(sheet.unit_id or 0) if sheet.perspective == "staff" else None)
        for sheet in sheets
    ]


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
