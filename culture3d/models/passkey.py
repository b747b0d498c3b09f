"""Stores the public halves of passkeys, by which browsers and security keys sign somebody in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture3d.db import Base
from culture3d.passkeys import WebAuthnMixin


class Passkey(Base, WebAuthnMixin):  # type: ignore[misc]  # its types name plain values, ours are columns
    """A passkey. Flask-Security reads and writes these attributes by their names."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    usage: Mapped[str] = mapped_column(String(64))
    lastuse_datetime: Mapped[datetime]

    def get_user_mapping(self) -> dict[str, int]:
        """How Flask-Security finds whose it is."""
        return {"id": self.account_id}
