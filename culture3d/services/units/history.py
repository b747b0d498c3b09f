"""Tells what became of units between waves: for comparisons, and for leaders of a unit."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.organisation import Organisation
from culture3d.models.unit_change import Kind, UnitChange
from culture3d.models.wave import Wave
from surveys import unit_changes
from surveys.keys import unit_key

_NEW = (Kind.ADDED, Kind.SPLIT)


def changes(session: Session, organisation: Organisation) -> list[UnitChange]:
    """All that became of an organisation's units, in the order in which it did."""
    found = select(UnitChange).where(UnitChange.organisation_id == organisation.id)
    return list(session.scalars(found.order_by(UnitChange.id)))


def changes_after(session: Session, wave: Wave) -> list[UnitChange]:
    """What became of units after a wave, which holds the tree from its first invitation on."""
    return [each for each in changes(session, wave.organisation) if _is_after(each, wave)]


def _is_after(change: UnitChange, wave: Wave) -> bool:
    """By the waves there were; and by the day, for waves that are not held in the order of their numbers."""
    assert wave.frozen_on is not None, "a wave that was held invited people"
    return change.since >= wave.number and change.at.date() >= wave.frozen_on


def between(session: Session, before: Wave, after: Wave) -> list[UnitChange]:
    """What became of units between two waves that were held."""
    return [each for each in changes_after(session, before) if not _is_after(each, after)]


def moves(session: Session, before: Wave, after: Wave) -> frozenset[tuple[str, str]]:
    """The (old key, new key) of units that people moved between, from one wave to the other."""
    steps = [list(rows) for _, rows in groupby(between(session, before, after), key=lambda row: row.at)]
    return unit_changes.moves(map(_step, steps), map(_staying, steps))


def _step(rows: Sequence[UnitChange]) -> unit_changes.Step:
    return [(row.before, row.after) for row in rows if row.after and row.before != row.after]


def _staying(rows: Sequence[UnitChange]) -> frozenset[str]:
    return frozenset(row.before for row in rows if row.before and row.kind is Kind.SPLIT)


def keys_then(session: Session, wave: Wave) -> dict[int, str | None]:
    """By which key a wave's results know each unit of today's tree; None where it was not there yet."""
    keys: dict[int, str | None] = {}
    for change in changes_after(session, wave):
        keys.setdefault(change.unit_id, None if change.kind in _NEW else change.before)
    return {unit.id: keys.get(unit.id, unit_key(unit.path)) for unit in wave.organisation.units}
