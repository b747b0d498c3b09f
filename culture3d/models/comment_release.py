"""Stores the second part of a release: the comments that were reviewed and may be read."""

from datetime import date

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class CommentRelease(Base):
    """The comments of one wave, frozen when their review was finished; the originals are destroyed then.

    told     by the id of the question, what may be read, in random order
    written  by the id of the question, how many wrote something, where those were enough to be told of
    """

    __tablename__ = "comment_release"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    made_on: Mapped[date]
    told: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    written: Mapped[dict[str, int]] = mapped_column(JSON)
