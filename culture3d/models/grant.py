"""Stores what an account may do and see: a role, and where."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.models.states import told_by_value
from culture3d.models.unit import Unit


class Role(StrEnum):
    """What somebody is here; what each may see stands in services.permissions."""

    ADMINISTRATOR = "administrator"
    CONSULTANT = "consultant"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    OBSERVER = "observer"


_NOWHERE = "firm_id IS NULL AND organisation_id IS NULL AND unit_id IS NULL"
_IN_FIRM = "firm_id IS NOT NULL AND organisation_id IS NULL AND unit_id IS NULL"
_IN_ORGANISATION = "firm_id IS NULL AND organisation_id IS NOT NULL"


class Grant(Base):
    """One role of an account: a consultant's in a firm, a leader's in an organisation or one of its units."""

    __tablename__ = "account_grant"
    __table_args__ = (
        CheckConstraint(
            f"(role = 'administrator' AND {_NOWHERE}) OR (role = 'consultant' AND {_IN_FIRM})"
            f" OR (role = 'leader' AND {_IN_ORGANISATION})"
            f" OR (role IN ('coordinator', 'observer') AND {_IN_ORGANISATION} AND unit_id IS NULL)",
            "place",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(told_by_value(Role, "role", 13))
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)

    firm: Mapped[Firm | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
