"""Stores how often somebody typed a code that there is not, for an hour and without their address."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class FailedEntry(Base):
    """A count for one visitor and one stretch of time; `visitor` is a keyed hash of the address."""

    __tablename__ = "failed_entry"

    stretch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    visitor: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    times: Mapped[int]


class ThrottleKey(Base):
    """The key of a day, counted from 1970, under which addresses are hashed; gone when the day is over."""

    __tablename__ = "throttle_key"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
