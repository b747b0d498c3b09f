"""Turns the settings about mail into a checked MailServer: where mail is handed over, and as whose."""

import re
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from ipaddress import ip_address
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_PORTS = {"smtp": 587, "smtps": 465}
SHAPE = "must be outbox, smtp://USER:PASSWORD@HOST:PORT or smtps://USER:PASSWORD@HOST:PORT"


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server.

    is_wrapped    whether the connection is encrypted from its first byte (smtps)
    is_encrypted  whether nothing is said before the connection is encrypted
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_wrapped: bool
    is_encrypted: bool

    @classmethod
    def from_url(cls, url: str) -> Self:
        """:raise ValueError: with what is wrong."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(SHAPE) from None
        options = dict(parse_qsl(parts.query))
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.fragment:
            raise ValueError(SHAPE)
        if not set(options) <= {"starttls"} or options.get("starttls", "no") != "no":
            raise ValueError("knows one option: ?starttls=no, for a server in a network of your own")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        encrypted = parts.scheme == "smtps" or not (options or _is_here(parts.hostname))
        if password and not encrypted and not _is_here(parts.hostname):
            raise ValueError("would send its password unencrypted: leave out ?starttls=no")
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=user,
            password=password,
            is_wrapped=parts.scheme == "smtps",
            is_encrypted=encrypted,
        )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends mail, to whom answers go, and where mail comes back to; the sender's own where None."""

    sender: str
    reply_to: str | None = None
    bounces: str | None = None


def _is_here(host: str) -> bool:
    """Whether what is sent to a host never leaves this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_sender(text: str) -> str:
    """A sender as a header holds it: an address, or a name before <an address>.

    :raise ValueError: if it is none.
    """
    name, address = parseaddr(text)
    if not text.isprintable() or not _ADDRESS.fullmatch(address) or (not name and text.strip() != address):
        raise ValueError("must be an address, or a name and an address: Survey <survey@example.com>")
    return formataddr((name, address))
