"""Turns messages into files in the outbox, one each, which any mail program can open and send."""

import os
import secrets
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from culture3d.config import Settings


def send(settings: Settings, recipient: tuple[str, str], subject: str, text: str) -> None:
    """Puts a message into the outbox, whole or not at all.

    :param recipient: name and address.
    :raise ValueError: if a line break in the subject or the recipient would make a header of its own.
    """
    host = urlsplit(settings.address).hostname or "localhost"
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = formataddr(("Culture3D", f"no-reply@{host}"))
    message["To"] = formataddr(recipient)
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    _store(settings.outbox, message.as_bytes())


def _store(outbox: Path, message: bytes) -> None:
    name = secrets.token_hex(8)
    unfinished = outbox / f"{name}.unfinished"
    # Nobody else on this machine may read it: it may hold a link that lets somebody in.
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(message)
    unfinished.rename(outbox / f"{name}.eml")


def waiting(settings: Settings) -> Iterator[Path]:
    """The messages in the outbox, the oldest first."""
    yield from sorted(settings.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
