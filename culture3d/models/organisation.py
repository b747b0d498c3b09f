"""Stores the organisations that a firm works for."""

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.firm import Firm
from culture3d.models.unit import Unit


class Organisation(Base):
    """A client of a firm. `slug` names it in addresses.

    `language` is the first of its languages: pages and letters that know no better speak it.
    `contact_name` is whom people may ask, by mail or phone. It does not freeze with a wave: whoever answers
    for a survey may fall ill while it is open.
    `invitation_days` and `response_days` say after how many days since a wave closed names and answers go,
    where that is sooner than the installation's settings say.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firm.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    industry: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(12))
    other_languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    accent: Mapped[str] = mapped_column(String(7), default="#1f4e79")
    contact_name: Mapped[str | None] = mapped_column(String(120))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    invitation_days: Mapped[int | None]
    response_days: Mapped[int | None]

    firm: Mapped[Firm] = relationship()
    units: Mapped[list[Unit]] = relationship(
        order_by=Unit.position,
        primaryjoin=lambda: and_(Unit.organisation_id == Organisation.id, ~Unit.gone),
    )

    @property
    def languages(self) -> tuple[str, ...]:
        """All its languages, the first one first."""
        return (self.language, *self.other_languages)


class Logo(Base):
    """The picture by which an organisation is known; `alternative` is what it shows, in words."""

    __tablename__ = "logo"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    alternative: Mapped[str] = mapped_column(String(200))
