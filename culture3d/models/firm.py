"""Stores consultancies, the tenants of an installation."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Firm(Base):
    """A consultancy; firms see nothing of each other."""

    __tablename__ = "firm"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
