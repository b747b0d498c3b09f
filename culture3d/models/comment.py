"""Stores what people wrote in their own words, linked to nobody and to no response."""

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Comment(Base):
    """One answer to an open question, under a random id; `retell` where its writer lets it be told again."""

    __tablename__ = "comment"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    question: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    retell: Mapped[bool]
