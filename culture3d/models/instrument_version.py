"""Stores the questionnaires that were fielded, word for word, and never changes one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base

_SHARED = text("firm_id IS NULL")


class InstrumentVersion(Base):
    """An instrument as its YAML text, so that a wave can always be read as it was asked.

    firm_id  whose it is; None for what ships with Culture3D, which all firms share
    """

    __tablename__ = "instrument_version"
    __table_args__ = (
        Index("ix_instrument_version_of_a_firm", "firm_id", "name", "version", unique=True),
        Index(  # for a database, two rows without a firm are never alike
            "ix_instrument_version_shared",
            "name",
            "version",
            unique=True,
            sqlite_where=_SHARED,
            postgresql_where=_SHARED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"))
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime | None]
    author: Mapped[str | None] = mapped_column(String(200))
