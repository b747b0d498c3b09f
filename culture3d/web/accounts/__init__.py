"""The pages on which people sign in and look after their accounts; employees' pages know none of them."""

import flask_login.utils
import flask_security.core
from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from culture3d.config import Settings
from culture3d.db import db
from culture3d.models.account import Account
from culture3d.models.grant import Grant
from culture3d.models.passkey import Passkey
from culture3d.web.accounts import (
    factors,
    forms,
    guard,
    mailing,
    pages,
    passwords,
    roles,
    rules,
    sessions,
    words,
)

IMPATIENT = frozenset({"security"})  # Flask-Security commits once the view has answered


def init_app(app: Flask) -> None:
    """Gives the application its accounts; comes after culture3d.security, which checks every form."""
    settings: Settings = app.config["SETTINGS"]
    app.config.update(rules.rules(settings))
    datastore = SQLAlchemyUserDatastore(db, Account, Grant, Passkey)
    security = Security(
        app,
        datastore,
        login_form=forms.SignInForm,
        forgot_password_form=forms.ForgottenForm,
        change_password_form=forms.NewPasswordForm,
        verify_form=forms.OnceMoreForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryCodeForm,
        two_factor_setup_form=forms.SecondFactorForm,
        two_factor_rescue_form=forms.NoRescueForm,
        wan_register_form=forms.PasskeyForm,
        totp_cls=factors.OneTimeCodes,
        webauthn_util_cls=factors.Passkeys,
        mail_util_cls=mailing.Mailing,
        password_util_cls=passwords.Passwords,
    )
    security.want_json(lambda _: False)
    security.login_manager.user_loader(sessions.load)
    security.login_manager.request_loader(lambda _: None)  # nobody is let in by a token
    words.init_app(security)
    _leave_other_pages_alone(app, security)
    for part in (sessions, guard, roles, pages):
        part.init_app(app)


def _leave_other_pages_alone(app: Flask, security: Security) -> None:
    """Takes back what the libraries add to every request: employees' pages shall not ask who is signed in."""
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)
    processors = app.template_context_processors[None]
    processors.remove(flask_login.utils._user_context_processor)
    processors.remove(flask_security.core._context_processor)
