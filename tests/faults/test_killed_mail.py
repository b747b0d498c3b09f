"""Kills the worker while it sends mail, to a server that is slow and puts mail off: each gets one mail."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.wave import Wave
from culture3d.services import messages
from culture3d.services.answering import deliveries
from tests.culture3d.mail_servers import Server, mail_server
from tests.culture3d.test_jobs import end, wait_for, worker_of
from tests.faults.counts import figure, times
from tests.faults.ring import PEOPLE, Ring

KILLS = times(short=2, long=50)
LATER = "p7@example.org"


def begin(ring: Ring) -> None:
    with ring.app.app_context():
        session = database_session()
        planned = messages.suggest(session, session.get_one(Wave, ring.wave))
        deliveries.begin(session, next(each for each in planned if each.kind is Kind.INVITATION))
        session.commit()


def is_sent(ring: Ring) -> bool:
    """Whether it is; a pause after a fault of the server is cut short."""
    with ring.app.app_context():
        session = database_session()
        soon = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
        session.execute(update(Message).where(Message.stage == Stage.SENDING).values(try_at=soon))
        session.commit()
        message = messages.of_kind(session, session.get_one(Wave, ring.wave), Kind.INVITATION)
        assert message is not None
        done = message.stage is Stage.SENT
        db.session.remove()
        return done


def kill_now_and_then(ring: Ring, settings: Settings, server: Server) -> int:
    """Kills workers as soon as they have sent a little more; says how many."""
    chance, kills = random.Random(1), 0
    while kills < KILLS and not is_sent(ring):
        before, worker = len(server.taken), worker_of(settings)
        wait_for(lambda: len(server.taken) > before or is_sent(ring), "no mail was sent")  # noqa: B023  called here
        time.sleep(chance.uniform(0, 0.2))
        worker.kill()
        worker.wait()
        kills += 1
    return kills


def test_each_gets_one_mail_but_for_the_one_in_flight(
    ring: Ring, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_LOOKS", 5)
    jobs.prepare(settings)
    begin(ring)
    with mail_server() as server:
        monkeypatch.setenv("CULTURE3D_MAIL", server.url)
        server.pause = 0.05
        refused: Counter[str] = Counter()

        def at_recipient(to: str, number: int) -> str | None:
            refused[to] += 1
            return "450 4.2.1 later" if to == LATER and number == 1 else None

        server.at_recipient = at_recipient
        kills = kill_now_and_then(ring, settings, server)
        last = worker_of(settings)
        try:
            wait_for(lambda: is_sent(ring), "the invitation was not sent to all")
        finally:
            end(last)
    got = Counter(server.recipients)
    assert len(got) == PEOPLE
    again = [to for to, count in got.items() if count > 1]
    assert sum(got.values()) - PEOPLE <= kills
    named = {(each["To"].addresses[0].addr_spec, str(each["Message-ID"])) for each in server.mails()}
    assert len(named) == PEOPLE  # twice the same, by which mailboxes know it
    figure(
        f"worker killed while it sends mail, {settings.database_url.partition(':')[0]}",
        f"{kills} kills, {PEOPLE} people, {len(again)} got the mail in flight twice, nobody none",
    )
