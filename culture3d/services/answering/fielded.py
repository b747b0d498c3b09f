"""Turns a wave whose promise is frozen into what its pages need, kept in memory for a minute."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from culture3d.models.wave import Wave
from culture3d.services.contacts import Contact, contact_of
from culture3d.services.questionnaires import attributes_of, instrument_of

if TYPE_CHECKING:
    from surveys.instrument import Instrument

_SECONDS_KEPT = 60.0
# For each database, by address of the wave. What is frozen never gets old; names of units and of the
# organisation do, by a minute.
_KEPT: "WeakKeyDictionary[Engine, dict[str, tuple[float, FieldedWave]]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class UnitChoice:
    """A part of the organisation that a person may say they work in; top units have depth 1."""

    id: int
    label: str
    depth: int


@dataclass(frozen=True, eq=False)
class FieldedWave:
    """A wave as people meet it. Whether it is open just now is not in here, but in a Visit.

    attributes  the places of the background questions that it has
    """

    id: int
    address: str
    organisation: str
    firm: str
    name: str
    instrument: "Instrument"
    text: str  # the instrument's YAML, by which forms are known
    min_group: int
    promise: Mapping[str, Sequence[str]]
    public_key: bytes
    has_open_link: bool
    opens_on: date | None
    units: tuple[UnitChoice, ...]
    contact: Contact | None
    attributes: tuple[int, ...]
    is_rehearsal: bool


def kept(engine: Engine, address: str) -> FieldedWave | None:
    """The wave at an address of the survey if it is in memory, without asking the database."""
    since, found = _KEPT.get(engine, {}).get(address, (0.0, None))
    return found if found is not None and time.monotonic() - since < _SECONDS_KEPT else None


def find(session: Session, address: str) -> FieldedWave | None:
    """The wave at an address of the survey; None where there is none, or none that invites people yet."""
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    if found := kept(engine, address):
        return found
    wave = session.scalar(select(Wave).where(Wave.address == address, Wave.frozen_on.is_not(None)))
    if wave is None:
        return None
    waves = _KEPT.setdefault(engine, {})
    fresh, (_, found) = _fielded(wave), waves.get(address, (0.0, None))
    # One that has not changed stays the same object: pages that are drawn once are drawn for each object.
    if found is None or vars(found) != vars(fresh):
        found = fresh
    waves[address] = time.monotonic(), found
    return found


def _fielded(wave: Wave) -> FieldedWave:
    assert wave.promise is not None, "a frozen wave has a promise"
    assert wave.public_key is not None, "a frozen wave has a key"
    return FieldedWave(
        id=wave.id,
        address=wave.address,
        organisation=wave.organisation.name,
        firm=wave.organisation.firm.name,
        name=wave.name,
        instrument=instrument_of(wave.instrument_version),
        text=wave.instrument_version.text,
        min_group=wave.min_group,
        promise=wave.promise,
        public_key=wave.public_key,
        has_open_link=wave.has_open_link,
        opens_on=wave.opens_on,
        contact=contact_of(wave.organisation),
        attributes=tuple(attributes_of(wave).values()),
        is_rehearsal=wave.rehearses_id is not None,
        units=tuple(UnitChoice(unit.id, unit.label, len(unit.path)) for unit in wave.organisation.units),
    )
