"""Turns somebody who was given a role into a mail that tells them the way in."""

from urllib.parse import urlencode

from flask import Flask, current_app, render_template
from flask_babel import gettext
from flask_security.recoverable import generate_reset_password_token

from culture3d import mail
from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.web.accounts import mailing


def send(account: Account) -> str:
    """Mails somebody the way in, in their own language, and gives back the link in it.

    Who has no password yet chooses one by it; who has one signs in as before.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # what stands behind it
    settings: Settings = app.config["SETTINGS"]
    # In a context of its own: this request's language is that of whoever invites.
    with app.app_context(), app.test_request_context(f"/?{urlencode({'lang': account.language})}"):
        link = _way_in(account)
        text = render_template("accounts/mail/invitation.txt", user=account, link=link)
        mail.send(settings, (account.name, account.email), gettext("Your account for Culture3D"), text)
    return link


def _way_in(account: Account) -> str:
    if account.password is not None:
        return mailing.own_address("security.login")
    return mailing.own_address("security.reset_password", token=generate_reset_password_token(account))
