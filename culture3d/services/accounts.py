"""Makes accounts, gives them roles, and keeps where each is signed in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from culture3d.models.account import Account, SignIn
from culture3d.models.firm import Firm
from culture3d.models.grant import Grant, Role
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit

LONGEST_SIGN_IN = timedelta(hours=12)


class Taken(Exception):
    """There is an account with this address already."""


class WrongPlace(Exception):
    """A role cannot be had there: a unit is no part of the organisation."""


def make(session: Session, email: str, name: str, language: str) -> Account:
    """A new account, which has no password yet and may see nothing. :raise Taken: if there is one."""
    if find(session, email) is not None:
        raise Taken(email)
    # In one line, as it stands in the heads of mails.
    account = Account(email=email, name=" ".join(name.split()), language=language, active=True)
    account.fs_uniquifier = secrets.token_hex(16)
    account.fs_webauthn_user_handle = secrets.token_hex(16)
    session.add(account)
    session.flush()
    return account


def find(session: Session, email: str) -> Account | None:
    """The account with this address, however it is written."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))


def every(session: Session, like: str = "") -> list[Account]:
    """All accounts, by their addresses; or those in whose name or address some words stand."""
    found = select(Account).options(selectinload(Account.grants)).order_by(Account.email)
    if like:
        in_name = Account.name.icontains(like, autoescape=True)
        found = found.where(or_(in_name, Account.email.icontains(like, autoescape=True)))
    return list(session.scalars(found))


def are_there_any(session: Session) -> bool:
    """Whether anybody has an account: whoever sets up an installation makes the first."""
    return bool(session.scalar(select(exists(select(Account.id)))))


def grant(
    session: Session,
    account: Account,
    role: Role,
    *,
    firm: Firm | None = None,
    organisation: Organisation | None = None,
    unit: Unit | None = None,
) -> Grant:
    """Gives an account a role; one that it has already stays as it is.

    Where the role needs a second factor and there is none, everybody signs in anew, and sets one up.

    :raise WrongPlace: if the unit is no part of the organisation.
    """
    if unit is not None and (organisation is None or unit.organisation_id != organisation.id):
        raise WrongPlace(unit.label)
    place = (firm and firm.id, organisation and organisation.id, unit and unit.id)
    for had in account.grants:
        if (had.role, had.firm_id, had.organisation_id, had.unit_id) == (role, *place):
            return had
    given = Grant(account_id=account.id, role=role)
    given.firm, given.organisation, given.unit = firm, organisation, unit
    account.grants.append(given)
    if account.needs_second_factor and not account.tf_primary_method:
        sign_out_everywhere(session, account)
    session.flush()
    return given


def is_last_administrator(session: Session, account: Account) -> bool:
    """Whether nobody else who may sign in could look after the accounts."""
    others = (
        select(Grant.id)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.role == Role.ADMINISTRATOR, Account.active, Account.id != account.id)
    )
    return account.is_administrator and not session.scalar(select(exists(others)))


def deactivate(session: Session, account: Account) -> None:
    """Lets nobody in by this account any longer, and ends what is under way at once."""
    account.active = False
    sign_out_everywhere(session, account)


def start_anew(session: Session, account: Account) -> None:
    """Forgets password, second factor, recovery codes and passkeys, for who has lost them all."""
    account.password = account.tf_primary_method = account.tf_totp_secret = None
    account.mf_recovery_codes = None
    account.webauthn.clear()
    sign_out_everywhere(session, account)


def sign_out_everywhere(session: Session, account: Account, but: str = "") -> None:
    """Ends every sign-in of an account, and every link that was sent to it.

    :param but: the secret of a sign-in that goes on.
    """
    account.fs_uniquifier = secrets.token_hex(16)
    others = delete(SignIn).where(SignIn.account_id == account.id, SignIn.id != _known_by(but))
    session.execute(others)


def begin_sign_in(session: Session, account: Account, now: datetime) -> str:
    """Signs a browser in: what is given back is all that it has to show. Forgets those that are past."""
    session.execute(delete(SignIn).where(SignIn.began_at < now - LONGEST_SIGN_IN))
    secret = secrets.token_urlsafe(24)
    session.add(SignIn(id=_known_by(secret), account_id=account.id, began_at=now))
    return secret


def end_sign_in(session: Session, secret: str) -> None:
    """Signs a browser out: what it has shown is worth nothing any longer."""
    session.execute(delete(SignIn).where(SignIn.id == _known_by(secret)))


def signed_in(session: Session, uniquifier: str, secret: str, now: datetime) -> Account | None:
    """Who is signed in in a browser that shows these; None if nobody is, or may be any longer."""
    return session.scalar(
        select(Account)
        .options(selectinload(Account.grants))
        .join(SignIn, SignIn.account_id == Account.id)
        .where(
            Account.fs_uniquifier == uniquifier,
            Account.active,
            SignIn.id == _known_by(secret),
            SignIn.began_at > now - LONGEST_SIGN_IN,
            SignIn.began_at <= now + LONGEST_SIGN_IN,
        )
    )


def count_sign_ins(session: Session, account: Account, now: datetime) -> int:
    """In how many browsers somebody is signed in."""
    begun = SignIn.began_at > now - LONGEST_SIGN_IN
    counted = select(func.count()).select_from(SignIn).where(SignIn.account_id == account.id, begun)
    return session.execute(counted).scalar_one()


def _known_by(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
