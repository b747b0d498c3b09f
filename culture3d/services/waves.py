"""Moves waves on, from draft to released, one explicit transition at a time."""

import secrets
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.endings import when_ended
from culture3d.models.account import Account
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import audit, messages, participants, questionnaires, trustees
from culture3d.services.answering import wiping
from culture3d.services.holding import hold
from culture3d.services.promises import promise


class WrongState(Exception):
    """A wave cannot make this transition from where it stands."""


# Where a wave may go from each state; nothing ever goes back.
NEXT = {
    State.DRAFT: State.SCHEDULED,
    State.SCHEDULED: State.OPEN,
    State.OPEN: State.CLOSED,
    State.CLOSED: State.RELEASED,
}
WITHDRAWABLE = (State.DRAFT, State.SCHEDULED, State.OPEN)


def plan(
    session: Session,
    organisation: Organisation,
    version: InstrumentVersion,
    name: str,
    invited: dict[str, int],
    who: Account | None = None,
) -> Wave:
    """A new wave of an organisation, as a draft.

    :param invited: how many people are asked, by segment key; counted anew at closing where the wave has
        participants.
    :raise ValueError: if the questionnaire is another firm's.
    """
    if not questionnaires.belongs(version, organisation.firm_id):
        raise ValueError("a wave cannot ask another firm's questionnaire")
    before = select(func.max(Wave.number)).where(Wave.organisation_id == organisation.id)
    wave = Wave(
        organisation=organisation,
        instrument_version=version,
        number=1 + (session.execute(before).scalar_one() or 0),
        name=name,
        state=State.DRAFT,
        invited=invited,
        min_group=5,
        address=secrets.token_urlsafe(9),
        has_open_link=False,
        time_zone="UTC",
    )
    session.add(wave)
    audit.record(session, audit.Action.WAVE_PLANNED, organisation, who, {"wave": name})
    return wave


def schedule(wave: Wave, opens_on: date, closes_on: date) -> None:
    """Sets the dates. :raise WrongState: unless the wave is a draft."""
    if closes_on < opens_on:
        raise ValueError("a wave cannot close before it opens")
    _move(wave, State.SCHEDULED)
    wave.opens_on, wave.closes_on = opens_on, closes_on


def freeze(session: Session, wave: Wave, keys: Path, today: date) -> None:
    """Makes the wave's keys and writes down what its people are promised; neither changes ever after.

    Happens with the first invitation, or at the latest as the wave opens. Repeated, it changes nothing. If
    the caller does not commit, the key file goes again; one that a killed process leaves is swept up later.

    :raise WrongState: if a trustee has not chosen a passphrase yet, or the wave has no dates.
    """
    if wave.frozen_on is not None:
        return
    if wave.state is not State.SCHEDULED:
        raise WrongState("people are invited once a wave has its dates")
    hold(session, wave)  # or a passphrase that is chosen at this moment would fit the key no more
    if wave.frozen_on is not None:
        return
    publics = trustees.keys_of(session, wave)
    if publics is None:
        raise WrongState("every trustee has to choose a passphrase before anybody is invited")
    wave.promise = promise(wave, trustees.trustees_of(session, wave))
    wave.public_key = made = sealing.new_wave_key(keys, publics)
    when_ended(
        session,
        stored=partial(sealing.keep_wave_key, made, keys),
        undone=partial(sealing.destroy_wave_key, made, keys),
    )
    wave.frozen_on = today
    session.flush()


def open_wave(session: Session, wave: Wave, keys: Path, today: date, who: Account | None = None) -> None:
    """Takes answers from now on. :raise WrongState: unless scheduled."""
    _expect(wave, State.OPEN)
    freeze(session, wave, keys, today)
    _move(wave, State.OPEN)
    audit.record(session, audit.Action.WAVE_OPENED, wave.organisation, who, {"wave": wave.name})


def extend(session: Session, wave: Wave, closes_on: date, today: date, who: Account | None = None) -> None:
    """Gives a wave another last day, which is no part of what people were promised.

    Reminders and thanks whose time nobody chose by hand move along.

    :raise WrongState: unless people are invited to it or it is open.
    :raise ValueError: if that day is over, or before the wave opens.
    """
    if wave.state not in (State.SCHEDULED, State.OPEN):
        raise WrongState(f"a wave that is {wave.state} has no last day to move")
    if closes_on < max(today, wave.opens_on or today):
        raise ValueError("the last day cannot be over, or lie before the first")
    if closes_on == wave.closes_on:
        return
    messages.set_days(session, wave, wave.opens_on or today, closes_on, today)
    about = {"wave": wave.name, "closes": closes_on.isoformat()}
    audit.record(session, audit.Action.WAVE_EXTENDED, wave.organisation, who, about)


def withdraw(session: Session, wave: Wave, keys: Path, today: date, who: Account | None = None) -> None:
    """Gives a wave up before it closes: what was said in it is deleted, and nobody can open it any more.

    Those who were invited are told so when they come. The key file goes when the caller commits.

    :raise WrongState: if it is closed, so that its answers count, or withdrawn.
    """
    if wave.state not in WITHDRAWABLE:
        raise WrongState(f"a wave that is {wave.state} cannot be withdrawn")
    rehearsal = rehearsal_of(session, wave)
    if rehearsal is not None:
        forget_rehearsal(session, rehearsal, keys)
    wave.state, wave.closed_on = State.WITHDRAWN, today
    session.flush()  # first: from here on no ballot comes in
    wiping.wipe(session, wave)
    audit.record(session, audit.Action.WAVE_WITHDRAWN, wave.organisation, who, {"wave": wave.name})
    _destroy_key(session, wave, keys)


def can_be_given_up(session: Session, wave: Wave, keys: Path) -> bool:
    """Whether as things stand nobody can open the answers of a closed wave.

    Its trustees have not given their passphrases, or its key is gone.
    """
    if wave.state is not State.CLOSED or wave.tallied is not None or wave.public_key is None:
        return False
    there = sealing.has_wave_key(wave.public_key, keys)
    return not there or not trustees.is_unlocked(session, wave, keys)


def give_up(session: Session, wave: Wave, keys: Path, who: Account | None = None) -> None:
    """Withdraws a closed wave whose answers nobody can open: they are deleted as they are, sealed.

    There is no list of receipts, for nothing was counted. The key file goes when the caller commits.

    :raise WrongState: if it is not closed, is tallied, or can still be.
    """
    hold(session, wave)  # so that no tally begins
    if not can_be_given_up(session, wave, keys):
        raise WrongState(f"a wave that is {wave.state}, and can be opened, cannot be given up")
    wave.state = State.WITHDRAWN
    session.flush()
    wiping.wipe(session, wave)
    audit.record(session, audit.Action.WAVE_GIVEN_UP, wave.organisation, who, {"wave": wave.name})
    _destroy_key(session, wave, keys)


def forget_rehearsal(session: Session, rehearsal: Wave, keys: Path) -> None:
    """Deletes a rehearsal, its test people and whatever they said; its key goes when the caller commits."""
    wiping.wipe(session, rehearsal)
    wiping.wipe_people(session, rehearsal)
    _destroy_key(session, rehearsal, keys)
    session.delete(rehearsal)
    session.flush()


def _destroy_key(session: Session, wave: Wave, keys: Path) -> None:
    if wave.public_key is not None:
        destroy = partial(sealing.destroy_wave_key, wave.public_key, keys)
        when_ended(session, stored=destroy, undone=lambda: None)


def close(session: Session, wave: Wave, today: date, who: Account | None = None) -> None:
    """Takes no more ballots, and counts who was invited. :raise WrongState: unless open."""
    _move(wave, State.CLOSED)
    messages.end_early(session, wave, today)
    audit.record(session, audit.Action.WAVE_CLOSED, wave.organisation, who, {"wave": wave.name})
    wave.closed_on = today
    wave.invited = participants.invited(session, wave) or wave.invited


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


def open_wave_of(session: Session, organisation: Organisation) -> Wave | None:
    """The wave of an organisation that takes answers; the earliest where there are more."""
    return _first_in(session, organisation, State.OPEN)


def closing(session: Session, organisation: Organisation) -> Wave | None:
    """The wave of an organisation that was closed and whose results are still being made."""
    return _first_in(session, organisation, State.CLOSED)


def _first_in(session: Session, organisation: Organisation, state: State) -> Wave | None:
    found = in_state(state).where(Wave.organisation_id == organisation.id)
    return session.scalar(found.order_by(Wave.number).limit(1))


def in_state(state: State) -> Select[Wave]:
    """The waves of all organisations that stand there; rehearsals are none."""
    return select(Wave).where(Wave.state == state, Wave.rehearses_id.is_(None))


def rehearsal_of(session: Session, wave: Wave) -> Wave | None:
    """The rehearsal of a wave, as long as it is not wiped."""
    return session.scalar(select(Wave).where(Wave.rehearses_id == wave.id))


def closed(session: Session) -> list[Wave]:
    """The closed waves of all organisations that are not released yet."""
    return list(session.scalars(in_state(State.CLOSED).order_by(Wave.id)))


def withdrawn(session: Session) -> list[Wave]:
    """The withdrawn waves of all organisations that had a key."""
    found = in_state(State.WITHDRAWN).where(Wave.public_key.is_not(None))
    return list(session.scalars(found.order_by(Wave.id)))


def all_keys(session: Session) -> list[bytes]:
    """The public keys of all waves."""
    return list(filter(None, session.scalars(select(Wave.public_key))))


def spent_keys(session: Session) -> list[bytes]:
    """The public keys of tallied waves, whose key files are to be destroyed."""
    return list(filter(None, session.scalars(select(Wave.public_key).where(Wave.tallied.is_not(None)))))
