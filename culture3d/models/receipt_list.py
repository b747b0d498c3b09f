"""Stores the hashes of all ballots that a wave's tally counted, so that people can look for their receipt."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class ReceiptList(Base):
    """The hashes one after the other, 16 bytes each, in ascending order.

    Where fewer than the wave's smallest group answered, hashes of nothing fill the list up to that number.
    """

    __tablename__ = "receipt_list"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)
