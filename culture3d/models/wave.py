"""Stores waves: one administration of an instrument in one organisation."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.states import told_by_value


class State(StrEnum):
    """Where a wave stands. It only ever moves on, by culture3d.services.waves.

    A withdrawn wave was given up: what was said in it is deleted unread, and nothing is told of it. Once it
    is closed that happens only where nobody can open its answers.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Wave(Base):
    """A wave. `invited` is how many people were asked, by segment key; `tallied` how many ballots counted.

    address        the word that stands for the wave in addresses of the survey
    attributes     which background questions it has, by id; None for all of the instrument's
    has_open_link  whether anybody who has the address may answer, once per browser
    public_key     seals the ballots; its private half lies in a key file outside the database until the tally
    frozen_on      the day of the first invitation. From then on the database refuses to change what people
                   were promised: the promise itself, the instrument, the smallest group, the open link, the
                   languages, the background questions
    languages      in which it may be answered; None for all that the instrument and the pages speak
    promise        what people are told before they start, in paragraphs by language
    rehearses_id   the wave that this one is a rehearsal of. A rehearsal bears the number of its wave below
                   zero, so that no page of waves leads to it
    time_zone      in which the wave opens as `opens_on` begins and closes as `closes_on` ends
    """

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("min_group >= 5", "min_group"),
        CheckConstraint("state IN ('draft', 'scheduled', 'withdrawn') OR public_key IS NOT NULL", "sealed"),
        CheckConstraint("state <> 'released' OR tallied IS NOT NULL", "tallied"),
        CheckConstraint("frozen_on IS NULL OR (promise IS NOT NULL AND public_key IS NOT NULL)", "frozen"),
        CheckConstraint("state IN ('draft', 'scheduled', 'withdrawn') OR frozen_on IS NOT NULL", "promised"),
        CheckConstraint("(rehearses_id IS NULL) = (number > 0)", "rehearsal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    instrument_version_id: Mapped[int] = mapped_column(ForeignKey("instrument_version.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[State] = mapped_column(
        told_by_value(State, "state", 12),
        default=State.DRAFT,
    )
    min_group: Mapped[int] = mapped_column(default=5)
    invited: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    address: Mapped[str] = mapped_column(String(40), unique=True)
    has_open_link: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(String(40), default="UTC")
    promise: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    frozen_on: Mapped[date | None]
    tallied: Mapped[int | None]
    languages: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    attributes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    rehearses_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"), unique=True)

    organisation: Mapped[Organisation] = relationship()
    instrument_version: Mapped[InstrumentVersion] = relationship()
