"""Stores the questionnaires that were fielded, word for word, and never changes one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class InstrumentVersion(Base):
    """An instrument as its YAML text, so that a wave can always be read as it was asked.

    firm_id  whose it is; None for what ships with Culture3D, which all firms share. Of that, two rows that
             say the same do no harm, and a database cannot forbid them
    """

    __tablename__ = "instrument_version"
    __table_args__ = (UniqueConstraint("firm_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"))
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime | None]
    author: Mapped[str | None] = mapped_column(String(200))
