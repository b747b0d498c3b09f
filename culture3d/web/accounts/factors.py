"""Makes one-time codes good for one time, draws their QR code, and asks passkeys for a person's presence."""

from typing import TYPE_CHECKING, Any, cast

import segno
from flask import current_app, request
from flask_security import Totp, WebauthnUtil
from flask_security.totp import TokenError
from sqlalchemy import CursorResult, or_, update

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.account import Account

if TYPE_CHECKING:
    from flask_security.totp import TotpMatch
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement


class OneTimeCodes(Totp):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Codes of an authenticator app. The counter of the last one that was used is kept with the account."""

    def get_last_counter(self, user: Account) -> int | None:
        """The counter of the last code that was used."""
        return user.totp_counter

    def set_last_counter(self, user: Account, tmatch: "TotpMatch") -> None:
        """Uses a code up. :raise TokenError: if another request was quicker with it."""
        fresh = or_(Account.totp_counter.is_(None), Account.totp_counter < tmatch.counter)
        statement = update(Account).where(Account.id == user.id, fresh).values(totp_counter=tmatch.counter)
        session = database_session()
        if cast(CursorResult[Any], session.execute(statement)).rowcount == 0:
            raise TokenError("used")
        session.commit()

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The code as a picture that stands in the page itself."""
        drawn: str = segno.make(self.get_totp_uri(username, totp)).svg_data_uri(scale=5, dark="#16233a")
        return drawn


class Passkeys(WebauthnUtil):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """A passkey asks for a finger, a face or a PIN, so that it is two factors at once."""

    def origin(self) -> str:
        """Where the browser is, as it tells itself: a proxy may have taken the s of https off."""
        settings: Settings = current_app.config["SETTINGS"]
        return f"{'https' if settings.https else request.scheme}://{request.host}"

    def authenticator_selection(self, user: Account, usage: str) -> "AuthenticatorSelectionCriteria":
        """Any device, as long as it knows by itself whose key it holds."""
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Account | None, usage: list[str]) -> "UserVerificationRequirement":
        """Always asked for."""
        from webauthn.helpers.structs import UserVerificationRequirement

        return UserVerificationRequirement.REQUIRED
