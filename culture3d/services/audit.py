"""Keeps the audit log: who did what in an organisation, for the client to read; nothing that was answered."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from culture3d import clock
from culture3d.models.account import Account
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation


class Action(StrEnum):
    """What can be done; how each is told stands in web.workspace.log."""

    ACCOUNT_DEACTIVATED = "account deactivated"
    ACCOUNT_LET_IN = "account let in again"
    ACCOUNT_RESET = "account reset"
    ADDRESS_CORRECTED = "address corrected"
    ADDRESS_REMOVED = "address removed"
    COMMENTS_RELEASED = "comments released"
    DOCUMENT_ASKED = "document asked for"
    FIRM_ADDED = "firm added"
    FIRM_RENAMED = "firm renamed"
    INVITED_AGAIN = "invited again"
    LETTERS_MADE = "letters made"
    MESSAGE_SENT = "message sent"
    ORGANISATION_ADDED = "organisation added"
    ORGANISATION_CHANGED = "organisation changed"
    ORGANISATION_CONTACT = "organisation has another contact"
    ORGANISATION_DELETED = "organisation deleted"
    ORGANISATION_LOGO = "organisation has another logo"
    ORGANISATION_RETENTION = "organisation retention changed"
    PEOPLE_CHANGED = "people changed"
    PEOPLE_IMPORTED = "people imported"
    PERSON_ADDED = "person added"
    PERSON_CORRECTED = "person corrected"
    PERSON_MOVED = "person moved"
    PERSON_REMOVED = "person removed"
    QUESTIONNAIRE_BEGUN = "questionnaire begun"
    QUESTIONNAIRE_REMOVED = "questionnaire removed"
    QUESTIONNAIRE_STORED = "questionnaire stored"
    REPORT_ASKED = "report asked for"
    REPORT_DELETED = "report deleted"
    REPORT_SHARED = "report shared"
    REPORT_UNSHARED = "report not shared any longer"
    ROLE_GIVEN = "role given"
    ROLE_TAKEN = "role taken"
    TRUSTEE_CHOSE = "trustee chose a passphrase"
    TRUSTEE_DISMISSED = "trustee not named any longer"
    TRUSTEE_GAVE = "trustee gave a passphrase"
    TRUSTEE_NAMED = "trustee named"
    UNITS_CHANGED = "units changed"
    WAVE_CHANGED = "wave changed"
    WAVE_CLOSED = "wave closed"
    WAVE_EXTENDED = "wave extended"
    WAVE_GIVEN_UP = "wave given up"
    WAVE_LAUNCHED = "wave launched"
    WAVE_OPENED = "wave opened"
    WAVE_PLANNED = "wave planned"
    WAVE_REHEARSAL_WIPED = "wave rehearsal wiped"
    WAVE_REHEARSED = "wave rehearsed"
    WAVE_RELEASED = "wave released"
    WAVE_SCHEDULED = "wave scheduled"
    WAVE_TALLIED = "wave tallied"
    WAVE_WITHDRAWN = "wave withdrawn"


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
    _write(session, action, (organisation.firm_id, organisation.id), who, details)


def record_apart(
    session: Session,
    action: Action,
    firm: Firm | None,
    who: Account | None,
    details: Mapping[str, int | str] | None = None,
) -> None:
    """The same for what was done with a firm, or with the installation: no client reads it."""
    _write(session, action, (firm.id if firm else None, None), who, details)


def _write(
    session: Session,
    action: Action,
    where: tuple[int | None, int | None],
    who: Account | None,
    details: Mapping[str, int | str] | None,
) -> None:
    session.add(
        AuditEntry(
            firm_id=where[0],
            organisation_id=where[1],
            account_id=who and who.id,
            who=who and who.name,
            at=clock.now(),
            action=action.value,
            details=dict(details or {}),
        )
    )


def entries(
    session: Session, organisation: Organisation, before: int | None, most: int | None, kind: str = ""
) -> list[AuditEntry]:
    """What was done in an organisation, the latest first.

    :param before: only what was written before the entry of this id, to go on where a page ended.
    :param most: None for all.
    :param kind: only actions that begin with this word.
    """
    found = select(AuditEntry).where(AuditEntry.organisation_id == organisation.id)
    if kind:
        found = found.where(AuditEntry.action.startswith(f"{kind} ", autoescape=True))
    return _latest(session, found, before, most)


def entries_apart(session: Session, before: int | None, most: int) -> list[AuditEntry]:
    """What was done with firms and with the installation, the latest first."""
    return _latest(session, select(AuditEntry).where(AuditEntry.organisation_id.is_(None)), before, most)


def _latest(
    session: Session, found: Select[AuditEntry], before: int | None, most: int | None
) -> list[AuditEntry]:
    if before is not None:
        found = found.where(AuditEntry.id < before)
    return list(session.scalars(found.order_by(AuditEntry.id.desc()).limit(most)))


def kinds(session: Session, organisation: Organisation) -> list[str]:
    """The first words of the actions that there were in an organisation."""
    found = select(AuditEntry.action).where(AuditEntry.organisation_id == organisation.id).distinct()
    return sorted({action.partition(" ")[0] for action in session.scalars(found)})


def with_questionnaires(session: Session, firm_ids: list[int], most: int) -> list[AuditEntry]:
    """What was done with the questionnaires of some firms, the latest first."""
    found = select(AuditEntry).where(
        AuditEntry.firm_id.in_(firm_ids), AuditEntry.action.startswith("questionnaire ")
    )
    return list(session.scalars(found.order_by(AuditEntry.id.desc()).limit(most)))
