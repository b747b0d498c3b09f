"""Stores long work that somebody asked for: how far it is, what came of it, and who may see it."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from culture3d.db import Base
from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.report import Status
from culture3d.models.states import told_by_value


class Task(Base):
    """Long work. `id` is random, because it stands in addresses.

    kind        which work it is, as services name it
    about       what it is about: an id that the kind understands
    done, total how far it is, in steps; total is 0 until it is known
    told        what came of it, in figures, for the sentence at its end
    file        the name of the file that was made, in the directory of files; None where there is none
    """

    __tablename__ = "task"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    status: Mapped[Status] = mapped_column(told_by_value(Status, "status", 12), default=Status.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    told: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)
    file: Mapped[str | None] = mapped_column(String(200))

    organisation: Mapped[Organisation] = relationship()
    account: Mapped[Account | None] = relationship()

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it, unless it is asked for again."""
        return self.status in (Status.DONE, Status.FAILED)

    @property
    def progress(self) -> int:
        """How far it is, 0-100."""
        if self.status is Status.DONE:
            return 100
        return 100 * self.done // self.total if self.total else 0
