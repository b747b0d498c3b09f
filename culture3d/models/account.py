"""Stores who may sign in, by which factors, and where they are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from culture3d.db import Base
from culture3d.models.grant import Grant, Role
from culture3d.models.passkey import Passkey
from culture3d.passkeys import UserMixin

WITH_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.CONSULTANT})


class Account(Base, UserMixin):  # type: ignore[misc]  # its types name plain values, ours are columns
    """Somebody who works here: employees who answer have no account. What they may see, their grants say.

    Flask-Security reads these attributes by their names. `fs_uniquifier` stands in links and cookies: with
    another one, all of them end. `password` is a hash, peppered from outside the database; None until one is
    chosen. `tf_totp_secret` and the recovery codes are encrypted under a key that the database does not hold.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(12))
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(500))
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)  # of the last code that was used
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(JSON(none_as_null=True))
    )

    grants: Mapped[list[Grant]] = relationship(order_by=Grant.id, cascade="all, delete-orphan")
    webauthn: Mapped[list[Passkey]] = relationship(order_by=Passkey.id, cascade="all, delete-orphan")

    @validates("email")
    def _in_small_letters(self, _: str, email: str) -> str:
        """So that one address cannot have two accounts."""
        return email.strip().lower()

    @property
    def is_administrator(self) -> bool:
        """Whether this is one of those who look after accounts."""
        return any(grant.role is Role.ADMINISTRATOR for grant in self.grants)

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone is too little, for what this account may do."""
        return any(grant.role in WITH_SECOND_FACTOR for grant in self.grants)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """As Flask-Security asks after a password: whether a second factor must follow, and which."""
        return bool(tf_setup_methods) or self.needs_second_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """As Flask-Security asks whether the second factor may be switched off."""
        return self.needs_second_factor

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """As Flask-Security asks last: by passkey it would let in accounts that are not active any longer."""
        return not self.active


class SignIn(Base):
    """A browser in which somebody is signed in: without its row, the browser's cookie is worth nothing.

    `id` is a hash of what the cookie holds.
    """

    __tablename__ = "sign_in"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    began_at: Mapped[datetime]
