"""Makes the accounts as which visitors of the demonstration look around; they have no password."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services import accounts
from culture3d.services.demonstration.clients import CLIENTS, FIRM

# Role -> name and address. Nobody has a mailbox there, and so nobody can ask for a password.
VISITORS = {
    Role.CONSULTANT: ("Robin Consultant", "consultant@demonstration.invalid"),
    Role.LEADER: ("Kim Leader", "leader@demonstration.invalid"),
}


def enrol(session: Session) -> None:
    """Makes the accounts that are missing; the leader's is for the first client."""
    firm = session.scalars(select(Firm).where(Firm.name == FIRM)).one()
    first = select(Organisation).where(Organisation.slug.in_([client.slug for client in CLIENTS]))
    for role, (name, email) in VISITORS.items():
        account = accounts.find(session, email) or accounts.make(session, email, name, "en")
        if role is Role.CONSULTANT:
            accounts.grant(session, account, role, firm=firm)
        else:
            organisation = session.scalars(first.order_by(Organisation.id)).first()
            accounts.grant(session, account, role, organisation=organisation)


def visitor(session: Session, role: str) -> Account | None:
    """The account of a visitor; None if there is none for this role, or no demonstration."""
    known = {str(each): email for each, (_, email) in VISITORS.items()}
    return accounts.find(session, known[role]) if role in known else None


def survey(session: Session) -> str | None:
    """The address of a survey that visitors may answer, while one of the demonstration's is open."""
    firm = select(Firm.id).where(Firm.name == FIRM).scalar_subquery()
    wanted = (
        select(Wave.address)
        .join(Organisation, Organisation.id == Wave.organisation_id)
        .where(Organisation.firm_id == firm, Wave.state == State.OPEN, Wave.has_open_link)
    )
    return session.scalars(wanted.order_by(Wave.id)).first()
