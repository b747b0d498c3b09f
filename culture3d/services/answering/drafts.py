"""Keeps a person's answers in progress, locked under keys that only the person's secret gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, LargeBinary, Row, and_, bindparam, outerjoin, select

from culture3d.db import Executor, given, table_of, upsert
from culture3d.models.draft import Draft
from culture3d.models.wave import State, Wave
from culture3d.sealing import CannotOpen, PersonalKeys, lock, unlock
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import Said, page_size, said_from_bytes, said_to_bytes

if TYPE_CHECKING:
    from surveys.instrument import Instrument


class NotOpen(Exception):
    """The wave takes no answers now."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request has to know of the moment: where the wave stands, and the pages saved so far."""

    state: State
    closes_on: date | None
    pages: tuple[Said, ...] = ()


# Made once, of tables and not of models: building a statement, and a model's share in it, take longer than
# running it.
_WAVE, _DRAFT = table_of(Wave).c, table_of(Draft).c
_MINE = _DRAFT.id == bindparam("draft_given", type_=LargeBinary)
_VISIT, _VISIT_OF_PAGE = (
    select(_WAVE.state, _WAVE.closes_on, _DRAFT.page, _DRAFT.locked)
    .select_from(outerjoin(table_of(Wave), table_of(Draft), wanted))
    .where(_WAVE.id == bindparam("wave_given", type_=Integer))
    .order_by(_DRAFT.page)
    for wanted in (_MINE, and_(_MINE, _DRAFT.page == bindparam("page_given", type_=Integer)))
)
_COLUMNS = ("id", "page", "wave_id", "touched_on", "locked")
_ROW = select(*(given(Draft, column) for column in _COLUMNS)).where(
    _WAVE.id == given(Draft, "wave_id"), _WAVE.state == State.OPEN
)


def visit(
    executor: Executor, wave: FieldedWave, keys: PersonalKeys | None = None, page: int | None = None
) -> Visit:
    """Where the wave stands and what a person has saved, on one page or on all, by one statement."""
    values = {"draft_given": keys.draft_id if keys else b"", "wave_given": wave.id, "page_given": page}
    rows = executor.execute(_VISIT if page is None else _VISIT_OF_PAGE, values).all()
    saved = tuple(_opened(rows, keys, wave.instrument)) if keys else ()
    if not rows:  # a rehearsal that was wiped while this process still had it in memory
        return Visit(State.WITHDRAWN, None)
    return Visit(rows[0].state, rows[0].closes_on, saved)


def _opened(
    rows: Sequence[Row[*tuple[Any, ...]]], keys: PersonalKeys, instrument: "Instrument"
) -> list[Said]:
    """The pages; one that these keys do not open counts as not saved, so that nobody is locked out."""
    opened = []
    for row in rows:
        if row.locked is None:
            continue
        try:
            plain = unlock(row.locked, keys.draft_key)
        except CannotOpen:
            continue
        opened.append(said_from_bytes(plain))
    return opened


def save(
    executor: Executor, wave: FieldedWave, keys: PersonalKeys, page: int, said: Said, today: date
) -> None:
    """Keeps a page in place of what was kept of it before.

    The page goes in only if the wave is open at that moment: one statement asks and stores.

    :raise NotOpen: if the wave takes no answers; nothing is stored then.
    """
    size = page_size(wave.instrument, len(said.texts))
    locked = lock(said_to_bytes(said), keys.draft_key, size)
    values = (keys.draft_id, page, wave.id, today, locked)
    filled = {f"{column}_given": value for column, value in zip(_COLUMNS, values, strict=True)}
    if upsert(executor, Draft, _COLUMNS, _ROW, filled) != 1:
        raise NotOpen
