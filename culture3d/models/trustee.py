"""Stores the three people of whom two have to open a wave's key, where the client wants that."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base


class Trustee(Base):
    """A trustee. `public_key` follows from the passphrase; None until one was chosen.

    account_id  by which they choose and enter it in the browser; None for somebody who does so at the server
    """

    __tablename__ = "trustee"
    __table_args__ = (CheckConstraint("place BETWEEN 0 AND 2", "place"),)

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
