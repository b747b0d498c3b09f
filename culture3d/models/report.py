"""Stores reports that were asked for: by whom, of what, how far they are, and where the file lies."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.account import Account
from culture3d.models.states import told_by_value
from culture3d.models.wave import Wave


class Status(StrEnum):
    """How far a report is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Kind(StrEnum):
    """What is made of it: the report itself, or a page to look at before."""

    PDF = "pdf"
    PREVIEW = "html"


class Report(Base):
    """A report on a wave. `id` is random, because it stands in addresses; `progress` is 0-100.

    account   who asked for it; None where that is not known any longer
    choice    what of all that could be told it holds, as services.choices writes it
    digest    the release that it was made from, by its digest; None until it was begun
    shared    whether the organisation's leaders may read it
    batch     the same random word for reports that were asked for together; None for one alone
    """

    __tablename__ = "report"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    language: Mapped[str] = mapped_column(String(12))
    kind: Mapped[Kind] = mapped_column(told_by_value(Kind, "kind", 4), default=Kind.PDF)
    choice: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    asked_at: Mapped[datetime]
    status: Mapped[Status] = mapped_column(told_by_value(Status, "status", 12), default=Status.WAITING)
    progress: Mapped[int] = mapped_column(SmallInteger, default=0)
    file: Mapped[str | None] = mapped_column(String(200))
    digest: Mapped[str | None] = mapped_column(String(64))
    shared: Mapped[bool] = mapped_column(default=False)
    batch: Mapped[str | None] = mapped_column(String(32), index=True)

    wave: Mapped[Wave] = relationship()
    account: Mapped[Account | None] = relationship()

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it, unless it is asked for again."""
        return self.status in (Status.DONE, Status.FAILED)
