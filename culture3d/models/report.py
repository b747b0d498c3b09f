"""Stores reports that were asked for: from which wave, how far they are, and where the file lies."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.states import told_by_value
from culture3d.models.wave import Wave


class Status(StrEnum):
    """How far a report is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Report(Base):
    """A report on a wave. `id` is random, because it stands in addresses; `progress` is 0-100."""

    __tablename__ = "report"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    language: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime]
    status: Mapped[Status] = mapped_column(
        told_by_value(Status, "status", 12),
        default=Status.WAITING,
    )
    progress: Mapped[int] = mapped_column(SmallInteger, default=0)
    file: Mapped[str | None] = mapped_column(String(200))

    wave: Mapped[Wave] = relationship()
