"""Stores the messages of a wave: what everybody is told, when it is sent, and how far that is."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.states import told_by_value
from culture3d.models.wave import Wave


class Kind(StrEnum):
    """What a message is for, and so whom it goes to."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    THANKS = "thanks"


class Stage(StrEnum):
    """How far a message is. A sent invitation is sent further when somebody is added."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class Message(Base):
    """A message. It has texts of its own only in the languages in which somebody changed them.

    due      when it is sent, by the clock on the wall where the wave takes place; None where nobody decided
    words    subject and text by language
    round    how often sending was taken up; it names the job that is at it
    failures how many of the last rounds came to nothing
    try_at   when the next round begins, in UTC
    trouble  what kept the last round, in the mail server's words, without addresses
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    kind: Mapped[Kind] = mapped_column(told_by_value(Kind, "kind", 12))
    stage: Mapped[Stage] = mapped_column(told_by_value(Stage, "stage", 12), default=Stage.PLANNED)
    due: Mapped[datetime | None]
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    round: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(200))

    wave: Mapped[Wave] = relationship()
