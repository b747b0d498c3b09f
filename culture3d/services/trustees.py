"""Lets three people hold a wave's key together: appointed, each with a passphrase, any two open it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave


class NotNow(Exception):
    """What a trustee wants to do is not possible where the wave stands."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom a closed wave waits for: so many of these people."""

    needed: int
    names: tuple[str, ...]


def trustees_of(session: Session, wave: Wave) -> list[Trustee]:
    """The trustees of a wave in their order; none where the installation holds its key."""
    found = select(Trustee).where(Trustee.wave_id == wave.id).order_by(Trustee.place)
    return list(session.scalars(found))


def appoint(session: Session, wave: Wave, names: Sequence[str]) -> list[Trustee]:
    """Makes three people trustees, in place of those named before; each has to choose a passphrase.

    :raise NotNow: once people were invited.
    :raise ValueError: if it is not three different names.
    """
    if wave.frozen_on is not None:
        raise NotNow("trustees are named before anybody is invited")
    if len({name.strip() for name in names if name.strip()}) != sealing.TRUSTEES:
        raise ValueError(f"a wave has {sealing.TRUSTEES} trustees, each with a name")
    dismiss(session, wave)
    session.add_all(
        Trustee(wave_id=wave.id, place=place, name=name.strip(), salt=sealing.new_salt())
        for place, name in enumerate(names)
    )
    session.flush()
    return trustees_of(session, wave)


def dismiss(session: Session, wave: Wave) -> None:
    """Leaves a wave without trustees. :raise NotNow: once people were invited."""
    if wave.frozen_on is not None:
        raise NotNow("trustees are named before anybody is invited")
    for old in trustees_of(session, wave):
        session.delete(old)
    session.flush()


def choose_passphrase(wave: Wave, trustee: Trustee, passphrase: str) -> None:
    """Keeps what follows from a trustee's passphrase; the passphrase itself is nowhere kept.

    :raise NotNow: once people were invited.
    :raise WrongPassphrase: if it is too short.
    """
    if wave.frozen_on is not None:
        raise NotNow("the key of this wave was made already, for the passphrases chosen before")
    trustee.public_key = sealing.trustee_key(passphrase, trustee.salt)


def open_share(wave: Wave, trustee: Trustee, passphrase: str, keys: Path) -> bool:
    """Does a trustee's part in opening a closed wave; says whether it can be tallied now.

    :raise NotNow: before the wave is closed, or after its tally.
    :raise WrongPassphrase: if it is not the passphrase that was chosen.
    :raise KeyMissing: if the key file is not there.
    """
    if wave.state is not State.CLOSED or wave.tallied is not None or wave.public_key is None:
        raise NotNow("trustees are asked when the wave is closed, and once")
    return sealing.open_share(wave.public_key, keys, trustee.place, passphrase, trustee.salt)


def is_unlocked(session: Session, wave: Wave, keys: Path) -> bool:
    """Whether nobody has to be waited for before the tally. :raise KeyMissing: if the key file is gone."""
    if wave.public_key is None or not trustees_of(session, wave):
        return True
    return sealing.shares_opened(wave.public_key, keys)[0]


def waited_for(session: Session, wave: Wave, keys: Path) -> Waiting | None:
    """Whom a wave waits for before its tally; None if for nobody, or if its key file is gone.

    That the file is gone is told by the tally, which then fails.
    """
    appointed = trustees_of(session, wave)
    if wave.public_key is None or wave.tallied is not None or not appointed:
        return None
    try:
        unlocked, first = sealing.shares_opened(wave.public_key, keys)
    except sealing.KeyMissing:
        return None
    if unlocked:
        return None
    needed = sealing.NEEDED - (first is not None)
    return Waiting(needed, tuple(each.name for each in appointed if each.place != first))
