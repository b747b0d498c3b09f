"""Stores submitted answers, sealed until the tally; only services.answering may import this module."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Ballot(Base):
    """A sealed response. Its id is derived from the person's secret, so that a repeat replaces it.

    A row has no date and, on SQLite, no hidden row number, which would tell the order of arrival.
    """

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
