"""Runs true mail servers on this machine that take mail, refuse it, are slow or hang up, as a test says."""

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# What a server says to the nth mail to somebody (from 1); None where it takes it.
Answer = Callable[[str, int], str | None]


def _takes(_: str, __: int) -> str | None:
    return None


@dataclass
class Server:
    """Keeps what it took, and how it was spoken to. A test sets what it says to whom."""

    port: int = 0
    at_recipient: Answer = _takes
    at_data: Answer = _takes
    hangs_up_after: int | None = None  # mails taken; then it answers 421 to everything
    pause: float = 0.0  # before the last reply
    silent: bool = False  # never answers MAIL
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # from whom, to whom, what
    connections: int = 0
    tried: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [to for _, to, _ in self.taken]

    def mails(self) -> list[EmailMessage]:
        found = (message_from_bytes(content, policy=policy.default) for _, _, content in self.taken)
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    # What aiosmtpd calls.

    async def handle_EHLO(self, _: SMTP, session: Session, __: Envelope, host: str, replies: list[str]):
        self.connections += 1
        session.host_name = host
        return replies

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, sender: str, options: list[str]):
        if self.silent:
            await asyncio.sleep(60)
        if self.hangs_up_after is not None and len(self.taken) >= self.hangs_up_after:
            return "421 4.3.2 closing down"
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, to: str, options: list[str]):
        self.tried[to] += 1
        envelope.rcpt_options.extend(options)
        answer = self.at_recipient(to, self.tried[to])
        if answer is None:
            envelope.rcpt_tos.append(to)
        return answer or "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope):
        (to,) = envelope.rcpt_tos
        await asyncio.sleep(self.pause)
        answer = self.at_data(to, self.tried[to])
        if answer is None:
            content: Any = envelope.content
            self.taken.append((envelope.mail_from or "", to, content))
        return answer or "250 OK"


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.example.com", enable_SMTPUTF8=False)


@contextlib.contextmanager
def mail_server(port: int | None = None) -> Iterator[Server]:
    """A server on a port of its own."""
    server = Server(port or free_port())
    controller = _Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop(no_assert=True)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
