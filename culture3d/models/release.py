"""Stores what is frozen at closing: a wave's results and its changes since the wave before, by segment."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Release(Base):
    """The results of one wave as surveys.storage writes them; made once, read by everything after.

    `digest` is the SHA-256 of everything in it, by which what was drawn from it can be kept.
    """

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), unique=True)
    made_on: Mapped[date]
    header: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))


class ReleaseSegment(Base):
    """The figures of one segment of a release."""

    __tablename__ = "release_segment"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(500), primary_key=True)
    figures: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseComparison(Base):
    """The changes since the wave released before, as surveys.stored_changes writes them."""

    __tablename__ = "release_comparison"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    header: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseChange(Base):
    """The changes in one segment of a release."""

    __tablename__ = "release_change"

    release_id: Mapped[int] = mapped_column(ForeignKey("release_comparison.release_id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(500), primary_key=True)
    figures: Mapped[bytes] = mapped_column(LargeBinary)
