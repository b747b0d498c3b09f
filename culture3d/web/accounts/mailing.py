"""Turns what Flask-Security has to say to somebody into mail in the outbox."""

from flask import current_app, url_for
from flask_security import MailUtil

from culture3d import mail
from culture3d.config import Settings


class Mailing(MailUtil):  # type: ignore[misc]  # read without its types, see pyproject.toml
    """Puts mail into the outbox; where its links lead, the settings say and never a request."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str,
        sender: str,
        body: str | None,
        html: str | None,
        **context: object,
    ) -> None:
        """Stores one message."""
        settings: Settings = current_app.config["SETTINGS"]
        user = context["user"]
        name = getattr(user, "name", "")
        mail.send(settings, (name, recipient), str(subject), body or "")


def own_address(endpoint: str, **values: object) -> str:
    """The address of a page as people reach it from outside."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.address + url_for(endpoint, **values)  # type: ignore[arg-type]  # whatever the page takes
