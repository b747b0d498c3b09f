"""Stores answers in progress, locked with a key that only the person's link or browser holds."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Draft(Base):
    """One person's locked answers so far. Names no person; `touched_on` is a day, for clearing up."""

    __tablename__ = "draft"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    touched_on: Mapped[date]
    locked: Mapped[bytes] = mapped_column(LargeBinary)
