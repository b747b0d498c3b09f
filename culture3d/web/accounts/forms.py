"""Turns Flask-Security's forms into forms that count failures and pause those who try too often."""

import time
from collections.abc import Callable

from flask import request
from flask_babel import gettext
from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    WebAuthnRegisterForm,
    hash_password,
)
from flask_security.forms import Form, VerifyForm
from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import ValidationError

from culture3d.db import database_session
from culture3d.services import throttle

MOST_FAILURES = 10  # in ten minutes, for one account or one address that somebody types
MOST_MAILS = 3


class Tries:
    """How often something was tried: by the one who is meant, and by the address it comes from."""

    def __init__(self, what: str, who: str, most: int = MOST_FAILURES) -> None:
        self.limits = {f"{what} {who.strip().lower()}": most, f"{what} at {request.remote_addr}": 2 * most}

    def are_too_many(self) -> bool:
        """Whether one has to wait."""
        session, now = database_session(), time.time()
        return any(throttle.seconds_to_wait(session, who, now, most) for who, most in self.limits.items())

    def count(self) -> None:
        """Counts one, and stores it at once: what a view does afterwards may be taken back."""
        session = database_session()
        for who in self.limits:
            throttle.count_failure(session, who, time.time())
        session.commit()

    def let(self, check: Callable[[], bool], field: Field) -> bool:
        """Whether a check succeeds. A failure is counted; after too many there is no check at all."""
        if self.are_too_many():
            field.errors = [gettext("That was tried too often. Wait for ten minutes.")]
            return False
        fits = check()
        if not fits:
            self.count()
        return fits


class SignInForm(LoginForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Address and password. Who has to wait reads the same as who is wrong."""

    def validate(self, **kwargs: object) -> bool:
        """Whether this may be let in."""
        tries = Tries("sign-in", str(self.email.data or ""))
        if tries.are_too_many():
            hash_password("as long as a true check takes")
        # Every failure is told alike: Flask-Security puts one message in the place of all.
        return tries.let(lambda: bool(super(SignInForm, self).validate(**kwargs)), self.email)


class ForgottenForm(ForgotPasswordForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """The address that a link is sent to; a few times at most, lest somebody's mailbox be filled."""

    def validate(self, **kwargs: object) -> bool:
        """Whether a mail is sent; whoever asks reads the same anyway."""
        tries = Tries("forgotten", str(self.email.data or ""), MOST_MAILS)
        if tries.are_too_many():
            self.email.errors = ["too often"]  # told to nobody
            return False
        tries.count()
        return bool(super().validate(**kwargs))


class CodeForm(TwoFactorVerifyCodeForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """A code of an authenticator app."""

    def validate(self, **kwargs: object) -> bool:
        """Whether the code fits and was not used before."""
        tries = Tries("code", str(self.user.id))
        return tries.let(lambda: bool(super(CodeForm, self).validate(**kwargs)), self.code)


class RecoveryCodeForm(MfRecoveryForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """One of the codes that somebody wrote down for the day when their device is lost."""

    def validate(self, **kwargs: object) -> bool:
        """Whether the code fits and was not used before."""
        tries = Tries("code", str(self.user.id))
        return tries.let(lambda: bool(super(RecoveryCodeForm, self).validate(**kwargs)), self.code)


class OnceMoreForm(VerifyForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """The password again, before the account itself is changed."""

    def validate(self, **kwargs: object) -> bool:
        """Whether it is still the same person."""
        tries = Tries("password", str(self.user.id))
        return tries.let(lambda: bool(super(OnceMoreForm, self).validate(**kwargs)), self.password)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """The old password and a new one."""

    def validate(self, **kwargs: object) -> bool:
        """Whether the old one fits and the new one will do."""
        tries = Tries("password", str(current_user.id))
        return tries.let(lambda: bool(super(NewPasswordForm, self).validate(**kwargs)), self.password)


class PasskeyForm(WebAuthnRegisterForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """The name of a new passkey, which is always both factors at once."""

    usage = HiddenField()

    def validate(self, **kwargs: object) -> bool:
        """Whether the name will do."""
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class SecondFactorForm(TwoFactorSetupForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """What to set up. The page has buttons for it, and so this no choices of its own."""

    setup = RadioField(choices=[], validate_choice=False)


class NoRescueForm(TwoFactorRescueForm):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Stands in the place of a form that we do not show."""

    help_setup = RadioField(choices=[])


def said(most: int) -> object:
    """The check that a field was filled in, and not with too much."""

    def check(_: Form, field: StringField) -> None:
        if not 1 <= len((field.data or "").strip()) <= most:
            raise ValidationError(gettext("Please fill this in; %(most)s characters at most.", most=most))

    return check


class FirstAccountForm(Form):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Who runs this installation."""

    name = StringField(validators=[said(200)])
    email = EmailField(validators=[said(254)])
    password = PasswordField()
