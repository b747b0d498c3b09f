"""Tells PostgreSQL for whom a transaction is, so that nobody sees rows of others even past a check of ours.

Behind the checks of services.permissions stand policies in the database (row-level security). A connection of
the application passes them all, which costs answering pages, the worker and commands nothing; a transaction
for somebody signed in takes that back first, and names the firms and organisations where they have a role. A
connection that says neither sees no row. SQLite has no such thing, and the checks alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_app_context
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

from culture3d.models.account import Account

# Tables without a policy, and why.
UNCOVERED = {
    "account": "read before it is known who is here; pages about accounts are the administrators'",
    "account_grant": "the same: it says what somebody may see",
    "failed_entry": "counts without addresses, of nobody",
    "heartbeat": "the worker's",
    "passkey": "an account's, read before it is known who is here",
    "sign_in": "an account's, read before it is known who is here",
    "throttle_key": "a day's",
}
_NARROW = text(
    "SELECT set_config('culture3d.pass', 'no', true), set_config('culture3d.firms', :firms, true),"
    " set_config('culture3d.organisations', :organisations, true)"
)
_WIDEN = text("SELECT set_config('culture3d.pass', 'yes', true)")


def narrow(session: Session, account: Account) -> None:
    """From now on this request sees what belongs to where somebody has a role.

    Administrators look after accounts wherever they are, so theirs pass; the checks let them see no client.
    """
    g.reach = None
    if not account.is_administrator:
        firms = (str(grant.firm_id) for grant in account.grants if grant.firm_id)
        organisations = (str(grant.organisation_id) for grant in account.grants if grant.organisation_id)
        g.reach = {"firms": ",".join(firms), "organisations": ",".join(organisations)}
    _apply(session.connection())


@contextmanager
def widened(session: Session) -> Iterator[None]:
    """For a step that has to reach what somebody once did elsewhere, such as deleting their account."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_WIDEN)
    yield
    _apply(session.connection())


@event.listens_for(Session, "after_begin")
def _begin(_: Session, __: SessionTransaction, connection: Connection) -> None:
    _apply(connection)


def _apply(connection: Connection) -> None:
    reach = g.get("reach") if has_app_context() else None
    if reach is not None and connection.dialect.name == "postgresql":
        connection.execute(_NARROW, reach)
