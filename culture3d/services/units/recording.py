"""Writes down what became of each unit when the tree is changed, by comparing it before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from culture3d import clock
from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.unit_change import Kind, UnitChange
from culture3d.models.wave import State, Wave
from culture3d.services import audit
from surveys.keys import ORGANISATION, unit_key


class Held(Exception):
    """A wave holds the tree: people were invited, and its results are not there yet."""

    def __init__(self, wave: Wave) -> None:
        super().__init__(wave.name)
        self.wave = wave


def holder(session: Session, organisation: Organisation) -> Wave | None:
    """The wave that holds the tree, if one does: what its people belong to must not change under it."""
    held = Wave.frozen_on.is_not(None), Wave.state.not_in((State.RELEASED, State.WITHDRAWN))
    waves = select(Wave).where(Wave.organisation_id == organisation.id, *held)
    return session.scalar(waves.order_by(Wave.number).limit(1))


@dataclass(frozen=True)
class _Known:
    """A unit as it was before a change."""

    unit: Unit
    key: str
    label: str
    code: str
    parent_id: int | None


@dataclass
class Recorder:
    """Watches one change of a tree: made before it, asked to `finish` after it.

    merged    unit that is gone -> where its people are now; None for the organisation itself
    split     new unit -> the one it was a part of
    """

    session: Session
    organisation: Organisation
    who: Account | None
    merged: dict[int, Unit | None] = field(default_factory=dict)
    removed: dict[int, Unit | None] = field(default_factory=dict)
    split: dict[int, Unit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """:raise Held: if a wave holds the tree. No wave can be frozen from now until the commit."""
        waves = select(Wave.id).where(Wave.organisation_id == self.organisation.id)
        self.session.execute(waves.with_for_update()).all()
        found = holder(self.session, self.organisation)
        if found is not None:
            raise Held(found)
        self._before = {unit.id: _known(unit) for unit in self.organisation.units}

    def finish(self) -> int:
        """Puts the tree in order and writes down what became of each unit; says of how many something did."""
        in_order(self.session, self.organisation)
        after = {unit.id: _known(unit) for unit in self.organisation.units}
        rows = list(self._rows(after))
        now, since = clock.now(), _latest_fielded(self.session, self.organisation)
        for row in rows:
            row.organisation_id, row.account_id = self.organisation.id, self.who and self.who.id
            row.at, row.since = now, since
        self.session.add_all(rows)
        self._take_along()
        if rows:
            many = sum(not row.along for row in rows)
            first = next((row.label for row in rows if not row.along), rows[0].label)
            details: dict[str, int | str] = {"units": many, "label": first}
            audit.record(self.session, audit.Action.UNITS_CHANGED, self.organisation, self.who, details)
        self.session.flush()
        return len(rows)

    def _rows(self, after: Mapping[int, _Known]) -> Iterator[UnitChange]:
        for id_, was in self._before.items():
            if id_ not in after:
                target = self.merged.get(id_, self.removed.get(id_))
                kind = Kind.MERGED if id_ in self.merged else Kind.REMOVED
                yield _row(was, kind, was.key, unit_key(target.path) if target else ORGANISATION)
            elif (now := after[id_]).key != was.key:
                along = (now.code, now.parent_id) == (was.code, was.parent_id)
                yield _row(was, Kind.MOVED, was.key, now.key, now.label, along=along)
            elif now.label != was.label:
                yield _row(was, Kind.RENAMED, was.key, now.key, now.label)
        for id_, new in after.items():
            if id_ not in self._before:
                source = self.split.get(id_)
                kind = Kind.SPLIT if source else Kind.ADDED
                yield _row(new, kind, self._before[source.id].key if source else None, new.key)

    def _take_along(self) -> None:
        """People on the lists of waves that invited nobody yet go where their unit went."""
        drafts = select(Wave.id).where(Wave.organisation_id == self.organisation.id, Wave.frozen_on.is_(None))
        for id_, target in {**self.removed, **self.merged}.items():
            theirs = update(Participant).where(Participant.unit_id == id_, Participant.wave_id.in_(drafts))
            self.session.execute(theirs.values(unit_id=target.id if target else None))


def _known(unit: Unit) -> _Known:
    return _Known(unit, unit_key(unit.path), unit.label, unit.code, unit.parent_id)


def _row(
    known: _Known, kind: Kind, before: str | None, after: str | None, label: str = "", *, along: bool = False
) -> UnitChange:
    relabelled = label if label and label != known.label else None
    return UnitChange(
        unit_id=known.unit.id,
        kind=kind,
        label=known.label,
        relabelled=relabelled,
        before=before,
        after=after,
        along=along,
    )


def _latest_fielded(session: Session, organisation: Organisation) -> int:
    fielded = select(func.max(Wave.number)).where(
        Wave.organisation_id == organisation.id, Wave.frozen_on.is_not(None)
    )
    return session.scalar(fielded) or 0


def in_order(session: Session, organisation: Organisation) -> None:
    """Numbers the units as they are read: each before those below it, brothers and sisters as they stood."""
    session.flush()
    session.expire(organisation, ["units"])
    below: dict[int | None, list[Unit]] = {}
    for unit in organisation.units:
        below.setdefault(unit.parent_id, []).append(unit)
    for position, unit in enumerate(_walk(below, None)):
        unit.position = position
    session.flush()
    session.expire(organisation, ["units"])


def _walk(below: Mapping[int | None, list[Unit]], parent: int | None) -> Iterator[Unit]:
    for unit in below.get(parent, ()):
        yield unit
        yield from _walk(below, unit.id)
