"""Stores the questionnaires that a firm works on; what was asked of people is an InstrumentVersion."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.firm import Firm


class Questionnaire(Base):
    """A questionnaire as its YAML text; with faults it is kept all the same, and only asked of nobody.

    title     what the list calls it: the title in the text's first language, or the last that could be read
    edition   counts every change, so that two people who edit at once notice each other
    based_on  what it began from, in words
    left      what of another program's file could not be carried over, until somebody has read it
    """

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firm.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime]
    editor: Mapped[str | None] = mapped_column(String(200))
    based_on: Mapped[str] = mapped_column(String(120), default="")
    left: Mapped[list[str]] = mapped_column(JSON, default=list)

    firm: Mapped[Firm] = relationship()

    __mapper_args__ = {  # noqa: RUF012  SQLAlchemy reads it so
        "version_id_col": edition,
        "version_id_generator": False,
    }


class Edition(Base):
    """What a questionnaire was before a change; the last few are kept, to go back to."""

    __tablename__ = "questionnaire_edition"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
