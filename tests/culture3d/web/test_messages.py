"""Shows that whoever looks after the people of a wave writes to them without being told who has answered."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from culture3d import jobs, mail, post, printing, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.invitation import Invitation
from culture3d.models.message import Kind, Message, Stage
from culture3d.models.participant import Participant
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import messages, waves
from culture3d.services.answering import deliveries, reached
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, Invited
from tests.culture3d.web.signing_in import consulting
from tests.culture3d.web.signing_in import post as send_form

PAGE = "/organisations/harbour/waves/2/messages/"


@pytest.fixture
def browser(app: Flask, invited: Invited, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A consultant's, while the wave is open, and has its usual messages."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    browser = consulting(app)
    send_form(browser, f"{PAGE}suggest", PAGE)
    return browser


def the(app: Flask, kind: Kind) -> Message:
    with app.app_context():
        found = (
            database_session()
            .scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
            .first()
        )
        assert found is not None
        database_session().expunge(found)
        return found


def address(app: Flask, kind: Kind) -> str:
    return f"{PAGE}{the(app, kind).id}/"


def test_the_usual_messages_are_planned_with_their_times(browser: FlaskClient) -> None:
    page = browser.get(PAGE).text
    found = re.findall(r"<h2>(\w+)</h2>|<strong>(\w+, \d+ \w+ 2026, [\d:]+)</strong>", page)
    assert [name or when for name, when in found] == [
        "Invitation",
        "Tuesday, 1 September 2026, 09:00",
        "Reminder",
        "Friday, 11 September 2026, 09:00",
        "Reminder",
        "Saturday, 19 September 2026, 09:00",
        "Thanks",
        "Tuesday, 22 September 2026, 09:00",
    ]
    assert "Plan the usual messages" not in page and "nobody is told who they are" in page


def test_a_text_is_changed_in_one_language(app: Flask, browser: FlaskClient) -> None:
    here = address(app, Kind.REMINDER)
    reply = send_form(
        browser,
        here,
        **{"subject-en": "Still open", "text-en": "Hello {name}:\r\n{link}", "subject-de": "", "text-de": ""},
    )
    assert reply.status_code == 303
    message = the(app, Kind.REMINDER)
    assert message.words == {"en": {"subject": "Still open", "text": "Hello {name}:\n{link}"}}
    assert message.due is None
    page = browser.get(here).text
    assert "Hello Alex Example:" in page and "Noch ist Zeit" in page
    assert "Sent by hand." in browser.get(PAGE).text


def test_faults_are_told_where_they_are_and_nothing_is_lost(app: Flask, browser: FlaskClient) -> None:
    here = address(app, Kind.REMINDER)
    fields = {
        "subject-en": "Hello {nobody}",
        "text-en": "<script>alert(1)</script> {name",
        "due": "2026-09-05T08:00",
    }
    reply = send_form(browser, here, **fields)
    assert reply.status_code == 422
    page = reply.text
    assert "There is no placeholder {nobody}. There are: {name}," in page
    assert "Without {link} nobody finds their way" in page and "A brace stands alone" in page
    assert "This time is over" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {name</textarea>" in page and "<script>alert" not in page
    for id_ in ("subject-en", "text-en", "due"):
        assert re.search(rf'id="{id_}"[^>]*aria-describedby="{id_}-help" aria-invalid="true"', page)
        assert f'id="{id_}-help"' in page
    assert the(app, Kind.REMINDER).words == {}


def test_an_invitation_whose_time_is_over_goes_out_at_launch_and_its_text_is_kept(
    app: Flask, browser: FlaskClient
) -> None:
    here = address(app, Kind.INVITATION)
    assert "it goes out as soon as the wave is launched" in browser.get(PAGE).text
    for due in ("2026-09-01T09:00", "2026-09-02T10:00"):
        reply = send_form(browser, here, **{"subject-en": "Own", "text-en": f"{due} {{link}}", "due": due})
        assert reply.status_code == 303
        message = the(app, Kind.INVITATION)
        assert message.words["en"]["text"] == f"{due} {{link}}"
        assert message.due == datetime.fromisoformat(due)


def test_a_text_is_kept_beside_a_time_that_is_over_meanwhile(app: Flask, browser: FlaskClient) -> None:
    here = address(app, Kind.REMINDER)
    fields = {"subject-en": "Own", "text-en": "{link}", "due": "2026-09-11T09:00"}
    assert send_form(browser, here, **fields).status_code == 303
    assert the(app, Kind.REMINDER).words["en"]["subject"] == "Own"


def test_a_message_is_done_without_and_planned_again(app: Flask, browser: FlaskClient) -> None:
    here = address(app, Kind.THANKS)
    send_form(browser, here, **{"subject-en": "Own", "text-en": "Thanks", "due": ""})
    send_form(browser, f"{here}remove", PAGE)
    page = browser.get(PAGE).text
    assert "Thanks: you do without it." in page and "with words of your own" in page
    send_form(browser, f"{here}again", PAGE)
    page = browser.get(PAGE).text
    assert "Tuesday, 22 September 2026, 09:00" in page and "You do without these" not in page
    assert the(app, Kind.THANKS).words["en"]["subject"] == "Own"


def test_a_closed_wave_tells_when_messages_were_sent_and_no_zeros(
    app: Flask, settings: Settings, browser: FlaskClient, invited: Invited
) -> None:
    send_form(browser, f"{address(app, Kind.INVITATION)}send", PAGE)
    with app.app_context():
        steps.send_message(f"{the(app, Kind.INVITATION).id}.1")
        assert "Handed over: 3." in browser.get(PAGE).text
        waves.close(database_session(), database_session().get_one(Wave, invited.wave), CLOSES)
        database_session().commit()
    page = browser.get(PAGE).text
    today = datetime.now(UTC)
    assert f"{today:%B %Y}" in page and "Was sent, from" in page
    assert "Handed over" not in page


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("soon", "no date with a time"),
        ("2999-01-01T09:00", "has closed by then"),
        ("2999-01-01T09:00+02:00", "no date"),
    ],
)
def test_a_wrong_time_is_told(app: Flask, browser: FlaskClient, due: str, said: str) -> None:
    assert said in send_form(browser, address(app, Kind.REMINDER), due=due).text


def test_a_preview_stores_nothing(app: Flask, browser: FlaskClient) -> None:
    fields = {"subject-en": "Look", "text-en": "<b>{name}</b> {link}", "look": "1"}
    page = send_form(browser, address(app, Kind.INVITATION), **fields).text
    assert "&lt;b&gt;Alex Example&lt;/b&gt;" in page
    assert the(app, Kind.INVITATION).words == {}


def test_a_test_goes_to_oneself_with_a_link_that_leads_nowhere(
    app: Flask, settings: Settings, browser: FlaskClient, invited: Invited
) -> None:
    fields = {"subject-de": "Probe", "text-de": "Guten Tag, {name}: {link}", "test": "de"}
    page = send_form(browser, address(app, Kind.INVITATION), **fields).text
    assert "A test is on its way to consultant@example.org." in page
    (file,) = mail.waiting(settings)
    made = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (made["To"].addresses[0].addr_spec, made["Subject"]) == ("consultant@example.org", "Probe")
    plain = made.get_body(("plain",)).get_content()
    assert "Alex Example" in plain and not any(secret in plain for secret in invited.secrets.values())
    found = re.search(r"/i/[\w-]+", plain)
    assert found is not None and app.test_client().get(found[0]).status_code == 404


def test_a_message_is_sent_once_however_often_it_is_pressed(
    app: Flask, settings: Settings, browser: FlaskClient
) -> None:
    here = address(app, Kind.REMINDER)
    assert "cannot be called back" in browser.get(f"{here}send").text
    for _ in range(2):
        assert send_form(browser, f"{here}send", PAGE).status_code == 303
    message = the(app, Kind.REMINDER)
    assert (message.stage, message.round) == (Stage.SENDING, 1)
    assert "Is being sent." in browser.get(PAGE).text
    with app.app_context():
        steps.send_message(f"{message.id}.1")
    assert len(list(settings.outbox.iterdir())) == 3
    assert send_form(browser, f"{here}remove", PAGE).status_code == 303
    assert the(app, Kind.REMINDER).stage is Stage.SENT


def test_no_page_tells_who_has_answered_or_how_many_were_reminded(
    app: Flask, settings: Settings, browser: FlaskClient, invited: Invited
) -> None:
    """Whoever answered, the pages read the same before, while and after a reminder is sent."""
    here = address(app, Kind.REMINDER)
    seen = []
    for answered in ((), ("Anna Albers",), ("Anna Albers", "Cleo Claasen", "Dora Davies")):
        _mark(app, {invited.ids[name] for name in answered})
        told = [_words(browser.get(PAGE).text)]
        round_ = _begun(app, here)
        told.append(_words(browser.get(PAGE).text))
        with app.app_context():
            steps.send_message(round_)
        seen.append([*told, _words(browser.get(PAGE).text), _words(browser.get(here).text)])
    assert seen[0] == seen[1] == seen[2]
    assert len(list(settings.outbox.iterdir())) == 3


def _mark(app: Flask, answered: set[int]) -> None:
    """Has exactly these people answered, and the reminder planned once more."""
    with app.app_context():
        session = database_session()
        for invitation in session.scalars(select(Invitation)):
            invitation.answered = invitation.participant_id in answered
        reminder = session.get_one(Message, the(app, Kind.REMINDER).id)
        reminder.stage, reminder.due = Stage.PLANNED, datetime(2026, 9, 11, 9)
        session.commit()


def _begun(app: Flask, here: str) -> str:
    with app.app_context():
        message = database_session().get_one(Message, int(here.split("/")[-2]))
        deliveries.begin(database_session(), message)
        database_session().commit()
        return f"{message.id}.{message.round}"


def _words(page: str) -> str:
    """Without what differs by itself: tokens, and the minute at which sending began."""
    return re.sub(r'value="[^"]+"|nonce="[^"]+"|Was sent, from [^<]+', "", page)


def test_an_address_is_corrected_and_only_this_person_is_written_to(
    app: Flask, settings: Settings, browser: FlaskClient, invited: Invited
) -> None:
    with app.app_context():
        session = database_session()
        message = messages.of_kind(session, session.get_one(Wave, invited.wave), Kind.INVITATION)
        assert message is not None
        deliveries.begin(session, message)
        for _ in deliveries.send(session, message, settings, post.post(settings)):
            session.commit()
        reached.returned(session, message.id, invited.ids["Anna Albers"], "5.1.1 no such mailbox")
        session.commit()
    page = browser.get(PAGE).text
    assert "Anna Albers" in page and "5.1.1 no such mailbox" in page and "Cleo Claasen" not in page
    assert "Handed over: 2. Waiting: 0. Not reached: 1." in page
    there = f"{PAGE}people/{invited.ids['Anna Albers']}/address"
    for wrong in ("nobody", "CLEO@example.org", "a@b.example\nBcc: c@d.example", ""):
        send_form(browser, there, PAGE, email=wrong)
        assert "Nothing was changed." in browser.get(PAGE).text
    for file in settings.outbox.iterdir():
        file.unlink()
    send_form(browser, there, PAGE, email="albers@example.org")
    with app.app_context():
        steps.send_message(f"{the(app, Kind.INVITATION).id}.2")
        assert (
            database_session().get_one(Participant, invited.ids["Anna Albers"]).email == "albers@example.org"
        )
        said = [entry.details for entry in database_session().scalars(select(AuditEntry))]
    (file,) = settings.outbox.iterdir()
    assert "albers@example.org" in file.read_text() and invited.secrets["Anna Albers"] in file.read_text()
    assert "Whom the invitation did not reach" not in browser.get(PAGE).text
    assert not any("Anna" in str(each) or "@" in str(each) for each in said)
    log = browser.get("/organisations/harbour/log/").text
    assert "address was corrected in Autumn" in log and "Sending the invitation of Autumn began" in log


def test_letters_are_made_and_lie_here_for_a_day(
    app: Flask, settings: Settings, browser: FlaskClient, invited: Invited
) -> None:
    page = send_form(browser, f"{PAGE}letters", PAGE).location
    task_id = page.rpartition("/")[2]
    with app.app_context():
        steps.do_task(task_id)
    told = browser.get(page).text
    assert "2 letters were made. They hold people" in told
    file = settings.files / f"letters-{task_id}"
    assert file.stat().st_mode & 0o777 == 0o600
    got = browser.get(f"{page}/file", buffered=True)
    assert got.data.startswith(b"%PDF") and "letters.pdf" in got.headers["Content-Disposition"]
    with app.app_context():
        session = database_session()
        ended = session.get_one(Task, task_id).ended_at
        assert ended is not None
        printing.clear_away(session, settings, ended + printing.LIES_FOR / 2)
        assert file.exists()
        printing.clear_away(session, settings, ended + printing.LIES_FOR)
        session.commit()
    assert not file.exists() and browser.get(f"{page}/file").status_code == 404
    assert "The file was deleted since." in browser.get(page).text


def test_letters_go_as_the_wave_closes(
    app: Flask, settings: Settings, browser: FlaskClient, cast: Cast, invited: Invited
) -> None:
    task_id = send_form(browser, f"{PAGE}letters", PAGE).location.rpartition("/")[2]
    with app.app_context():
        steps.do_task(task_id)
        (settings.files / "letters-of-a-dead-worker").write_bytes(b"x")
    steps.keep_calendar(app, steps.datetime(CLOSES.year + 1, 1, 1, tzinfo=steps.UTC))
    assert list(settings.files.glob("letters-*")) == []
