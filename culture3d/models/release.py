"""Stores the frozen results of a closed wave: what is common to all, and one blob per segment."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Release(Base):
    """The results of one wave as surveys.results writes them; made once, read by everything after."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), unique=True)
    made_on: Mapped[date]
    header: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseSegment(Base):
    """The figures of one segment of a release."""

    __tablename__ = "release_segment"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(500), primary_key=True)
    figures: Mapped[bytes] = mapped_column(LargeBinary)
