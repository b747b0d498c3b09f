"""Stores who did what, so that a client can read it; nothing that people answered, and nobody who did."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class AuditEntry(Base):
    """One thing that was done in an organisation, or in a firm where that is None.

    who      the name at that time, which stays when the account goes; None for what happened by itself
    action   one of services.audit.Action
    details  what about it, in plain words and figures: no names of participants, no addresses, no secrets
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    who: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)
