"""Stores waves: one administration of an instrument in one organisation."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation


class State(StrEnum):
    """Where a wave stands. It only ever moves on, by culture3d.services.waves."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


class Wave(Base):
    """A wave. `invited` is how many people were asked, by segment key; `tallied` how many ballots counted.

    `public_key` seals the ballots. Its private half lies in a key file outside the database until the tally.
    `open_link` lets anybody who has it answer, once per browser; None where there is no such link.
    """

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("min_group >= 5", "min_group"),
        CheckConstraint("state IN ('draft', 'scheduled') OR public_key IS NOT NULL", "sealed"),
        CheckConstraint("state <> 'released' OR tallied IS NOT NULL", "tallied"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    instrument_version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[State] = mapped_column(
        Enum(
            State,
            name="state",
            native_enum=False,
            create_constraint=True,
            length=12,
            values_callable=lambda states: [state.value for state in states],
        ),
        default=State.DRAFT,
    )
    min_group: Mapped[int] = mapped_column(default=5)
    invited: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    open_link: Mapped[str | None] = mapped_column(String(40), unique=True)
    tallied: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship()
    instrument_version: Mapped[InstrumentVersion] = relationship()
