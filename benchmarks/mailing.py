"""Measures how long it takes to hand a wave's invitations to a mail server, up to the last reply."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select

from benchmarks.fielded import Field, field
from benchmarks.findings import Finding
from culture3d import post
from culture3d.db import database_session, db
from culture3d.mail_server import MailServer
from culture3d.models.message import Stage
from culture3d.models.wave import Wave
from culture3d.services import messages
from culture3d.services.answering import deliveries, reached
from tests.culture3d.mail_servers import free_port

MAILS, SECONDS = 10_000, 60


def run() -> list[Finding]:
    """On both databases."""
    found = []
    for kind in ("sqlite", "postgresql"):
        with field(kind, MAILS) as made:
            seconds = handed_over(made)
        found.append(Finding(f"{MAILS} mails handed over, {kind}", seconds, "s", at_most=SECONDS))
        found.append(Finding(f"mails a second, {kind}", MAILS / seconds, ""))
    return found


def handed_over(made: Field) -> float:
    """Seconds for everybody's mail, each committed before the next one goes."""
    with _server() as port, made.app.app_context():
        session = database_session()
        settings = replace(made.settings, mail=MailServer.from_url(f"smtp://127.0.0.1:{port}"))
        message = messages.suggest(session, session.scalars(select(Wave)).one())[0]
        began = time.perf_counter()
        deliveries.begin(session, message)
        session.commit()
        for _ in deliveries.send(session, message, settings, post.post(settings)):
            session.commit()
        seconds = time.perf_counter() - began
        told = reached.progress(session, message)
        assert message.stage is Stage.SENT and told is not None, message.trouble
        assert told.handed == len(made.links), told
        db.session.remove()
        db.engine.dispose()
        return seconds


@contextmanager
def _server() -> Iterator[int]:
    """A true server in a process of its own, which reads every mail and forgets it."""
    port = free_port()
    command = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, "-W", "ignore", *command])
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the mail server did not begin")
