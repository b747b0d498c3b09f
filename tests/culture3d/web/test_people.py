"""Shows that people are put on a wave's list from a file or by hand, and the list is corrected."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.message import Stage
from culture3d.models.participant import Participant
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.sealing import Way
from culture3d.services import messages, participants, people_imports
from culture3d.services.answering import invitations
from culture3d.services.participants import Person
from tests.culture3d.cast import Cast
from tests.culture3d.invited import OPENS, Invited, planned
from tests.culture3d.web.signing_in import consulting, post, token_in
from tests.surveys.test_xlsx_files import workbook

PEOPLE = "/organisations/harbour/waves/2/people/"


@pytest.fixture
def browser(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The browser of a consultant whose client has a second wave that is planned."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    with app.app_context():
        planned(database_session(), cast)
        database_session().commit()
    return consulting(app)


def listed(app: Flask) -> dict[str, tuple[str | None, str]]:
    """Who is on the list: address and unit, by name."""
    with app.app_context():
        people = database_session().scalars(select(Participant).order_by(Participant.id))
        return {each.name: (each.email, each.unit.code if each.unit else "") for each in people}


def send(browser: FlaskClient, content: str | bytes) -> TestResponse:
    file = (io.BytesIO(content.encode() if isinstance(content, str) else content), "people")
    token = token_in(browser.get(f"{PEOPLE}import/").text)
    return browser.post(f"{PEOPLE}import/", data={"csrf_token": token, "file": file})


def work(app: Flask, reply: TestResponse) -> Task:
    task_id = reply.location.rpartition("/")[2]
    with app.app_context():
        steps.do_task(task_id)
        db.session.remove()
        return database_session().get_one(Task, task_id)


def test_a_file_is_understood_then_put_on_the_list_by_the_worker(
    app: Flask, settings: Settings, browser: FlaskClient
) -> None:
    assert "Nobody is on the list yet" in browser.get(PEOPLE).text
    reply = send(
        browser,
        "Vorname;Nachname;E-Mail;Abteilung;Sprache;Rolle;How long have you been here?;Schuhe\n"
        "Anna;Albers;anna@example.org;Crane;Deutsch;Führungskraft;Longer;38\n"
        "Jörg;Öl;;dock/rope;;;Bis zwei Jahre;44\n",
    )
    page = browser.get(reply.location).text
    assert "“Vorname”" in page and "Not used: Schuhe." in page and "Albers" in page
    asked = post(browser, reply.location)
    assert post(browser, reply.location).location == asked.location  # pressed twice
    task = work(app, asked)
    assert (task.told["people"], task.progress) == (2, 100)
    assert listed(app) == {"Anna Albers": ("anna@example.org", "crane"), "Jörg Öl": (None, "rope")}
    with app.app_context():
        anna, joerg = database_session().scalars(select(Participant).order_by(Participant.id))
        assert (anna.language, anna.perspective, list(anna.attributes)) == ("de", 1, [1])
        assert (joerg.language, joerg.perspective, list(joerg.attributes)) == ("en", 0, [0])
    assert "2 people were put on the list." in browser.get(asked.location).text
    assert list(settings.files.glob("sent-*")) == []
    assert work(app, asked).told["people"] == 2 and len(listed(app)) == 2  # a worker that died begins anew
    assert "put on the list of Autumn from a file" in browser.get("/organisations/harbour/log/").text


def test_a_workbook_does_as_well(app: Flask, browser: FlaskClient) -> None:
    reply = send(browser, workbook(("Name", "Unit"), ("Anna", "office"), (None, None), ("Ben", "Dock")))
    work(app, post(browser, reply.location))
    assert listed(app) == {"Anna": (None, "office"), "Ben": (None, "dock")}


def test_one_fault_and_nobody_is_put_on_the_list(app: Flask, browser: FlaskClient) -> None:
    rows = "".join(f"P{number},offise\n" for number in range(30))
    asked = post(browser, send(browser, f"name,unit\nAnna,office\n{rows}Anna,office\n").location)
    task = work(app, asked)
    assert task.told["faults"] == 31 and listed(app) == {}
    page = browser.get(f"{asked.location}?lang=de").text
    assert "31 Fehler" in page and "row 3: unit: “offise” is no unit; perhaps “office”" in page
    assert "P29" not in page
    file = browser.get(f"{asked.location}/file", buffered=True)
    assert "faults.csv" in file.headers["Content-Disposition"]
    assert len(file.text.splitlines()) == 32
    twice = work(app, post(browser, send(browser, "name,unit\nAnna,office\nAnna,Office\n").location))
    assert "stands in row 2 already" in str(twice.told["listed"])


def test_a_file_that_is_no_list_is_refused_at_once(browser: FlaskClient) -> None:
    reply = send(browser, "colour\nred\n")
    assert reply.status_code == 422 and "this column is missing" in reply.text
    assert send(browser, b"").status_code == 422
    assert browser.get(f"{PEOPLE}import/sent-9-{'x' * 22}").status_code == 404


def test_people_who_were_invited_meanwhile_keep_the_list_as_it_is(
    app: Flask, settings: Settings, browser: FlaskClient
) -> None:
    asked = post(browser, send(browser, "name\nAnna\n").location)
    with app.app_context():
        session = database_session()
        wave = session.scalars(select(Wave).where(Wave.number == 2)).one()
        participants.add(session, wave, Person("Ben"))
        invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
        session.commit()
    task = work(app, asked)
    assert "people were invited meanwhile" in str(task.told["listed"]) and list(listed(app)) == ["Ben"]
    assert browser.get(f"{PEOPLE}import/").status_code == 404
    page = browser.get(PEOPLE).text
    assert "takes no file any more" in page and "Ben" in page and "people/new" not in page


def test_a_file_that_is_gone_is_told(app: Flask, settings: Settings, browser: FlaskClient) -> None:
    asked = post(browser, send(browser, "name\nAnna\n").location)
    with app.app_context():
        steps.sent_files.sweep(settings.files, steps.sent_files.a_day_ago() + 2 * 86_400)
    assert "not there any longer" in str(work(app, asked).told["listed"])


def test_the_bar_moves_while_a_long_file_is_read(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.csv_files._BATCH", 100)
    rows = "".join(f"Person {number}\n" for number in range(300))
    asked = post(browser, send(browser, f"name\n{rows}").location)
    with app.app_context():
        session = database_session()
        task = session.get_one(Task, asked.location.rpartition("/")[2])
        seen = [task.progress for _ in people_imports.work(session, task, app.config["SETTINGS"])]
        assert seen == sorted(seen) and len(set(seen)) >= 4 and 0 < seen[0] < seen[-1] < 100
        session.rollback()


def test_somebody_is_added_changed_and_taken_off_by_hand(app: Flask, browser: FlaskClient) -> None:
    fields = {"name": "Anna", "email": "anna@example.org", "unit": "dock/crane", "tenure": "old"}
    assert post(browser, f"{PEOPLE}new", **fields).location == PEOPLE
    again = post(browser, f"{PEOPLE}new", **fields)
    assert again.status_code == 422 and "on the list of this wave already" in again.text
    wrong = post(browser, f"{PEOPLE}new", name="Ben", email="ben", language="fr")
    assert wrong.status_code == 422 and "is no address" in wrong.text and 'value="Ben"' in wrong.text
    with app.app_context():
        anna = database_session().scalars(select(Participant.id)).one()
    page = browser.get(f"{PEOPLE}{anna}/").text
    assert '<option value="dock/crane" selected>' in page and '<option value="old" selected>' in page
    post(browser, f"{PEOPLE}{anna}/", name="Anna A.", unit="office", language="de", perspective="leader")
    assert listed(app) == {"Anna A.": (None, "office")}
    post(browser, f"{PEOPLE}{anna}/remove", f"{PEOPLE}{anna}/")
    assert listed(app) == {} and browser.get(f"{PEOPLE}{anna}/").status_code == 404


def test_a_long_list_has_pages_and_can_be_searched(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"P{number:03},office\n" for number in range(60))
    work(app, post(browser, send(browser, f"name,unit\n{rows}A_b,dock\n").location))
    first = browser.get(PEOPLE).text
    assert "61 people" in first and "page 1 of 2" in first and "P048" in first and "P059" not in first
    assert "P059" in browser.get(f"{PEOPLE}?page=2").text
    for words, many in (("p01", "10 people"), ("DOCK", "1 person"), ("_", "1 person"), ("%", "0 people")):
        assert many in browser.get(PEOPLE, query_string={"words": words}).text


def test_nobody_sees_there_who_answered(app: Flask, invited: Invited) -> None:
    browser = consulting(app)
    page = browser.get(PEOPLE).text
    assert "Anna Albers" in page
    with app.app_context():
        database_session().execute(db.text("UPDATE invitation SET answered = true"))
        database_session().commit()
    assert browser.get(PEOPLE).text.split("<main")[1] == page.split("<main")[1]


def test_after_the_first_invitation_people_come_move_and_leave_one_by_one(
    app: Flask, invited: Invited
) -> None:
    browser, here, ids = consulting(app), PEOPLE, invited.ids
    assert "takes no file any more" in browser.get(here).text
    assert browser.get(f"{here}new").status_code == 404
    assert post(browser, f"{here}late/new", name="", unit="office").status_code == 422
    assert post(browser, f"{here}late/new", name="Finn Falk", email="finn@example.org").status_code == 303
    with app.app_context():
        found = database_session().scalars(select(Participant).where(Participant.name == "Finn Falk")).one()
        assert found.wave_id == invited.wave
    late = f"{here}late/{ids['Ewa Evans']}/"
    assert "counting one fewer would show" in browser.get(f"{late}remove").text
    assert "Take off the list</button>" not in browser.get(late).text  # nobody goes at one click
    with app.app_context():
        office = database_session().get_one(Participant, ids["Ewa Evans"]).unit_id
    assert post(browser, f"{here}late/{ids['Ben Brown']}/move", late, unit=str(office)).status_code == 303
    assert post(browser, f"{here}late/{ids['Ben Brown']}/move", late, unit="999").status_code == 404
    assert listed(app)["Ben Brown"] == (None, "office")
    assert post(browser, f"{late}remove", late).status_code == 303
    assert "Ewa Evans" not in listed(app) and "Ewa Evans" not in browser.get(here).text
    assert browser.get(late).status_code == 404


def test_somebody_is_corrected_and_invited_again_though_no_mail_came_back(
    app: Flask, settings: Settings, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    browser, here = consulting(app), f"{PEOPLE}late/{invited.ids['Anna Albers']}/"
    with app.app_context():
        session = database_session()
        invitation = messages.suggest(session, session.get_one(Wave, invited.wave))[0]
        invitation.stage, id_ = Stage.SENT, invitation.id
        session.commit()
    wrong = post(browser, here, name="Anna Albers", email="cleo@example.org", language="de")
    assert wrong.status_code == 422 and "on the list of this wave already" in wrong.text
    assert post(browser, here, name="", email="anna@example.org", language="de").status_code == 422
    reply = post(browser, here, name="Anna Ahlers", email="ahlers@example.org", language="en")
    assert "The invitation goes to ahlers@example.org" in browser.get(reply.location).text
    with app.app_context():
        steps.send_message(f"{id_}.1")
    mails = [file.read_text() for file in settings.outbox.iterdir()]
    (mail,) = [text for text in mails if "ahlers@example.org" in text]
    assert invited.secrets["Anna Albers"] in mail and "Hello Anna Ahlers" in mail
    for _ in range(3):
        post(browser, f"{here}again", here)
        assert "within a minute from now" in browser.get(here).text
    post(browser, f"{here}again", here)
    assert "Wait for ten minutes" in browser.get(here).text
    reply = post(browser, here, name="Anna Ahlers", email="", language="en")
    assert "need a letter" in browser.get(reply.location).text
    log = browser.get("/organisations/harbour/log/").text
    assert "name or language was corrected" in log and "address was taken out" in log
    with app.app_context():
        wave = database_session().get_one(Wave, invited.wave)
        for ways, only, names in (
            ((Way.CODE,), None, {"Anna Ahlers", "Ben Brown", "Ewa Evans"}),
            (tuple(Way), invited.ids["Ben Brown"], {"Ben Brown"}),
        ):
            found = invitations.letters(database_session(), wave, settings.keys, ways, only)
            assert {letter.participant.name for letter in found} == names


def test_the_page_of_a_person_is_the_same_whether_they_answered(app: Flask, invited: Invited) -> None:
    browser, here = consulting(app), f"{PEOPLE}late/{invited.ids['Anna Albers']}/"
    page = _words(browser.get(here).text)
    with app.app_context():
        database_session().execute(db.text("UPDATE invitation SET answered = true"))
        database_session().commit()
    assert _words(browser.get(here).text) == page


def _words(page: str) -> str:
    """Without the tokens of forms, which are signed at a time."""
    return re.sub(r'name="csrf_token"[^>]+', "", page.split("<main")[1])


def test_a_latecomer_is_told_how_they_are_reached_and_gets_a_letter_alone(
    app: Flask, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    browser, new = consulting(app), f"{PEOPLE}late/new"
    reply = post(browser, new, name="Finn Falk", email="finn@example.org")
    assert "No invitation is planned by mail: plan one" in browser.get(reply.location).text
    reply = post(browser, new, name="Gil Grau")
    page = browser.get(reply.location).text
    assert "Gil Grau is on the list. Without an address they need a letter" in page
    asked = post(browser, f"{reply.location}letter", reply.location)
    with app.app_context():
        task = database_session().get_one(Task, asked.location.rpartition("/")[2])
        assert task.about == f"{invited.wave}.{reply.location.split('/')[-2]}"
    assert browser.get(asked.location).status_code == 200


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("özd", {"Ali Özdemir"}),
        ("ÖZDEMIR", {"Ali Özdemir"}),
        ("STRAUSS", {"Eva Strauß"}),
        ("anna@EXAMPLE", {"Anna Albers"}),
        ("crane", {"Ben Brown", "Anna Albers"}),
        ("%", set()),
    ],
)
def test_people_are_found_however_they_are_written(
    app: Flask, invited: Invited, words: str, found: set[str]
) -> None:
    with app.app_context():
        session = database_session()
        wave = session.get_one(Wave, invited.wave)
        participants.enrol(session, wave, [Person("Ali Özdemir"), Person("Eva Strauß")])
        crane = next(unit for unit in wave.organisation.units if unit.code == "crane")
        crane.label = "Lifting"  # found by its code as well
        people, many = participants.search(session, wave, words, 0, 50)
        assert ({each.name for each in people}, many) == (found, len(found))
        assert participants.search(session, wave, words, 1, 50)[1] == many
