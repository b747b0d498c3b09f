"""Shows whom a message reaches, once, and what is kept of that: nothing by which one learns who answered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from culture3d import mail, post, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.mail_server import MailServer
from culture3d.models.delivery import Delivery, Fate
from culture3d.models.invitation import Invitation
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.services import messages, participants, waves
from culture3d.services.answering import deliveries, invitations, reached, tally
from culture3d.services.participants import Person
from tests.culture3d.invited import CLOSES, OPENS, Invited
from tests.culture3d.mail_servers import Server, free_port, mail_server

NOW = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)
PEOPLE = 30
ALL = PEOPLE + 3


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server


@pytest.fixture
def served(settings: Settings, server: Server) -> Settings:
    return replace(settings, mail=MailServer.from_url(server.url))


@pytest.fixture
def wave(session: Session, settings: Settings, invited: Invited) -> Wave:
    """Thirty more people, all with an address, beside the three who have one."""
    wave = session.get_one(Wave, invited.wave)
    people = [Person(f"Person {n:02}", f"person{n:02}@example.org", None, "en") for n in range(PEOPLE)]
    participants.enrol(session, wave, people)
    invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
    messages.suggest(session, wave)
    session.commit()
    return wave


def begin(session: Session, wave: Wave, kind: Kind) -> Message:
    message = messages.of_kind(session, wave, kind)
    assert message is not None
    deliveries.begin(session, message, NOW)
    session.commit()
    return message


def round_of(session: Session, settings: Settings, message: Message, most: int | None = None) -> None:
    """One round of sending, or as much of it as comes before the worker dies."""
    for count, _ in enumerate(deliveries.send(session, message, settings, post.post(settings)), start=1):
        session.commit()
        if count == most:
            break
    session.rollback()


def answer(session: Session, *names: str) -> None:
    for name in names:
        who = session.scalars(select(Participant).where(Participant.name == name)).one()
        session.get_one(Invitation, who.id).answered = True
    session.commit()


def rows(session: Session, message: Message) -> Counter[str]:
    found = session.scalars(select(Delivery.fate).where(Delivery.message_id == message.id))
    return Counter(fate.value for fate in found)


def test_an_invitation_reaches_everybody_with_an_address_by_their_own_link(
    session: Session, served: Settings, server: Server, wave: Wave, invited: Invited
) -> None:
    message = begin(session, wave, Kind.INVITATION)
    round_of(session, served, message)
    assert Counter(server.recipients) == Counter(dict.fromkeys(server.recipients, 1))
    assert len(server.recipients) == ALL and server.connections == 1
    assert (message.stage, message.try_at) == (Stage.SENT, None)
    anna = next(each for each in server.mails() if "anna@" in each["To"])
    link = f"{served.address}/i/{invited.secrets['Anna Albers']}"
    assert anna["Subject"] == "Wie sehen Sie Harbour & Sons? Ihre Antworten zählen"
    plain, html = anna.get_body(("plain",)), anna.get_body(("html",))
    assert (
        plain is not None and link in plain.get_content() and "Guten Tag, Anna Albers," in plain.get_content()
    )
    assert html is not None and f'<a href="{link}">{link}</a>' in html.get_content()
    assert reached.progress(session, message) == reached.Progress(0, ALL, 0)


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.REMINDER])
def test_a_worker_that_dies_repeats_the_mail_in_flight_at_most(
    session: Session,
    served: Settings,
    server: Server,
    wave: Wave,
    kind: Kind,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = begin(session, wave, kind)
    for done in (3, 1, 7):
        round_of(session, served, message, most=done)
    # Handed over, and dead before it was written down.
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(deliveries, "_keep", lambda *_: (_ for _ in ()).throw(RuntimeError))
        round_of(session, served, message)
    session.rollback()
    round_of(session, served, message)
    times = Counter(server.recipients)
    assert len(times) == ALL and sorted(times.values()) == [1] * (ALL - 1) + [2]
    (twice,) = [to for to, count in times.items() if count == 2]
    assert len({each["Message-ID"] for each in server.mails() if twice in each["To"]}) == 1


def test_a_reminder_reaches_those_who_have_not_answered_and_leaves_nothing(
    session: Session, served: Settings, server: Server, wave: Wave
) -> None:
    answer(session, "Anna Albers", *(f"Person {n:02}" for n in range(10)))
    message = begin(session, wave, Kind.REMINDER)
    round_of(session, served, message, most=5)
    assert rows(session, message) == {"waiting": ALL - 11 - 5}
    answer(session, "Person 20", "Person 29")  # while it is being sent
    round_of(session, served, message)
    silent = {f"person{n:02}@example.org" for n in range(10, PEOPLE)} | {
        "cleo@example.org",
        "dora@example.org",
    }
    gone = {"person20@example.org", "person29@example.org"}
    assert Counter(server.recipients) == Counter(dict.fromkeys(silent - gone, 1))
    assert message.stage is Stage.SENT and rows(session, message) == {}
    assert reached.progress(session, message) is None


def test_a_reminder_that_is_refused_says_nothing_of_its_reader(
    session: Session, served: Settings, server: Server, wave: Wave
) -> None:
    server.at_recipient = lambda to, _: "550 5.2.2 mailbox full" if to == "person03@example.org" else None
    message = begin(session, wave, Kind.REMINDER)
    (who,) = [each.id for each in session.scalars(select(Participant).where(Participant.name == "Person 03"))]
    round_of(session, served, message)
    assert rows(session, message) == {} and reached.failed(session, wave) == []
    assert not reached.returned(session, message.id, who, "no such user")
    assert message.trouble is None and message.stage is Stage.SENT


def test_refusals_in_the_middle_are_told_by_person_and_the_rest_goes_on(
    session: Session, served: Settings, server: Server, wave: Wave
) -> None:
    answers = {
        "person05@example.org": "550 5.1.1 <person05@example.org> unknown",
        "person11@example.org": "451 4.7.1 greylisted",
    }
    server.at_recipient = lambda to, times: answers.get(to) if times == 1 else None
    message = begin(session, wave, Kind.INVITATION)
    round_of(session, served, message)
    assert message.stage is Stage.SENDING and message.trouble == "451 4.7.1 greylisted"
    assert message.try_at is not None and message.failures == 1
    round_of(session, served, message)
    assert message.stage is Stage.SENT and message.trouble is None
    assert len(server.recipients) == len(set(server.recipients)) == ALL - 1
    (failed,) = reached.failed(session, wave)
    assert (failed.participant.name, failed.fate) == ("Person 05", Fate.REFUSED)
    assert failed.reason == "550 5.1.1 … unknown"
    # Corrected, and sent once more, to this one alone.
    failed.participant.email = "five@example.org"
    deliveries.send_again(session, wave, failed.participant.id)
    session.commit()
    round_of(session, served, message)
    assert server.recipients[-1] == "five@example.org" and len(server.recipients) == ALL
    assert reached.failed(session, wave) == []


def test_a_server_that_goes_in_the_middle_is_tried_again_later_and_later(
    session: Session, served: Settings, server: Server, wave: Wave
) -> None:
    server.hangs_up_after = 12
    message = begin(session, wave, Kind.INVITATION)
    for _ in range(3):
        round_of(session, served, message)
    assert len(server.recipients) == 12
    assert message.trouble == "421 4.3.2 closing down" and (message.round, message.failures) == (4, 3)
    nowhere = replace(served, mail=MailServer.from_url(f"smtp://127.0.0.1:{free_port()}"))
    round_of(session, nowhere, message)
    assert message.try_at is not None
    pause = message.try_at - datetime.now(UTC).replace(tzinfo=None)
    assert timedelta(minutes=7) < pause <= timedelta(minutes=8)
    server.hangs_up_after = None
    round_of(session, served, message)
    assert Counter(server.recipients) == Counter(dict.fromkeys(server.recipients, 1))
    assert len(server.recipients) == ALL and message.stage is Stage.SENT


def test_whoever_is_put_off_forever_is_told_as_refused(
    session: Session, served: Settings, server: Server, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_TRIES", 3)
    server.at_recipient = lambda to, _: "452 4.2.2 full" if to == "person05@example.org" else None
    message = begin(session, wave, Kind.INVITATION)
    for _ in range(4):
        round_of(session, served, message)
    (failed,) = reached.failed(session, wave)
    assert failed.reason == "452 4.2.2 full" and message.stage is Stage.SENT


def test_nobody_is_written_to_about_a_wave_that_has_closed(
    session: Session, served: Settings, server: Server, wave: Wave
) -> None:
    message = begin(session, wave, Kind.REMINDER)
    round_of(session, served, message, most=2)
    waves.close(session, wave, CLOSES)
    session.commit()
    round_of(session, served, message)
    assert len(server.recipients) == 2
    assert message.stage is Stage.SENT and rows(session, message) == {}


def test_thanks_go_to_everybody_whether_they_answered_or_not(
    session: Session, settings: Settings, served: Settings, server: Server, wave: Wave
) -> None:
    round_of(session, settings, begin(session, wave, Kind.INVITATION))
    waves.close(session, wave, CLOSES)
    tally.tally(session, wave, settings.keys)
    session.commit()
    assert session.scalars(select(Delivery)).all() == []  # all gone with the tally
    message = begin(session, wave, Kind.THANKS)
    round_of(session, served, message)
    assert len(set(server.recipients)) == ALL and rows(session, message) == {}
    assert not any("/i/" in str(each.get_body(("plain",))) for each in server.mails())


def test_a_tally_takes_the_links_out_of_the_outbox(
    app: Flask, session: Session, settings: Settings, wave: Wave
) -> None:
    round_of(session, settings, begin(session, wave, Kind.INVITATION))
    mail.send(settings, ("Ada", "ada@example.org"), "Choose a password", "https://example.com")
    assert len(list(settings.outbox.iterdir())) == ALL + 1
    waves.close(session, wave, CLOSES)
    tally.tally(session, wave, settings.keys)
    session.commit()
    steps.destroy_key(str(wave.id))
    assert len(list(settings.outbox.iterdir())) == 1


def test_the_calendar_begins_what_is_due(app: Flask, session: Session, wave: Wave) -> None:
    kinds = {each.kind: each for each in messages.of(session, wave) if each.kind is not Kind.REMINDER}
    first, second = (each for each in messages.of(session, wave) if each.kind is Kind.REMINDER)
    wave.closes_on = OPENS + timedelta(days=60)
    session.commit()
    assert steps.messages_due(app, datetime(2026, 9, 1, 8, 59, tzinfo=UTC)) == []
    began = steps.messages_due(app, datetime(2026, 9, 1, 9, 0, tzinfo=UTC))
    assert began == [f"{kinds[Kind.INVITATION].id}.1"]
    # The worker was away for weeks: one reminder is enough.
    steps.messages_due(app, datetime(2026, 10, 1, tzinfo=UTC))
    session.expire_all()
    assert (first.stage, second.stage) == (Stage.DROPPED, Stage.SENDING)
    assert kinds[Kind.THANKS].stage is Stage.PLANNED
    # A clock set back begins nothing again.
    assert f"{second.id}.2" not in steps.messages_due(app, datetime(2026, 9, 19, 9, tzinfo=UTC))


def test_a_reminder_that_comes_too_late_is_dropped(app: Flask, session: Session, wave: Wave) -> None:
    waves.close(session, wave, CLOSES)
    session.commit()
    (began,) = steps.messages_due(app, datetime(2026, 10, 1, tzinfo=UTC))
    stages = {each.kind: each.stage for each in messages.of(session, wave)}
    assert stages == {
        Kind.INVITATION: Stage.DROPPED,
        Kind.REMINDER: Stage.DROPPED,
        Kind.THANKS: Stage.SENDING,
    }
    assert began.endswith(".1")


def test_a_round_is_sent_by_its_job_once(
    app: Flask, session: Session, settings: Settings, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = begin(session, wave, Kind.INVITATION)
    round_ = f"{message.id}.{message.round}"
    steps.send_message(round_)
    for file in settings.outbox.iterdir():
        file.unlink()
    steps.send_message(round_)
    steps.message_failed(round_)
    session.expire_all()
    assert list(settings.outbox.iterdir()) == [] and message.stage is Stage.SENT


def test_a_round_that_fails_is_put_off(app: Flask, session: Session, settings: Settings, wave: Wave) -> None:
    message = begin(session, wave, Kind.INVITATION)
    for key in settings.keys.iterdir():
        key.unlink()
    with pytest.raises(Exception, match="key"):
        steps.send_message(f"{message.id}.1")
    database_session().rollback()
    steps.message_failed(f"{message.id}.1")
    session.expire_all()
    assert message.round == 2 and "worker's log" in (message.trouble or "")


def test_somebody_added_while_it_is_sent_gets_their_mail_in_the_same_round(
    session: Session, settings: Settings, served: Settings, server: Server, wave: Wave
) -> None:
    message = begin(session, wave, Kind.INVITATION)
    round_of(session, served, message, most=5)
    early = session.scalars(select(Participant).where(Participant.name == "Anna Albers")).one()
    deliveries.send_again(session, wave, early.id)  # behind the place where the round is
    session.commit()
    assert message.round == 1
    round_of(session, served, message)
    while message.stage is Stage.SENDING:
        round_of(session, served, message)
    assert Counter(server.recipients)["anna@example.org"] == 2
    assert len(server.recipients) == ALL + 1


def test_a_mail_holds_no_secret_but_the_link(
    session: Session, served: Settings, server: Server, wave: Wave
) -> None:
    message = begin(session, wave, Kind.INVITATION)
    round_of(session, served, message)
    for each in server.mails():
        assert each["Message-ID"].startswith(f"<c3d-{message.id}-")
        plain = each.get_body(("plain",))
        assert plain is not None
        secret = plain.get_content().partition("/i/")[2].split()[0]
        assert len(secret) == 22 and not any(secret in str(value) for value in each.values())
    kept = session.execute(text("SELECT * FROM delivery")).all()
    assert not any("example.org" in str(row) for row in kept)
    assert wave.state is State.OPEN
