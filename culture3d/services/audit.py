"""Keeps the audit log: who did what in an organisation, for the client to read; nothing that was answered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.organisation import Organisation


class Action(StrEnum):
    """What can be done; how each is told stands in web.workspace.log."""

    COMMENTS_RELEASED = "comments released"
    WAVE_CHANGED = "wave changed"
    WAVE_CLOSED = "wave closed"
    WAVE_PLANNED = "wave planned"
    WAVE_SCHEDULED = "wave scheduled"


def record(
    session: Session,
    action: Action,
    organisation: Organisation,
    who: Account | None,
    details: Mapping[str, int | str] | None = None,
) -> None:
    """Writes down that something was done, in the transaction in which it was.

    :param who: None for what happens by itself, by the calendar or a command.
    :param details: what about it. No participant's name or address, and no count below the smallest group:
        the client reads this.
    """
    session.add(
        AuditEntry(
            firm_id=organisation.firm_id,
            organisation_id=organisation.id,
            account_id=who and who.id,
            who=who and who.name,
            at=datetime.now(UTC).replace(tzinfo=None),
            action=action.value,
            details=dict(details or {}),
        )
    )


def entries(session: Session, organisation: Organisation, before: int | None, most: int) -> list[AuditEntry]:
    """What was done in an organisation, the latest first.

    :param before: only what was written before the entry of this id, to go on where a page ended.
    """
    found = select(AuditEntry).where(AuditEntry.organisation_id == organisation.id)
    if before is not None:
        found = found.where(AuditEntry.id < before)
    return list(session.scalars(found.order_by(AuditEntry.id.desc()).limit(most)))
