"""Turns mails into what a mail server has taken over, one connection for many; or into files in the outbox.

A server's refusal is of one of three kinds: of this mail for good, of this mail for now, or of everything for
now. What it said is told without addresses, so that it may stand in a log.
"""

import fcntl
import re
import smtplib
import ssl
import time
from contextlib import suppress
from email import policy
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from types import TracebackType
from typing import Protocol, Self

from culture3d import mail
from culture3d.config import Settings
from culture3d.mail_server import MailServer

SECONDS_FOR_A_REPLY = 30.0
# The last reply says whether the server has the mail. RFC 5321 has one wait ten minutes for it: whoever hangs
# up earlier, and tries again, sends it twice.
SECONDS_FOR_THE_LAST = 600.0
MOST_IN_A_CONNECTION = 500
_LONG = 200  # characters of what a server said that are kept
_ADDRESSES = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?|https?://\S+")
_GOES = 421  # the reply of a server that is about to hang up


class Refused(Exception):
    """This mail is not taken, now or ever."""


class NotNow(Exception):
    """This mail is not taken now; the next one may be."""


class Down(Exception):
    """No mail is taken now."""


class Post(Protocol):
    """Where mails are handed over."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def hand_over(self, message: EmailMessage, name: str, word: str | None = None) -> None:
        """Hands one mail over.

        :param name: of its file, where it goes to the outbox.
        :raise Refused, NotNow, Down: if it was not taken.
        """


def post(settings: Settings) -> Post:
    """As the settings say."""
    return Connection(settings, settings.mail) if settings.mail else Outbox(settings)


class Outbox:
    """Keeps mails as files."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""

    def hand_over(self, message: EmailMessage, name: str, word: str | None = None) -> None:
        """Keeps it. :raise Down: if the disk does not take it."""
        try:
            mail.keep(self.settings.outbox, name, message.as_bytes())
        except OSError as error:
            raise Down(error.strerror or "the outbox cannot be written") from error


class Connection:
    """Hands mails to a server; connects with the first one, and anew after many or after a fault."""

    def __init__(self, settings: Settings, server: MailServer) -> None:
        self.settings, self.server = settings, server
        self.smtp: smtplib.SMTP | None = None
        self.handed, self.next_at = 0, 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def hand_over(self, message: EmailMessage, name: str, word: str | None = None) -> None:
        """Hands one mail over, no sooner than the rate allows."""
        recipient: str = message["To"].addresses[0].addr_spec
        smtp = self._connected()
        self._keep_to_the_rate()
        try:
            _transact(smtp, mail.returns_to(self.settings, word), recipient, _as_sent(message))
        except (smtplib.SMTPException, OSError) as error:
            self._leave(politely=False)
            raise Down(_said(error)) from error
        except Down:
            self._leave(politely=False)
            raise
        self.handed += 1
        if self.handed % MOST_IN_A_CONNECTION == 0:
            self._leave()

    def _connected(self) -> smtplib.SMTP:
        if self.smtp is None:
            try:
                self.smtp = _connect(self.server)
            except (smtplib.SMTPException, OSError) as error:
                raise Down(_said(error)) from error
        return self.smtp

    def _keep_to_the_rate(self) -> None:
        if self.settings.mails_a_minute:
            now = time.monotonic()
            time.sleep(max(0.0, self.next_at - now))
            self.next_at = max(now, self.next_at) + 60 / self.settings.mails_a_minute

    def _leave(self, politely: bool = True) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if politely:
                    smtp.quit()
            smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    """A connection on which mails may be handed over. :raise SMTPException, OSError: if there is none."""
    secure = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.is_wrapped:
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS_FOR_A_REPLY, context=secure)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS_FOR_A_REPLY)
    try:
        if server.is_encrypted and not server.is_wrapped:
            smtp.starttls(context=secure)  # which fails where the server does not offer it
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _transact(smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """One mail, from MAIL to the last reply. :raise Refused, NotNow, Down: as the server says."""
    _expect(smtp.mail(sender), of_this_mail=False)
    try:
        _expect(smtp.rcpt(recipient))
    except (Refused, NotNow):
        smtp.rset()
        raise
    assert smtp.sock is not None, "it has just answered"
    _expect(smtp.docmd("DATA"), better=(354,))
    smtp.send(content)
    smtp.sock.settimeout(SECONDS_FOR_THE_LAST)
    try:
        _expect(smtp.getreply())
    finally:
        if smtp.sock is not None:
            smtp.sock.settimeout(SECONDS_FOR_A_REPLY)


def _expect(
    reply: tuple[int, bytes], *, of_this_mail: bool = True, better: tuple[int, ...] = (250, 251)
) -> None:
    code, words = reply
    if code in better:
        return
    said = without_addresses(f"{code} {words.decode('utf-8', 'replace')}")
    if code == _GOES or code < 400 or not of_this_mail:
        raise Down(said)
    raise (Refused if code >= 500 else NotNow)(said)


def _as_sent(message: EmailMessage) -> bytes:
    """With line ends as SMTP wants them, dots doubled, and the dot that ends it."""
    written = BytesIO()
    BytesGenerator(written, policy=policy.SMTP).flatten(message)
    content = re.sub(rb"(?m)^\.", b"..", written.getvalue())
    return content + (b"" if content.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _said(error: Exception) -> str:
    """What went wrong with a connection, in words for whoever looks after the mail server."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return without_addresses(f"{error.smtp_code} {words}")
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "the mail server does not answer"
    return without_addresses(str(error)) or "the mail server cannot be reached"


def without_addresses(words: str) -> str:
    """In one line, short, and with nothing in it that names somebody or lets somebody in."""
    shown = "".join(letter if letter.isprintable() else " " for letter in _ADDRESSES.sub("…", words))
    return " ".join(shown.split())[:_LONG]


def empty_outbox(settings: Settings) -> str | None:
    """Hands what `mail.send` kept to the server, if there is one; gives why it could not, if it could not.

    Only one process does so at a time.
    """
    if settings.mail is None:
        return None
    try:
        with (settings.data / "outbox-turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return _empty_outbox(settings)
    except BlockingIOError:
        return None
    except OSError as error:  # such as a disk that may only be read
        return error.strerror


def _empty_outbox(settings: Settings) -> str | None:
    with post(settings) as opened:
        for path in list(mail.waiting(settings)):
            try:
                opened.hand_over(mail.read(path), path.stem)
            except Down as error:
                return str(error)
            except NotNow:
                continue
            except Refused:
                path.rename(path.with_suffix(".refused"))
                continue
            path.unlink()
    return None
