"""Stores what became of units, so that waves before and after can be compared."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base
from culture3d.models.states import told_by_value


class Kind(StrEnum):
    """What can become of a unit."""

    ADDED = "added"
    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    REMOVED = "removed"


class UnitChange(Base):
    """One unit's part in a change of the tree. The rows of one change have the same `at`.

    since   the number of the latest wave that people were invited to before; 0 if there was none
    before  the unit's key until then, or that of the unit it was split off; None for a new one
    after   where its people are counted from then on, as a key
    along   whether it only went along with the unit above it
    label   what it was called, and `relabelled` what it is called since, if that is another name
    """

    __tablename__ = "unit_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    since: Mapped[int]
    kind: Mapped[Kind] = mapped_column(told_by_value(Kind, "kind", 12))
    label: Mapped[str] = mapped_column(String(200))
    relabelled: Mapped[str | None] = mapped_column(String(200))
    before: Mapped[str | None] = mapped_column(String(500))
    after: Mapped[str] = mapped_column(String(500))
    along: Mapped[bool] = mapped_column(default=False)
