"""Lets three people hold a wave's key together: appointed, each with a passphrase, any two open it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave
from culture3d.services import audit
from culture3d.services.audit import Action
from culture3d.services.holding import hold


class NotNow(Exception):
    """What a trustee wants to do is not possible where the wave stands."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom a closed wave waits for: so many of these people."""

    needed: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a trustee is: whether they have chosen a passphrase, and given it after the close."""

    trustee: Trustee
    chosen: bool
    given: bool


def trustees_of(session: Session, wave: Wave) -> list[Trustee]:
    """The trustees of a wave in their order; none where the installation holds its key."""
    found = select(Trustee).where(Trustee.wave_id == wave.id).order_by(Trustee.place)
    return list(session.scalars(found))


def trustee_with(session: Session, wave: Wave, account: Account) -> Trustee | None:
    """The trustee of a wave who signs in by an account."""
    return next((each for each in trustees_of(session, wave) if each.account_id == account.id), None)


def may_be_named(wave: Wave) -> bool:
    """Whether a wave may still get trustees, or others: until people were invited."""
    return wave.frozen_on is None and wave.state in (State.DRAFT, State.SCHEDULED)


def appoint(
    session: Session, wave: Wave, people: Sequence[Account | str], who: Account | None = None
) -> list[Trustee]:
    """Makes three people trustees, in place of those named before; each has to choose a passphrase.

    Whoever was named before keeps theirs.

    :param people: accounts, or the names of people who choose and give their passphrases at the server.
    :raise NotNow: once people were invited.
    :raise ValueError: if it is not three different names.
    """
    names = [each.name if isinstance(each, Account) else each.strip() for each in people]
    if len(names) != sealing.TRUSTEES or len({name.casefold() for name in names if name}) != len(names):
        raise ValueError(f"a wave has {sealing.TRUSTEES} trustees, each with a name")
    _expect_unfrozen(session, wave)
    before = trustees_of(session, wave)
    chosen = {_known_by(each): each for each in before}
    after = [
        _named(wave, place, name, each) for place, (name, each) in enumerate(zip(names, people, strict=True))
    ]
    for each in after:
        if (same := chosen.get(_known_by(each))) is not None:
            each.salt, each.public_key = same.salt, same.public_key
    if list(map(_known_by, before)) == list(map(_known_by, after)):
        return before
    _replace(session, before, after)
    about = {"wave": wave.name, "names": ", ".join(names)}
    audit.record(session, Action.TRUSTEE_NAMED, wave.organisation, who, about)
    return after


def _named(wave: Wave, place: int, name: str, person: Account | str) -> Trustee:
    account_id = person.id if isinstance(person, Account) else None
    return Trustee(
        wave_id=wave.id,
        place=place,
        name=name,
        account_id=account_id,
        salt=sealing.new_salt(),
        public_key=None,
    )


def _known_by(trustee: Trustee) -> tuple[int | None, str]:
    return trustee.account_id, trustee.name


def _replace(session: Session, before: Sequence[Trustee], after: Sequence[Trustee]) -> None:
    for old in before:
        session.delete(old)
    session.flush()
    session.add_all(after)
    session.flush()


def dismiss(session: Session, wave: Wave, who: Account | None = None) -> None:
    """Leaves a wave without trustees. :raise NotNow: once people were invited."""
    _expect_unfrozen(session, wave)
    before = trustees_of(session, wave)
    _replace(session, before, ())
    if before:
        audit.record(session, Action.TRUSTEE_DISMISSED, wave.organisation, who, {"wave": wave.name})


def _expect_unfrozen(session: Session, wave: Wave) -> None:
    hold(session, wave)
    if not may_be_named(wave):
        raise NotNow("trustees are named before anybody is invited")


def choose_passphrase(
    session: Session, wave: Wave, trustee: Trustee, passphrase: str, who: Account | None = None
) -> None:
    """Keeps what follows from a trustee's passphrase; the passphrase itself is nowhere kept.

    :raise NotNow: once people were invited, or if somebody else was named meanwhile.
    :raise WrongPassphrase: if it is too short.
    """
    salt = trustee.salt
    key = sealing.trustee_key(_as_meant(passphrase), salt)  # takes long: before anybody has to wait
    hold(session, wave)
    there = {each.salt: each for each in _read_anew(session, wave)}
    if wave.frozen_on is not None or salt not in there:
        raise NotNow("the key of this wave was made already, for the passphrases chosen before")
    if there[salt].public_key != key:
        there[salt].public_key = key
        about = {"wave": wave.name, "name": trustee.name}
        audit.record(session, Action.TRUSTEE_CHOSE, wave.organisation, who, about)
        session.flush()


def keys_of(session: Session, wave: Wave) -> list[bytes] | None:
    """The public keys of a wave's trustees, of none where it has none; None if one has still to choose.

    For whoever holds the wave: they are those of this moment.
    """
    keys = [each.public_key for each in _read_anew(session, wave)]
    return [key for key in keys if key] if all(keys) else None


def _read_anew(session: Session, wave: Wave) -> list[Trustee]:
    found = select(Trustee).where(Trustee.wave_id == wave.id).order_by(Trustee.place)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def fits(trustee: Trustee, passphrase: str) -> bool:
    """Whether a passphrase is the one that a trustee chose. It opens nothing."""
    try:
        key = sealing.trustee_key(_as_meant(passphrase), trustee.salt)
    except sealing.WrongPassphrase:
        return False
    return compare_digest(key, trustee.public_key or b"")


def open_share(
    session: Session, wave: Wave, trustee: Trustee, passphrase: str, keys: Path, who: Account | None = None
) -> bool:
    """Does a trustee's part in opening a closed wave; says whether it can be tallied now.

    :raise NotNow: before the wave is closed, or after its tally.
    :raise WrongPassphrase: if it is not the passphrase that was chosen.
    :raise KeyMissing: if the key file is not there.
    """
    if wave.state is not State.CLOSED or wave.tallied is not None or wave.public_key is None:
        raise NotNow("trustees are asked when the wave is closed, and once")
    meant = _as_meant(passphrase)
    if sealing.open_share(wave.public_key, keys, trustee.place, meant, trustee.salt):
        about = {"wave": wave.name, "name": trustee.name}
        audit.record(session, Action.TRUSTEE_GAVE, wave.organisation, who, about)
        session.flush()
    return sealing.shares_opened(wave.public_key, keys).unlocked


def _as_meant(passphrase: str) -> str:
    """The same passphrase, however keyboards write its letters and however wide its gaps were typed."""
    return " ".join(unicodedata.normalize("NFC", passphrase).split())


def is_unlocked(session: Session, wave: Wave, keys: Path) -> bool:
    """Whether nobody has to be waited for before the tally. :raise KeyMissing: if the key file is gone."""
    if wave.public_key is None or not trustees_of(session, wave):
        return True
    return sealing.shares_opened(wave.public_key, keys).unlocked


def waited_for(session: Session, wave: Wave, keys: Path) -> Waiting | None:
    """Whom a wave waits for before its tally; None if for nobody, or if its key file is gone.

    That the file is gone is told by the tally, which then fails.
    """
    appointed = trustees_of(session, wave)
    shares = _shares(wave, keys) if appointed and wave.tallied is None else None
    if shares is None or shares.unlocked:
        return None
    needed = sealing.NEEDED - len(shares.by)
    return Waiting(needed, tuple(each.name for each in appointed if each.place not in shares.by))


def standings(session: Session, wave: Wave, keys: Path) -> list[Standing]:
    """How far each trustee is. Who gave a passphrase is known until the tally; then the log tells it."""
    shares = _shares(wave, keys)
    given = shares.by if shares else ()
    return [
        Standing(each, each.public_key is not None, each.place in given)
        for each in trustees_of(session, wave)
    ]


def standing_of(session: Session, wave: Wave, account: Account, keys: Path) -> Standing | None:
    """How far the trustee of a wave is who signs in by an account."""
    found = standings(session, wave, keys)
    return next((each for each in found if each.trustee.account_id == account.id), None)


def _shares(wave: Wave, keys: Path) -> sealing.Shares | None:
    """None before there is a key, and where its file is gone."""
    try:
        return sealing.shares_opened(wave.public_key, keys) if wave.public_key else None
    except sealing.KeyMissing:
        return None


def still_needed(session: Session, organisation: Organisation) -> Mapping[int, list[str]]:
    """The waves of an organisation that are not over, by the accounts of their trustees."""
    over = (State.RELEASED, State.WITHDRAWN)
    found = (
        select(Trustee.account_id, Wave.name)
        .join(Wave, Wave.id == Trustee.wave_id)
        .where(Wave.organisation_id == organisation.id, Wave.state.not_in(over))
        .where(Wave.tallied.is_(None))
        .order_by(Wave.number)
    )
    held: dict[int, list[str]] = {}
    for account_id, name in session.execute(found):
        if account_id is not None:
            held.setdefault(account_id, []).append(name)
    return held
