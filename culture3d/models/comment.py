"""Stores what people wrote in their own words, linked to nobody and to no response, until it was reviewed."""

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base
from culture3d.models.states import told_by_value
from culture3d.models.verdict import Verdict


class Comment(Base):
    """One answer to an open question, under a random id; `retell` where its writer lets it be told again.

    `redacted` is what is to be published in its place. When the review is finished the row is deleted.
    """

    __tablename__ = "comment"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    question: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    retell: Mapped[bool]
    verdict: Mapped[Verdict] = mapped_column(
        told_by_value(Verdict, "verdict", 8), default=Verdict.WAITING, server_default=Verdict.WAITING.value
    )
    redacted: Mapped[str | None] = mapped_column(Text)
