"""Stores the department tree of an organisation."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base


class Unit(Base):
    """A node of the tree; a top unit has no parent. `position` is the reading order, parents first.

    One that is `gone` was merged or removed: no tree shows it, but answers and lists of earlier waves are
    still of it.
    """

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("organisation_id", "parent_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    gone: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Unit | None] = relationship(remote_side=[id])

    @property
    def path(self) -> tuple[str, ...]:
        """The codes from the top of the tree down to this unit."""
        return (*(self.parent.path if self.parent else ()), self.code)
