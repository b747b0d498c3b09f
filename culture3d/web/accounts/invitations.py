"""Turns somebody who was given a role into a mail that tells them the way in."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Flask, current_app, render_template
from flask_babel import gettext
from flask_security.recoverable import generate_reset_password_token

from culture3d import mail
from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.web.accounts import mailing

LIVES_FOR = timedelta(days=1)  # as Flask-Security has it for a link by which a password is chosen


def send(account: Account, by: Account | None = None) -> str:
    """Mails somebody the way in, in their own language, and gives back the link in it.

    Who has no password yet chooses one by it; who has one signs in as before. The mail names whose surveys it
    is about and who invites, for one that does not looks like one that should not be trusted.
    """
    place = _place(account)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # what stands behind it
    settings: Settings = app.config["SETTINGS"]
    # In a context of its own: this request's language is that of whoever invites.
    with app.app_context(), app.test_request_context(f"/?{urlencode({'lang': account.language})}"):
        link = _way_in(account)
        until = datetime.now(UTC) + LIVES_FOR
        about = {"user": account, "link": link, "place": place, "by": by, "until": until}
        text = render_template("accounts/mail/invitation.txt", **about)
        subject = gettext("Your account for Culture3D")
        subject = f"{place}: {subject}" if place else subject
        mail.send(settings, (account.name, account.email), " ".join(subject.split()), text)
    return link


def _place(account: Account) -> str:
    """Whose surveys somebody sees, as far as their latest role says."""
    latest = account.grants[-1] if account.grants else None
    found = (latest.organisation or latest.firm) if latest else None
    return found.name if found else ""


def told(email: str) -> str:
    """That a mail is on its way, or lies in the outbox where there is no server to take it."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.mail is not None:
        return str(gettext("A mail to %(email)s is on its way.", email=email))
    return str(
        gettext(
            "A mail to %(email)s lies in the outbox, for no mail server is set. Whoever runs the "
            "installation finds it in the folder “outbox” of CULTURE3D_DATA, and has to send it from there.",
            email=email,
        )
    )


def _way_in(account: Account) -> str:
    if account.password is not None:
        return mailing.own_address("security.login")
    return mailing.own_address("security.reset_password", token=generate_reset_password_token(account))
