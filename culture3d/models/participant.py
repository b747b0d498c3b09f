"""Stores who is asked in a wave: the only table that names people, emptied some weeks after the wave."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.unit import Unit


class Participant(Base):
    """A person who is asked. Holds nothing of what they say or when.

    perspective  index into surveys.instrument.PERSPECTIVES
    attributes   int8 per attribute of the instrument: the option's index, -1 where it is to be asked
    removed      whether they left after they were invited: name and address are gone, and they stay counted
    """

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    language: Mapped[str] = mapped_column(String(12))
    perspective: Mapped[int] = mapped_column(SmallInteger)
    attributes: Mapped[bytes] = mapped_column(LargeBinary)
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())

    unit: Mapped[Unit | None] = relationship()
