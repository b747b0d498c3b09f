"""Stores answers in progress, locked with a key that only the person's link, code or browser holds."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Draft(Base):
    """One page of a person's locked answers so far. Names no person; `touched_on` is a day.

    A row for each page, so that a page is saved without reading what others hold, and two devices or two
    saves on their way at once cannot undo each other's pages.
    """

    __tablename__ = "draft"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    page: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    touched_on: Mapped[date]
    locked: Mapped[bytes] = mapped_column(LargeBinary)
