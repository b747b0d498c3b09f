"""Turns the environment into checked settings; every setting there is stands in SETTINGS, with its meaning.

What is wrong is told at once and all together, before anything starts.
"""

import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError
from werkzeug.sansio.utils import host_is_trusted

from culture3d.mail_server import Letterhead, MailServer, checked_sender
from surveys.faults import BadInput, Fault

# Name in the environment -> what it means and what holds where it is not set.
SETTINGS = {
    "CULTURE3D_DATA": "Directory for the database, reports, outgoing mail and the installation's key. "
    "Default: instance",
    "CULTURE3D_KEYS": "Directory for the key files of open waves, backed up apart from the database. "
    "Default: keys in CULTURE3D_DATA",
    "CULTURE3D_HOSTS": "Host names this installation answers to, separated by commas. "
    "Default: 127.0.0.1,localhost",
    "CULTURE3D_ADDRESS": "Where people reach this installation, as letters and links tell it; its host is "
    "one of CULTURE3D_HOSTS. Default: the first of those, by https where that is set, else at port 8000",
    "CULTURE3D_HTTPS": "yes when people reach it by https, which makes cookies secure. Default: no",
    "CULTURE3D_PROXIES": "How many trusted proxies stand in front, one behind the other; what they say of a "
    "request's origin is believed. Default: 0",
    "CULTURE3D_SECRET": "Signs cookies and peppers passwords; 32 characters or more, the same on every "
    "machine. "
    "Default: made once and kept in CULTURE3D_DATA",
    "CULTURE3D_DEMONSTRATION": "yes lets everybody on this machine into the invented organisations without a "
    "password; “culture3d demo --serve” sets it, and nobody else should. Default: no",
    "CULTURE3D_INVITATION_DAYS": "Days after a wave's end until the names of those invited, and who of them "
    "answered, are deleted. Default: 30",
    "CULTURE3D_RESPONSE_DAYS": "Days after a wave's end until its responses are deleted; its results stay. "
    "Default: 730",
    "CULTURE3D_MAIL": "Where mail goes: outbox, which keeps it as files in CULTURE3D_DATA, or a server as "
    "smtp://USER:PASSWORD@HOST:PORT (encrypted by STARTTLS) or smtps://USER:PASSWORD@HOST:PORT. "
    "Default: outbox",
    "CULTURE3D_MAIL_SENDER": "Whom mail is from. Default: Culture3D <no-reply@HOST>, with the host of "
    "CULTURE3D_ADDRESS",
    "CULTURE3D_MAIL_REPLY_TO": "Where answers to mail go, unless an organisation names whom to ask. "
    "Default: to the sender",
    "CULTURE3D_MAIL_BOUNCES": "Where mail servers report what they could not deliver; BOX@HOST is written as "
    "BOX+WORD@HOST, so that the report says which message it was. Default: to the sender",
    "CULTURE3D_MAIL_RATE": "How many mails are handed to the server in a minute at most; 0 for as many as it "
    "takes. Default: 0",
    "DATABASE_URL": "Where everything is stored: sqlite:///FILE or postgresql://... "
    "Default: culture3d.sqlite in CULTURE3D_DATA",
    "JOBS_DATABASE_URL": "Where background jobs are remembered. Default: jobs.sqlite beside an SQLite "
    "database; the schema dbos of a PostgreSQL one",
}
MAX_FORM_BYTES = 256 * 1024
_MOST_PROXIES = 9
_MOST_MAILS = 100_000
_DAYS = {"CULTURE3D_INVITATION_DAYS": 30, "CULTURE3D_RESPONSE_DAYS": 730}
_MOST_DAYS = 3650


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside, checked."""

    data: Path
    keys: Path
    hosts: tuple[str, ...]
    address: str
    https: bool
    demonstration: bool
    proxies: int
    secret: str
    database_url: str
    jobs_database_url: str
    invitation_days: int
    response_days: int
    mail: MailServer | None  # None for the outbox
    letterhead: Letterhead
    mails_a_minute: int

    @property
    def pepper(self) -> bytes:
        """Goes into the hashes of links and codes, so that the database alone cannot check a guess."""
        return self.key_for("pepper")

    def key_for(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, which follows from the installation's secret."""
        return hmac.digest(self.secret.encode(), f"culture3d {purpose}".encode(), "sha256")

    @property
    def outbox(self) -> Path:
        """Where mail lies that is to be sent."""
        return self.data / "outbox"

    @property
    def reports(self) -> Path:
        """Where finished reports lie."""
        return self.data / "reports"

    @property
    def files(self) -> Path:
        """Where files lie that people sent or asked for, until they are fetched or out of date."""
        return self.data / "files"

    @property
    def _passing(self) -> dict[str, object]:
        """What a connection to PostgreSQL says for itself: it passes the policies, see culture3d.tenancy."""
        to_postgresql = self.database_url.startswith("postgresql")
        return {"connect_args": {"options": "-c culture3d.pass=yes"}} if to_postgresql else {}

    def for_flask(self) -> dict[str, object]:
        """The settings under the names that Flask and its extensions know."""
        prefix = "__Host-" if self.https else ""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret,
            "TRUSTED_HOSTS": list(self.hosts),
            "MAX_CONTENT_LENGTH": MAX_FORM_BYTES,
            "MAX_FORM_MEMORY_SIZE": MAX_FORM_BYTES,
            "SESSION_COOKIE_NAME": f"{prefix}culture3d",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_PATH": "/",
            "SESSION_REFRESH_EACH_REQUEST": False,  # written when it changes: a survey has no time to lose
            "PERMANENT_SESSION_LIFETIME": 60 * 24 * 3600,
            "PREFERRED_URL_SCHEME": "https" if self.https else "http",
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # An error of the database tells the values it was about, and would write answers into logs.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, **self._passing},
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: nobody loses a page of answers to a clock
            "WTF_CSRF_SSL_STRICT": False,  # we send no-referrer, so there is no referrer to compare
        }


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads the environment, and makes the directories and the installation's key where they are missing.

    :raise BadInput: with every setting that is wrong.
    """
    faults: list[Fault] = []
    data = Path(environ.get("CULTURE3D_DATA") or "instance").absolute()
    keys = Path(environ.get("CULTURE3D_KEYS") or data / "keys").absolute()
    database = _database(environ, "DATABASE_URL", f"sqlite:///{data / 'culture3d.sqlite'}", faults)
    jobs = _database(environ, "JOBS_DATABASE_URL", _jobs_beside(database), faults)
    https = environ.get("CULTURE3D_HTTPS") or "no"
    if https not in ("yes", "no"):
        faults.append(Fault("must be yes or no", field="CULTURE3D_HTTPS"))
    hosts = tuple(filter(None, (environ.get("CULTURE3D_HOSTS") or "127.0.0.1,localhost").split(",")))
    address = _address(environ, hosts, https == "yes", faults)
    demonstration = _demonstration(environ, hosts, faults)
    secret = environ.get("CULTURE3D_SECRET", "")
    if secret and len(secret) < 32:
        faults.append(Fault("must have 32 characters or more", field="CULTURE3D_SECRET"))
    days = {
        name: _number(environ, name, default, range(1, _MOST_DAYS + 1), "days", faults)
        for name, default in _DAYS.items()
    }
    proxies = _number(environ, "CULTURE3D_PROXIES", 0, range(_MOST_PROXIES + 1), "proxies", faults)
    mail = _mail(environ, faults)
    letterhead = _letterhead(environ, urlsplit(address).hostname or "localhost", faults)
    rate = _number(environ, "CULTURE3D_MAIL_RATE", 0, range(_MOST_MAILS + 1), "mails", faults)
    if faults:
        raise BadInput(faults)
    for directory in (data, keys, data / "reports", data / "outbox", data / "files"):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Settings(
        data=data,
        keys=keys,
        hosts=hosts,
        address=address,
        https=https == "yes",
        demonstration=demonstration,
        proxies=proxies,
        secret=secret or _kept_secret(data / "secret.key"),
        database_url=_text(database),
        jobs_database_url=_text(jobs),
        invitation_days=days["CULTURE3D_INVITATION_DAYS"],
        response_days=days["CULTURE3D_RESPONSE_DAYS"],
        mail=mail,
        letterhead=letterhead,
        mails_a_minute=rate,
    )


def _mail(environ: Mapping[str, str], faults: list[Fault]) -> MailServer | None:
    given = environ.get("CULTURE3D_MAIL") or "outbox"
    if given == "outbox":
        return None
    try:
        return MailServer.from_url(given)
    except ValueError as error:
        faults.append(Fault(str(error), field="CULTURE3D_MAIL"))
        return None


def _letterhead(environ: Mapping[str, str], host: str, faults: list[Fault]) -> Letterhead:
    return Letterhead(
        sender=_sender(environ, "CULTURE3D_MAIL_SENDER", f"Culture3D <no-reply@{host}>", faults) or "",
        reply_to=_sender(environ, "CULTURE3D_MAIL_REPLY_TO", None, faults),
        bounces=_sender(environ, "CULTURE3D_MAIL_BOUNCES", None, faults),
    )


def _sender(environ: Mapping[str, str], name: str, default: str | None, faults: list[Fault]) -> str | None:
    given = environ.get(name) or default
    try:
        return checked_sender(given) if given else None
    except ValueError as error:
        faults.append(Fault(str(error), field=name))
        return None


def _demonstration(environ: Mapping[str, str], hosts: tuple[str, ...], faults: list[Fault]) -> bool:
    """Its road in needs no password, so it must not be reached from elsewhere."""
    given = environ.get("CULTURE3D_DEMONSTRATION") or "no"
    if given not in ("yes", "no"):
        faults.append(Fault("must be yes or no", field="CULTURE3D_DEMONSTRATION"))
    elif given == "yes" and not set(hosts) <= {"127.0.0.1", "localhost"}:
        faults.append(
            Fault("needs CULTURE3D_HOSTS to be 127.0.0.1,localhost", field="CULTURE3D_DEMONSTRATION")
        )
    return given == "yes"


def _address(environ: Mapping[str, str], hosts: tuple[str, ...], https: bool, faults: list[Fault]) -> str:
    """Never taken from a request: whoever sends one could write any host into it, and so into a letter."""
    first = hosts[0].removeprefix(".") if hosts else "127.0.0.1"
    given = environ.get("CULTURE3D_ADDRESS") or (f"https://{first}" if https else f"http://{first}:8000")
    wrong = _wrong_with_address(given.removesuffix("/"), hosts, https)
    if wrong:
        faults.append(Fault(wrong, field="CULTURE3D_ADDRESS"))
    return given.removesuffix("/")


def _wrong_with_address(address: str, hosts: tuple[str, ...], https: bool) -> str | None:
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", address):
        return "must be http:// or https:// and a host, as in https://survey.example.com, and nothing behind"
    if https and not address.startswith("https://"):
        return "must begin with https:// where CULTURE3D_HTTPS is yes"
    if not host_is_trusted(urlsplit(address).hostname, hosts):
        return "its host must be one of CULTURE3D_HOSTS"
    return None


def _number(
    environ: Mapping[str, str], name: str, default: int, allowed: range, what: str, faults: list[Fault]
) -> int:
    given = environ.get(name) or str(default)
    if not given.isascii() or not given.isdigit() or int(given) not in allowed:
        faults.append(Fault(f"must be a number of {what} from {allowed[0]} to {allowed[-1]}", field=name))
        return default
    return int(given)


def _database(environ: Mapping[str, str], name: str, default: str | URL, faults: list[Fault]) -> URL:
    try:
        url = make_url(environ.get(name) or default)
    except ArgumentError:
        faults.append(Fault("is not the address of a database", field=name))
        return make_url("sqlite://")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        faults.append(Fault("must begin with sqlite:/// or postgresql://", field=name))
    elif url.get_backend_name() == "sqlite" and not url.database:
        faults.append(Fault("needs a file: sqlite:///FILE", field=name))
    return url


def _jobs_beside(database: URL) -> URL:
    if database.get_backend_name() != "sqlite" or not database.database:
        return database
    return database.set(database=str(Path(database.database).with_name("jobs.sqlite")))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _kept_secret(path: Path) -> str:
    """The key in the file; several processes may start at once, so whoever comes first makes it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()
