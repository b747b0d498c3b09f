"""Stores when the worker last showed that it lives."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Heartbeat(Base):
    """The last sign of life of a part of the installation; of several workers, that of whichever was last."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
