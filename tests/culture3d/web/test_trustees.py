"""Takes a wave with trustees through the browser, from their names to its results, and looks what is kept."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.pwhash import argon2id
from sqlalchemy import select

from culture3d import jobs, sealing
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.ballot import Ballot
from culture3d.models.grant import Role
from culture3d.models.invitation import Invitation
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave
from culture3d.sealing import Way
from culture3d.sealing import trustees as boxes
from culture3d.services import participants, passphrases, trustees
from culture3d.services.answering import ballots, invitations
from culture3d.services.answering.sheets import Sheet, Text
from culture3d.services.participants import Person
from tests.culture3d.cast import Cast
from tests.culture3d.invited import planned
from tests.culture3d.test_tally import fielded_of
from tests.culture3d.web.browsing import post
from tests.culture3d.web.signing_in import Place, account_of, consulting, enrol, let_in

WAVE = "/organisations/harbour/waves/2"
PAGE, OWN = f"{WAVE}/trustees/", f"{WAVE}/trustees/own"
WATCHING = "/organisations/harbour/safeguards/"
PASSPHRASES = {
    "consultant": "a ladder in the harbour",
    "willem": "seven pale umbrellas",
    "nadia": "nobody counts the gulls",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are weighed lightly here: that each costs a thief a second is tested elsewhere."""
    monkeypatch.setattr(argon2id, "OPSLIMIT_MODERATE", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(argon2id, "MEMLIMIT_MODERATE", argon2id.MEMLIMIT_MIN)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The jobs that were asked for."""
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda _, job, about: asked.append((job, about)))
    monkeypatch.setattr(jobs, "is_given_up", lambda *_: False)
    return asked


@pytest.fixture
def people(app: Flask, cast: Cast, asked: list[tuple[str, str]]) -> dict[str, FlaskClient]:
    """The browsers of a consultant and two observers; their client has planned a wave of eight people."""
    today = datetime.now(UTC).date()
    with app.app_context():
        session = database_session()
        wave = planned(session, cast)
        wave.opens_on, wave.closes_on = today, today + timedelta(days=9)
        participants.enrol(session, wave, [Person(f"Person {number}", None) for number in range(8)])
        session.commit()
        session.close()
    browsers = {"consultant": consulting(app)}
    for who in ("willem", "nadia"):
        enrol(app, f"{who}@example.org", Role.OBSERVER, Place(organisation=cast.organisation))
        browsers[who] = let_in(app, f"{who}@example.org")
    return browsers


def ids(app: Flask, *who: str) -> dict[str, str]:
    with app.app_context():
        found = [account_of(database_session(), f"{each}@example.org").id for each in who]
    return {f"trustee_{place}": str(id_) for place, id_ in enumerate(found, 1)}


def choose(browser: FlaskClient, passphrase: str, again: str | None = None):
    address = f"{OWN}/choose"
    return post(browser, address, passphrase=passphrase, again=passphrase if again is None else again)


def give(browser: FlaskClient, passphrase: str, to: str = "open"):
    return post(browser, OWN, form_on="/account/forgotten", to=to, passphrase=passphrase)


def state(app: Flask) -> State:
    with app.app_context():
        return the_wave().state


def the_wave() -> Wave:
    return database_session().scalars(select(Wave).where(Wave.address == "invited")).one()


def prepare(app: Flask, people: dict[str, FlaskClient]) -> None:
    """Everybody is named and has chosen, and the wave is launched and open."""
    post(people["consultant"], PAGE, **ids(app, *people))
    for who, browser in people.items():
        assert choose(browser, PASSPHRASES[who]).status_code == 303
    post(people["consultant"], f"{WAVE}/launch", when="now")
    assert state(app) is State.OPEN


def answer(app: Flask, settings: Settings) -> str:
    """All eight answer; gives the code of the last."""
    with app.app_context():
        session, wave = database_session(), the_wave()
        for letter in invitations.letters(session, wave, settings.keys, tuple(Way)):
            person = sealing.personal_keys(sealing.read_code(letter.secret) or b"", wave.id)
            sheet = Sheet((5, 4, 3, 2, 1, 5, 4, 3), (0,), texts=(Text("Said in confidence"),))
            ballots.submit(session, fielded_of(session, wave), person, sheet, letter.participant.id)
        session.commit()
        return letter.secret


def close(app: Flask, people: dict[str, FlaskClient]) -> None:
    post(people["consultant"], f"{WAVE}/close")
    assert state(app) is State.CLOSED


def test_from_three_names_to_the_results(
    app: Flask, settings: Settings, people: dict[str, FlaskClient], asked: list[tuple[str, str]]
) -> None:
    consultant, willem, nadia = people.values()
    assert 'href="/organisations/harbour/waves/2/trustees/"' in consultant.get(f"{WAVE}/plan").text
    prepare(app, people)
    log = consultant.get("/organisations/harbour/log/").text
    assert "The trustees of Autumn were named: Consultant, Willem, Nadia" in log
    assert "Willem chose a passphrase as trustee of Autumn" in log
    answer(app, settings)
    assert "This is not the passphrase" in give(willem, "seven pale umbrella", to="try").text
    give(willem, " seven  pale umbrellas", to="try")
    assert "this is the passphrase that you chose" in willem.get(OWN).text
    assert "until two of its trustees" in consultant.get(f"{WAVE}/close").text
    close(app, people)
    assert asked == []
    assert "You are a trustee of Autumn, which is closed" in willem.get(WATCHING).text
    assert "You are the first" in willem.get(OWN).text

    for _ in range(2):  # pressed twice
        assert give(willem, PASSPHRASES["willem"]).status_code == 303
    assert "one of these two has to come, too: Consultant, Nadia" in willem.get(OWN).text
    assert "until one more of these people" in consultant.get(PAGE).text
    assert asked == []
    _opens_nothing(app, settings)

    assert "One of the others was here already" in nadia.get(OWN).text
    assert give(nadia, PASSPHRASES["nadia"]).status_code == 303
    assert "Two passphrases are there" in nadia.get(OWN).text
    assert "data-poll" in nadia.get(OWN).text
    give(consultant, PASSPHRASES["consultant"])  # the third is not needed, and harms nothing
    wave_id = str(_id(app))
    assert set(asked) == {("close_wave", wave_id)}
    for step in jobs.JOBS["close_wave"].steps:
        with app.app_context():
            step(wave_id)
    assert state(app) is State.RELEASED
    assert "you can throw it away" in nadia.get(OWN).text
    assert "no longer needed" in consultant.get(PAGE).text
    assert "All 8 people who were invited answered." in consultant.get("/organisations/harbour").text
    log = consultant.get("/organisations/harbour/log/").text
    assert log.count("gave the passphrase that helps to open Autumn") == 2


def _id(app: Flask) -> int:
    with app.app_context():
        return the_wave().id


def _opens_nothing(app: Flask, settings: Settings) -> None:
    """A thief takes all that is kept after the first passphrase, and it, and opens nothing."""
    with app.app_context():
        session, wave = database_session(), the_wave()
        held = {each.name: each for each in trustees.trustees_of(session, wave)}
        sealed = list(session.scalars(select(Ballot.sealed).where(Ballot.wave_id == wave.id)))
        assert wave.public_key is not None and len(sealed) == 8
        with pytest.raises(sealing.KeyLocked):
            sealing.unseal(sealed, wave.public_key, settings.keys, len(sealed[0]))
        kept = [json.loads(file.read_bytes()) for file in settings.keys.glob("*.key")]
        (stolen,) = [each for each in kept if "boxes" in each]
        assert set(stolen) == {"mail_key", "boxes", "first"} and set(stolen["boxes"]) == {"1>0", "1>2"}
        thief = SealedBox(boxes._private(PASSPHRASES["willem"], held["Willem"].salt))
        for content in [*map(bytes.fromhex, stolen["boxes"].values()), *sealed]:
            with pytest.raises(CryptoError):
                thief.decrypt(content)
    _is_nowhere(settings.data)


def _is_nowhere(folder: Path) -> None:
    words = [passphrase.encode() for passphrase in PASSPHRASES.values()]
    for file in filter(Path.is_file, folder.rglob("*")):
        content = file.read_bytes()
        assert not any(each in content for each in words), file


def test_three_people_are_named_or_nobody(app: Flask, people: dict[str, FlaskClient]) -> None:
    consultant, willem, _ = people.values()
    three = ids(app, *people)
    assert "Choose three people" in post(consultant, PAGE, **{**three, "trustee_3": ""}).text
    twice = {**three, "trustee_3": three["trustee_1"]}
    assert "three people with different" in post(consultant, PAGE, **twice).text
    assert "Choose three people" in post(consultant, PAGE, **{**three, "trustee_3": "98765"}).text
    assert "Name three people" not in willem.get(PAGE).text
    post(consultant, PAGE, **three)
    assert "You are a trustee of Autumn. Before anybody is invited" in willem.get(WATCHING).text
    choose(willem, PASSPHRASES["willem"])
    post(consultant, PAGE, **{**three, "trustee_1": three["trustee_2"], "trustee_2": three["trustee_1"]})
    assert give(willem, PASSPHRASES["willem"], to="try").status_code == 303  # whoever stays keeps theirs
    assert "Trustee of Autumn: without a role here" in consultant.get("/organisations/harbour/access/").text
    with app.app_context():
        session = database_session()
        trustees.appoint(session, the_wave(), [account_of(session, "willem@example.org"), "Bo", "Cy"])
        session.commit()
    post(consultant, PAGE, trustee_1=three["trustee_2"], trustee_2="server-2", trustee_3="server-1")
    with app.app_context():
        named = trustees.trustees_of(database_session(), the_wave())
        assert [each.name for each in named] == ["Willem", "Cy", "Bo"] and named[0].public_key is not None
    post(consultant, PAGE)
    assert willem.get(OWN).status_code == 404
    assert "Autumn was left without trustees" in consultant.get("/organisations/harbour/log/").text


def test_a_passphrase_is_offered_typed_twice_and_shown_never_again(
    app: Flask, people: dict[str, FlaskClient], settings: Settings
) -> None:
    consultant, willem, nadia = people.values()
    post(consultant, PAGE, **ids(app, *people))
    offers = [re.findall(r'class="passphrase" [^>]*>([a-z ]+)<', willem.get(OWN).text) for _ in range(2)]
    assert offers[0] != offers[1] and all(len(offer.split()) == passphrases.WORDS for (offer,) in offers)
    assert 'autocomplete="new-password"' in willem.get(f"{OWN}/choose").text
    for passphrase, again, told in (
        ("seven pale umbrellas", "seven pale umbrella", "These two are not the same"),
        ("too short", "too short", "14 characters or more"),
    ):
        reply = choose(willem, passphrase, again)
        assert reply.status_code == 422 and told in reply.text and passphrase not in reply.text
    assert "has still to choose" in consultant.get(PAGE).text
    reply = choose(willem, PASSPHRASES["willem"])
    assert reply.headers["Cache-Control"] == "no-store"
    assert PASSPHRASES["willem"] not in reply.text + willem.get(reply.location).text + reply.location
    with willem.session_transaction() as session:
        assert PASSPHRASES["willem"] not in repr(dict(session))
    assert choose(willem, PASSPHRASES["willem"]).status_code == 303  # sent twice
    log = consultant.get("/organisations/harbour/log/").text
    assert log.count("Willem chose a passphrase") == 1
    assert give(nadia, "whatever it may be", to="try").status_code == 303  # there is nothing to try
    assert give(willem, PASSPHRASES["willem"]).status_code == 303  # nor to open before the close
    with app.app_context():
        assert the_wave().public_key is None
    _is_nowhere(settings.data)


def test_nobody_chooses_once_the_key_is_made(app: Flask, people: dict[str, FlaskClient]) -> None:
    prepare(app, people)
    assert choose_late(people["willem"], "another passphrase of mine").location.endswith("/own")
    assert give(people["willem"], PASSPHRASES["willem"], to="try").status_code == 303
    post(people["consultant"], PAGE, form_on="/account/forgotten")
    assert "that does not change any more" in people["consultant"].get(PAGE).text
    with app.app_context():
        assert len(trustees.trustees_of(database_session(), the_wave())) == 3


def choose_late(browser: FlaskClient, passphrase: str):
    address = f"{OWN}/choose"
    return post(browser, address, form_on="/account/forgotten", passphrase=passphrase, again=passphrase)


def test_a_passphrase_that_is_chosen_while_the_wave_is_launched_fits_the_key(
    app: Flask, settings: Settings, people: dict[str, FlaskClient]
) -> None:
    post(people["consultant"], PAGE, **ids(app, *people))
    for who, browser in people.items():
        choose(browser, PASSPHRASES[who])
    with app.app_context():
        session, wave = database_session(), the_wave()
        before = [each.public_key for each in trustees.trustees_of(session, wave)]
        choose(people["willem"], "an umbrella of another colour")  # between the look and the launch
        session = database_session()
        assert trustees.keys_of(session, the_wave()) != before
        db.session.remove()
    post(people["consultant"], f"{WAVE}/launch", when="now")
    close(app, people)
    assert give(people["willem"], PASSPHRASES["willem"]).status_code == 422
    give(people["willem"], "an umbrella of another colour")
    assert "one of these two has to come, too" in people["willem"].get(OWN).text


def test_many_wrong_passphrases_make_a_trustee_wait_and_nobody_else(
    app: Flask, people: dict[str, FlaskClient], settings: Settings
) -> None:
    prepare(app, people)
    close(app, people)
    replies = [give(people["willem"], "a passphrase that is wrong").status_code for _ in range(10)]
    assert replies == [422] * 10
    reply = give(people["willem"], PASSPHRASES["willem"])
    assert reply.status_code == 429 and "many wrong passphrases" in reply.text
    assert give(people["nadia"], PASSPHRASES["nadia"]).status_code == 303
    assert "Thank you" in people["nadia"].get(OWN).text


def test_a_wave_whose_passphrases_are_lost_is_given_up(
    app: Flask, settings: Settings, people: dict[str, FlaskClient], asked: list[tuple[str, str]]
) -> None:
    consultant = people["consultant"]
    prepare(app, people)
    code = answer(app, settings)
    give_up = f"{WAVE}/give-up"
    assert consultant.get(give_up).status_code == 303  # an open wave is closed or withdrawn
    close(app, people)
    give(people["willem"], PASSPHRASES["willem"])
    assert give_up in consultant.get(PAGE).text and give_up not in people["willem"].get(PAGE).text
    assert "As long as one of them may still find theirs" in consultant.get(give_up).text
    assert post(consultant, give_up, name="Spring").status_code == 422
    assert state(app) is State.CLOSED
    post(consultant, give_up, name="autumn")
    assert state(app) is State.WITHDRAWN and asked == [("withdraw_wave", str(_id(app)))]
    with app.app_context():
        session, wave = database_session(), the_wave()
        assert session.scalars(select(Ballot).where(Ballot.wave_id == wave.id)).all() == []
        assert wave.public_key and not sealing.has_wave_key(wave.public_key, settings.keys)
        marks = session.scalars(select(Invitation.answered).where(Invitation.wave_id == wave.id)).all()
        assert len(marks) == 8 and not any(marks)
        tally = jobs.JOBS["close_wave"].steps[0]
        tally(str(wave.id))  # a job that was asked for meanwhile finds nothing to do
    assert state(app) is State.WITHDRAWN
    log = consultant.get("/organisations/harbour/log/").text
    assert "Autumn was given up after its end, and its answers were deleted unopened" in log
    assert "Your passphrase opens nothing any more" in people["nadia"].get(OWN).text
    assert "It was withdrawn" in consultant.get(f"{WAVE}/").text
    person = app.test_client()
    told = person.get(f"/code/{code}", follow_redirects=True)
    assert told.status_code == 410 and "It was given up before there were results" in told.text
    assert "So there are no receipts" in person.get("/s/invited/receipts").text


def test_a_wave_that_can_be_opened_is_not_given_up(app: Flask, people: dict[str, FlaskClient]) -> None:
    prepare(app, people)
    close(app, people)
    give(people["willem"], PASSPHRASES["willem"])
    give(people["nadia"], PASSPHRASES["nadia"])
    reply = post(people["consultant"], f"{WAVE}/give-up", form_on="/account/forgotten", name="Autumn")
    assert reply.status_code == 303 and state(app) is State.CLOSED


@pytest.mark.parametrize("language", passphrases.BY_LANGUAGE)
def test_offered_words_are_many_short_and_of_plain_letters(language: str) -> None:
    words = passphrases.BY_LANGUAGE[language]
    assert len(set(words)) == len(words) == 512
    assert all(re.fullmatch("[a-z]{3,9}", word) for word in words)
    assert len(passphrases.offered(language)) >= sealing.LEAST_CHARACTERS


def test_an_account_goes_and_the_trustee_stays(app: Flask, people: dict[str, FlaskClient]) -> None:
    prepare(app, people)
    with app.app_context():
        session = database_session()
        found = session.scalars(select(Trustee).where(Trustee.name == "Willem")).one()
        found.account_id = None
        session.commit()
    assert people["willem"].get(OWN).status_code == 404
    assert "types it at the server" in people["consultant"].get(PAGE).text
