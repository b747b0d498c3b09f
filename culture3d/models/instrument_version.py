"""Stores the questionnaires that were fielded, word for word, and never changes one."""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class InstrumentVersion(Base):
    """An instrument as its YAML text, so that a wave can always be read as it was asked."""

    __tablename__ = "instrument_version"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
