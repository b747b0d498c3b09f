"""Stores the organisations that a firm works for."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.firm import Firm
from culture3d.models.unit import Unit


class Organisation(Base):
    """A client of a firm. `slug` names it in addresses.

    `contact_name` is whom people may ask, by mail or phone. It does not freeze with a wave: whoever answers
    for a survey may fall ill while it is open.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firm.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    industry: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(12))
    accent: Mapped[str] = mapped_column(String(7), default="#1f4e79")
    contact_name: Mapped[str | None] = mapped_column(String(120))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))

    firm: Mapped[Firm] = relationship()
    units: Mapped[list[Unit]] = relationship(order_by=Unit.position)
