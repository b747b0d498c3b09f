"""Stores what was said, linked to nobody; only services.answering and services.results may import it."""

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Response(Base):
    """One person's answers after the tally, under a random id and in no order but that of the ids.

    perspective  index into surveys.instrument.PERSPECTIVES
    attributes   int8 per attribute of the instrument: the option's index, -1 where unanswered
    answers      int8 per item of the instrument: the scale's value, surveys.responses.MISSING elsewhere
    """

    __tablename__ = "response"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    perspective: Mapped[int] = mapped_column(SmallInteger)
    attributes: Mapped[bytes] = mapped_column(LargeBinary)
    answers: Mapped[bytes] = mapped_column(LargeBinary)
