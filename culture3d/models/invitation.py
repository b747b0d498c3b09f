"""Stores who may answer and who has; beside ballots only services.answering may read it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.participant import Participant
from culture3d.models.states import told_by_value
from culture3d.sealing import Way


class Invitation(Base):
    """A participant's way in. The secret itself is nowhere stored, only by what it is known.

    `answered` says that a ballot of this participant lies in the box, and has no date.
    """

    __tablename__ = "invitation"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    way: Mapped[Way] = mapped_column(told_by_value(Way, "way", 4))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    answered: Mapped[bool] = mapped_column(default=False)

    participant: Mapped[Participant] = relationship()
