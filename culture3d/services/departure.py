"""Deletes an organisation with everything that belongs to it: rows, files and keys.

What stays is an entry in the administrators' log, which says that an organisation of a firm was deleted, and
by whom, but not which.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table, delete, exists, select, text, update
from sqlalchemy.orm import Session

from culture3d import mail, sealing, tenancy
from culture3d.config import Settings
from culture3d.db import Base, table_of
from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.grant import Grant
from culture3d.models.organisation import Organisation
from culture3d.models.report import Report, Status
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import audit, sent_files
from culture3d.services.audit import Action
from culture3d.services.belongings import belonging


@dataclass(frozen=True, slots=True)
class Left:
    """What lies outside the database when the rows are gone: it goes once that is certain."""

    files: tuple[Path, ...]
    keys: tuple[bytes, ...]
    letters: tuple[str, ...]
    waves: tuple[int, ...]


def is_worked_on(session: Session, organisation: Organisation) -> bool:
    """Whether a worker is making something of an organisation just now, which is to be waited for."""
    going = [Status.WAITING, Status.RUNNING]
    task = exists().where(Task.organisation_id == organisation.id, Task.status.in_(going))
    of_its_waves = Report.wave_id.in_(select(Wave.id).where(Wave.organisation_id == organisation.id))
    return bool(session.scalar(select(task | exists().where(of_its_waves, Report.status.in_(going)))))


def end(session: Session, organisation: Organisation, settings: Settings, who: Account | None) -> Left:
    """Deletes every row of an organisation, in one transaction; `clear` does the rest after its commit."""
    firm, left = organisation.firm, _left(session, organisation, settings)
    people = select(Grant.account_id).where(Grant.organisation_id == organisation.id)
    people_ids = list(session.scalars(people.distinct()))
    rows = belonging(organisation.id)
    session.flush()
    with _WATCHES[session.get_bind().dialect.name](session):
        for table, theirs in reversed(rows):
            session.execute(delete(table).where(theirs))
    with tenancy.widened(session):
        for account_id in people_ids:
            _let_go(session, account_id)
    session.expire_all()
    _write_down(session, firm, who)
    return left


def clear(left: Left, settings: Settings) -> None:
    """Deletes what lay outside the database. Repeated, it finds nothing."""
    for file in left.files:
        file.unlink(missing_ok=True)
    for key in left.keys:
        sealing.destroy_wave_key(key, settings.keys)
    for address in left.letters:
        _burn(settings, address)
    for wave_id in left.waves:
        mail.forget(settings, f"wave-{wave_id}-")


def _left(session: Session, organisation: Organisation, settings: Settings) -> Left:
    waves = select(Wave.id).where(Wave.organisation_id == organisation.id)
    reports = session.scalars(select(Report.file).where(Report.wave_id.in_(waves)))
    tasks = session.scalars(select(Task.file).where(Task.organisation_id == organisation.id))
    keys = session.scalars(select(Wave.public_key).where(Wave.organisation_id == organisation.id))
    people = select(Account.email).join(Grant).where(Grant.organisation_id == organisation.id)
    return Left(
        (
            *(settings.reports / name for name in reports if name),
            *(settings.files / name for name in tasks if name),
            *sent_files.all_of(settings.files, organisation.id),
        ),
        tuple(key for key in keys if key),
        tuple(session.scalars(people.distinct())),
        tuple(session.scalars(waves)),
    )


def _burn(settings: Settings, address: str) -> None:
    """Deletes mail to somebody that was not fetched yet."""
    for path in list(mail.waiting(settings)):
        if address in str(mail.read(path)["To"]):
            path.unlink(missing_ok=True)


def _let_go(session: Session, account_id: int) -> None:
    """Deletes the account of somebody who has no role left; what they did elsewhere keeps their name."""
    if session.scalar(select(exists().where(Grant.account_id == account_id))):
        return
    account = table_of(Account)
    for table in reversed(Base.metadata.sorted_tables):
        for reference in table.foreign_keys:
            if reference.column.table is account:
                _forget(session, table, reference.parent.name, account_id)
    session.execute(delete(account).where(account.c.id == account_id))


def _forget(session: Session, table: Table, column: str, account_id: int) -> None:
    theirs = table.c[column] == account_id
    if table.c[column].nullable:
        session.execute(update(table).where(theirs).values({column: None}))
    else:
        session.execute(delete(table).where(theirs))


def _write_down(session: Session, firm: Firm, who: Account | None) -> None:
    there = who if who is not None and session.get(Account, who.id) is not None else None
    audit.record_apart(session, Action.ORGANISATION_DELETED, firm, there)


_NO_CHANGE = "trustee_is_frozen_delete"  # the trigger by which SQLite keeps trustees from being exchanged


@contextmanager
def _sqlite_lets_go(session: Session) -> Iterator[None]:
    """Takes the trigger away and puts it back in the same transaction: nobody else sees it gone."""
    session.execute(delete(table_of(Task)).where(text("0")))  # from here on there is a transaction
    found = text("SELECT sql FROM sqlite_master WHERE name = :name")
    made = session.execute(found, {"name": _NO_CHANGE}).scalar_one()
    session.execute(text(f"DROP TRIGGER {_NO_CHANGE}"))
    yield
    session.connection().exec_driver_sql(made)


@contextmanager
def _postgresql_lets_go(session: Session) -> Iterator[None]:
    """Says so for the length of the transaction; the trigger asks for it."""
    session.execute(text("SET LOCAL culture3d.leaving = 'yes'"))
    yield
    session.execute(text("SET LOCAL culture3d.leaving = ''"))


_WATCHES: dict[str, Callable[[Session], AbstractContextManager[None]]] = {
    "sqlite": _sqlite_lets_go,
    "postgresql": _postgresql_lets_go,
}
