"""Stores to whom a message is still to be sent; beside retention only services.answering may read it.

A reminder goes to those who have not answered: its rows would tell who they were, and each is deleted as soon
as its mail is handed over. Those of an invitation stay until the tally.
"""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base
from culture3d.models.states import told_by_value


class Fate(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    HANDED = "handed"  # over to the mail server
    REFUSED = "refused"  # by the mail server
    RETURNED = "returned"  # by a later one, which could not deliver it


class Delivery(Base):
    """One message to one participant. It has no time: not when it was sent, nor when it came back.

    tries   how often the mail server put it off
    reason  why it was refused or returned, in the mail server's words, without addresses
    """

    __tablename__ = "delivery"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    fate: Mapped[Fate] = mapped_column(told_by_value(Fate, "fate", 8), default=Fate.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(200))
