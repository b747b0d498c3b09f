"""Moves waves on, from draft to released, one explicit transition at a time."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave


class WrongState(Exception):
    """A wave cannot make this transition from where it stands."""


# Where a wave may go from each state; nothing ever goes back.
NEXT = {
    State.DRAFT: State.SCHEDULED,
    State.SCHEDULED: State.OPEN,
    State.OPEN: State.CLOSED,
    State.CLOSED: State.RELEASED,
}


def plan(
    session: Session,
    organisation: Organisation,
    version: InstrumentVersion,
    name: str,
    invited: dict[str, int],
) -> Wave:
    """A new wave of an organisation, as a draft; `invited` is how many people are asked, by segment key."""
    before = select(func.count()).select_from(Wave).where(Wave.organisation_id == organisation.id)
    wave = Wave(
        organisation=organisation,
        instrument_version=version,
        number=1 + session.execute(before).scalar_one(),
        name=name,
        state=State.DRAFT,
        invited=invited,
        min_group=5,
    )
    session.add(wave)
    return wave


def schedule(wave: Wave, opens_on: date, closes_on: date) -> None:
    """Sets the dates. :raise WrongState: unless the wave is a draft."""
    if closes_on < opens_on:
        raise ValueError("a wave cannot close before it opens")
    _move(wave, State.SCHEDULED)
    wave.opens_on, wave.closes_on = opens_on, closes_on


def open_wave(wave: Wave, keys: Path) -> None:
    """Makes the wave's key and takes ballots from now on. :raise WrongState: unless scheduled."""
    _expect(wave, State.OPEN)
    wave.public_key = sealing.new_wave_key(keys)
    _move(wave, State.OPEN)


def close(wave: Wave, today: date) -> None:
    """Takes no more ballots. :raise WrongState: unless open."""
    _move(wave, State.CLOSED)
    wave.closed_on = today


def release(wave: Wave) -> None:
    """Lets the results be seen. :raise WrongState: unless closed and tallied."""
    if wave.tallied is None:
        raise WrongState("a wave is released after its tally")
    _move(wave, State.RELEASED)


def _expect(wave: Wave, state: State) -> None:
    if NEXT.get(wave.state) is not state:
        raise WrongState(f"a wave that is {wave.state} does not become {state}")


def _move(wave: Wave, state: State) -> None:
    _expect(wave, state)
    wave.state = state


def by_open_link(session: Session, link: str) -> Wave | None:
    """The wave that an open link leads to."""
    return session.scalar(select(Wave).where(Wave.open_link == link))


def open_wave_of(session: Session, organisation: Organisation) -> Wave | None:
    """The wave of an organisation that takes answers; the earliest where there are more."""
    return _first_in(session, organisation, State.OPEN)


def closing(session: Session, organisation: Organisation) -> Wave | None:
    """The wave of an organisation that was closed and whose results are still being made."""
    return _first_in(session, organisation, State.CLOSED)


def _first_in(session: Session, organisation: Organisation, state: State) -> Wave | None:
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.state == state)
    return session.scalar(found.order_by(Wave.number).limit(1))


def closed(session: Session) -> list[Wave]:
    """The closed waves of all organisations that are not released yet."""
    return list(session.scalars(select(Wave).where(Wave.state == State.CLOSED).order_by(Wave.id)))


def spent_keys(session: Session) -> list[bytes]:
    """The public keys of tallied waves, whose key files are to be destroyed."""
    keys = session.scalars(select(Wave.public_key).where(Wave.tallied.is_not(None)))
    return [key for key in keys if key is not None]
