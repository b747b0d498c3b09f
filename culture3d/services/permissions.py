"""Says who may see what: turns an account's grants into the organisations that it may do something with.

What is not named here is not allowed. What is refused is not found: both are one query that gives nothing.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.grant import Grant, Role
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit


class May(StrEnum):
    """What can be done with an organisation."""

    SEE = "see"  # that it is there, and which waves it has
    FOLLOW = "follow"  # how many have answered, by the rules for small groups
    READ = "read"  # what was released of the whole organisation, and reports on it
    CLOSE = "close"  # waves, and have their results made
    ARRANGE = "arrange"  # the organisation itself, its questionnaires and its waves
    ADMIT = "admit"  # leaders, coordinators and observers, or take their roles away
    LIST = "list"  # who belongs where and who is asked; letters to them
    MODERATE = "moderate"  # what people wrote, before others may read it
    AUDIT = "audit"  # read who did what, and what people are promised


# An administrator looks after accounts and sees no organisation; who does both needs both roles. What the
# leader of one unit may read, `units_to_read` says.
ALLOWED: Mapping[Role, frozenset[May]] = {
    Role.ADMINISTRATOR: frozenset(),
    Role.CONSULTANT: frozenset(May),
    Role.COORDINATOR: frozenset({May.SEE, May.FOLLOW, May.LIST, May.AUDIT}),
    Role.LEADER: frozenset({May.SEE, May.FOLLOW, May.READ}),
    Role.OBSERVER: frozenset({May.SEE, May.AUDIT}),
}
OF_A_UNIT = frozenset({May.SEE})


def allowed(grant: Grant) -> frozenset[May]:
    """What one grant allows, where it holds."""
    return ALLOWED[grant.role] & OF_A_UNIT if grant.unit_id is not None else ALLOWED[grant.role]


def within_reach(account: Account, may: May) -> ColumnElement[bool]:
    """The condition that an organisation is one with which an account may do this."""
    grants = [grant for grant in account.grants if may in allowed(grant)]
    firms = [grant.firm_id for grant in grants if grant.firm_id is not None]
    organisations = [grant.organisation_id for grant in grants if grant.organisation_id is not None]
    if not grants:
        return false()
    return or_(Organisation.firm_id.in_(firms), Organisation.id.in_(organisations))


def firms(account: Account, may: May) -> list[int]:
    """The ids of the firms for all of whose organisations an account may do this."""
    found = {grant.firm_id for grant in account.grants if grant.firm_id and may in allowed(grant)}
    return sorted(found)


def find(session: Session, account: Account, slug: str, may: May) -> Organisation | None:
    """The organisation of this name; None also where the account may not do this with it."""
    wanted = select(Organisation).where(Organisation.slug == slug, within_reach(account, may))
    return session.scalar(wanted)


def what_may(account: Account, organisation: Organisation) -> frozenset[May]:
    """Everything that an account may do with an organisation, for a page to offer no more."""
    places = (("firm_id", organisation.firm_id), ("organisation_id", organisation.id))
    here = [grant for grant in account.grants if any(getattr(grant, at) == id for at, id in places)]
    return frozenset().union(*map(allowed, here))


def units_to_read(account: Account, organisation: Organisation) -> list[Unit]:
    """The units of which an account may read what was released, with those below them, in reading order."""
    ids = {grant.unit_id for grant in account.grants if grant.role is Role.LEADER}
    return [unit for unit in organisation.units if unit.id in ids]


def seen(session: Session, account: Account, may: May = May.SEE) -> list[Organisation]:
    """Every organisation that an account may see, or may do something else with, by name."""
    wanted = select(Organisation).where(within_reach(account, may))
    return list(session.scalars(wanted.order_by(Organisation.name)))
