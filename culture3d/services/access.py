"""Gives roles to people and takes them away, writes either down, and says which roles there are to give.

Whoever gives one has been asked before whether they may: an administrator gives those of the installation,
a consultant those at the firm's own clients. Neither can give the other's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.grant import Grant, Role
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.services import accounts, audit
from culture3d.services.audit import Action


class LastAdministrator(Exception):
    """Nobody would be left who may look after the accounts."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A role and where it holds."""

    role: Role
    firm: Firm | None = None
    organisation: Organisation | None = None
    unit: Unit | None = None


def at_installation(session: Session) -> dict[str, Seat]:
    """The seats that administrators give, under a word for each that a form can send."""
    firms = session.scalars(select(Firm).order_by(Firm.name))
    consultants = {f"consultant-{firm.id}": Seat(Role.CONSULTANT, firm=firm) for firm in firms}
    return {"administrator": Seat(Role.ADMINISTRATOR), **consultants}


def at_client(organisation: Organisation) -> dict[str, Seat]:
    """The seats that consultants give at a client, in the order of the tree of units."""
    whole = {
        role.value: Seat(role, organisation=organisation)
        for role in (Role.LEADER, Role.COORDINATOR, Role.OBSERVER)
    }
    units = {
        f"leader-{unit.id}": Seat(Role.LEADER, organisation=organisation, unit=unit)
        for unit in organisation.units
    }
    return {**whole, **units}


def invite(
    session: Session, email: str, name: str, language: str, seat: Seat, who: Account | None
) -> Account:
    """Gives a seat to whoever has this address, by a new account where they have none.

    The name and language are for a new account; one that was deactivated stays so.
    """
    invited = accounts.find(session, email) or accounts.make(session, email, name, language)
    give(session, invited, seat, who)
    return invited


def give(session: Session, account: Account, seat: Seat, who: Account | None) -> None:
    """Gives a seat, and writes it down; one that somebody has already stays as it is."""
    had = len(account.grants)
    place = {"firm": seat.firm, "organisation": seat.organisation, "unit": seat.unit}
    given = accounts.grant(session, account, seat.role, **place)  # type: ignore[arg-type]  # each has its own type
    if len(account.grants) > had:
        _write_down(session, Action.ROLE_GIVEN, account, given, who)


def take(session: Session, account: Account, grant: Grant, who: Account | None) -> None:
    """Takes a role away, and writes it down. :raise LastAdministrator: if nobody else could give it again."""
    if grant.role is Role.ADMINISTRATOR and accounts.is_last_administrator(session, account):
        raise LastAdministrator(account.email)
    _write_down(session, Action.ROLE_TAKEN, account, grant, who)
    account.grants.remove(grant)
    session.flush()


def of_client(session: Session, organisation: Organisation) -> list[tuple[Account, Grant]]:
    """Who has a role at a client, by name."""
    found = (
        select(Account, Grant)
        .join(Grant, Grant.account_id == Account.id)
        .options(selectinload(Grant.unit))
        .where(Grant.organisation_id == organisation.id)
        .order_by(Account.name, Grant.id)
    )
    return [(account, grant) for account, grant in session.execute(found)]


def consultants_of(session: Session, firm: Firm) -> list[Account]:
    """Who works for a firm, and so for all of its clients."""
    found = select(Account).join(Grant).where(Grant.firm_id == firm.id, Account.active)
    return list(session.scalars(found.order_by(Account.name)))


def everybody_at(session: Session, organisation: Organisation) -> list[Account]:
    """Who can sign in and has to do with a client: by a role there, or as its consultant; by name."""
    people = {account.id: account for account, _ in of_client(session, organisation) if account.active}
    people |= {account.id: account for account in consultants_of(session, organisation.firm)}
    return sorted(people.values(), key=lambda account: (account.name.casefold(), account.id))


def _write_down(
    session: Session, action: Action, account: Account, grant: Grant, who: Account | None
) -> None:
    details: Mapping[str, int | str] = {"name": account.name, "role": grant.role.value}
    if grant.organisation is not None:
        of_unit = {"unit": grant.unit.label} if grant.unit else {}
        audit.record(session, action, grant.organisation, who, {**details, **of_unit})
    else:
        audit.record_apart(session, action, grant.firm, who, details)
