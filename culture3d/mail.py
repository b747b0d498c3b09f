"""Turns what is to be said to somebody into a mail, and keeps mail in the outbox until it is handed over."""

import os
import re
import secrets
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from pathlib import Path

from culture3d.config import Settings

_STORED = re.compile(r"[0-9a-f]{16}\.eml")  # other files in the outbox are those of waves, and not sent twice


class _Subject(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # stubs are at odds on max_count
    """A subject that is encoded as a whole, or not at all.

    By itself the library encodes some words and not others, and mail programs then show two blanks, or none.
    """

    def fold(self, *, policy: Policy) -> str:
        """The line or lines of the header."""
        header = Header(self, None if self.isascii() else "utf-8", header_name=self.name)
        return f"{self.name}: {header.encode(linesep=policy.linesep)}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)
_POLICY = policy.SMTP.clone(header_factory=_HEADERS)


def compose(
    settings: Settings,
    recipient: tuple[str, str],
    subject: str,
    text: str,
    html: str | None = None,
    word: str | None = None,
    reply_to: str | None = None,
    sender: str | None = None,
) -> EmailMessage:
    """A mail as it is sent.

    :param recipient: name and address.
    :param word: by which a report of its delivery is known; it stands in the mail's id and, where the setting
        says so, in the address that such reports are sent to.
    :param sender: by which name people know who writes; the address stays the installation's.
    :raise ValueError: if a line break in the subject or the recipient would make a header of its own, or the
        address is one that mail servers do not take.
    """
    ours = parseaddr(settings.letterhead.sender)[1]
    host = ours.rpartition("@")[2]
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((sender, ours)) if sender else settings.letterhead.sender
    message["To"] = formataddr((recipient[0], in_ascii(recipient[1])))
    message["Subject"] = subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{word}@{host}>" if word else make_msgid(domain=host)
    if answers := reply_to or settings.letterhead.reply_to:
        message["Reply-To"] = answers
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def in_ascii(address: str) -> str:
    """The address with its host as the name system writes it.

    :raise ValueError: if it has letters before the @ that few mail servers take.
    """
    box, _, host = address.rpartition("@")
    if not box.isascii():
        raise ValueError("mail servers do not take an address with such letters before the @")
    return f"{box}@{host.encode('idna').decode('ascii')}"


def returns_to(settings: Settings, word: str | None) -> str:
    """The address to which mail servers report what they could not deliver."""
    box, _, host = parseaddr(settings.letterhead.bounces or settings.letterhead.sender)[1].rpartition("@")
    return f"{box}+{word}@{host}" if settings.letterhead.bounces and word else f"{box}@{host}"


def send(
    settings: Settings, recipient: tuple[str, str], subject: str, text: str, html: str | None = None
) -> None:
    """Puts a mail into the outbox, whole or not at all. Where there is a server, the worker hands it over.

    :raise ValueError: as in `compose`.
    """
    keep(settings.outbox, secrets.token_hex(8), compose(settings, recipient, subject, text, html).as_bytes())


def keep(outbox: Path, name: str, message: bytes) -> None:
    """Stores a mail in a file; one of the same name is replaced, so that a mail kept twice is there once."""
    unfinished = outbox / f"{name}.{secrets.token_hex(4)}.unfinished"
    # Nobody else on this machine may read it: it may hold a link that lets somebody in.
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(message)
    unfinished.rename(outbox / f"{name}.eml")


def waiting(settings: Settings) -> Iterator[Path]:
    """The mails in the outbox that `send` put there, the oldest first."""
    found = (path for path in settings.outbox.glob("*.eml") if _STORED.fullmatch(path.name))
    yield from sorted(found, key=lambda path: path.stat().st_mtime_ns)


def forget(settings: Settings, prefix: str) -> None:
    """Deletes the mails that were kept under names that begin like this, as their links lead nowhere now."""
    for path in settings.outbox.glob(f"{prefix}*"):
        path.unlink(missing_ok=True)


def read(path: Path) -> EmailMessage:
    """A mail in the outbox."""
    return message_from_bytes(path.read_bytes(), policy=policy.SMTP)
