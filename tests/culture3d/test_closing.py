"""Shows the road from an open wave to its release: asked for by page or command."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.sealing import new_secret, personal_keys
from culture3d.services import waves
from culture3d.services.answering import ballots
from culture3d.services.answering.sheets import Sheet, Text
from tests.command_line import run
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited
from tests.culture3d.test_survey import token
from tests.culture3d.test_tally import fielded_of, the_wave
from tests.culture3d.web.signing_in import consulting

PAGE = "/organisations/harbour"


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """A consultant's browser."""
    return consulting(app)


def answer(app: Flask, cast: Cast, people: int = 12) -> None:
    with app.app_context():
        session = database_session()
        for person in range(people):
            sheet = Sheet(tuple((person + item) % 5 + 1 for item in range(8)), (0,), texts=(Text(),))
            wave = the_wave(session, cast)
            ballots.submit(
                session, fielded_of(session, wave), personal_keys(new_secret(), wave.id), sheet, None
            )
        session.commit()


def state(app: Flask, cast: Cast) -> State:
    with app.app_context():
        return the_wave(database_session(), cast).state


def close(client: FlaskClient) -> int:
    return client.post(
        f"{PAGE}/waves/1/close", data={"csrf_token": token(client.get(f"{PAGE}/waves/1/close").text)}
    ).status_code


def test_a_page_closes_the_wave_and_shows_its_results(
    app: Flask, settings: Settings, client: FlaskClient, cast: Cast
) -> None:
    jobs.prepare(settings)
    answer(app, cast)
    assert "12 of 60 have answered" in client.get(f"{PAGE}/waves/1/close").text
    assert close(client) == 303
    assert state(app, cast) is State.CLOSED
    assert "Spring is closed" in client.get(PAGE).text
    seen = [client.get(f"{PAGE}/waves/1/status").json]
    for step in jobs.JOBS["close_wave"].steps:
        with app.app_context():
            step(str(cast.wave))
        seen.append(client.get(f"{PAGE}/waves/1/status").json)
    assert [each["progress"] for each in seen] == [15, 60, 60, 100]
    assert [each["ended"] for each in seen] == [False, False, False, True]
    page = client.get(PAGE).text
    assert "12 of 60 invited people answered" in page
    assert "one set of answers per browser, not per person" in page


@pytest.mark.parametrize("people", [0, 4])
def test_the_results_of_a_few_do_not_say_how_few(
    app: Flask, settings: Settings, client: FlaskClient, cast: Cast, people: int
) -> None:
    jobs.prepare(settings)
    answer(app, cast, people)
    close(client)
    for step in jobs.JOBS["close_wave"].steps:
        with app.app_context():
            step(str(cast.wave))
    page = client.get(PAGE).text
    assert "Too few people answered: nothing can be told, not even how many they were." in page
    assert "is not known" not in page


@pytest.mark.parametrize(
    ("people", "english", "german"),
    [
        (0, "Fewer than 5 of 60 have answered.", "Weniger als 5 von 60 haben geantwortet."),
        (4, "Fewer than 5 of 60 have answered.", "Weniger als 5 von 60 haben geantwortet."),
        (5, "5 of 60 have answered.", "5 von 60 haben geantwortet."),
    ],
)
def test_the_pages_of_an_open_wave_tell_no_number_below_the_smallest_group(
    app: Flask, client: FlaskClient, cast: Cast, people: int, english: str, german: str
) -> None:
    answer(app, cast, people)
    for page in (PAGE, f"{PAGE}/waves/1/close"):
        assert _sentence(client, page, "en") == english
        assert _sentence(client, page, "de") == german


def test_nor_does_one_whose_list_is_shorter_or_unknown(app: Flask, client: FlaskClient, cast: Cast) -> None:
    told = []
    for asked in ({"all": 4}, {}):
        with app.app_context():
            the_wave(database_session(), cast).invited = asked
            database_session().commit()
        told.append(_sentence(client, PAGE, "en"))
    answer(app, cast, 6)
    assert [*told, _sentence(client, PAGE, "en")] == [
        *["Fewer than 5 have answered."] * 2,
        "6 have answered.",
    ]


def _sentence(client: FlaskClient, page: str, language: str) -> str:
    """What a page says of how many have answered."""
    text = client.get(page, headers={"Accept-Language": language}).text
    found = re.search(r"[^<>\n]* (have answered|haben geantwortet)\.", text)
    assert found is not None, text
    return found[0].strip()


def test_a_list_of_people_is_counted_while_the_wave_is_open(
    app: Flask, client: FlaskClient, cast: Cast, invited: Invited
) -> None:
    with app.app_context():
        the_wave(database_session(), cast).state = State.CLOSED
        database_session().commit()
    assert _sentence(client, PAGE, "en") == "Fewer than 5 of 5 have answered."


def test_nothing_is_closed_without_a_token_or_twice(
    app: Flask, settings: Settings, client: FlaskClient, cast: Cast
) -> None:
    jobs.prepare(settings)
    assert client.post(f"{PAGE}/waves/1/close").status_code == 400
    assert state(app, cast) is State.OPEN
    form = {"csrf_token": token(client.get(f"{PAGE}/waves/1/close").text)}
    assert [client.post(f"{PAGE}/waves/1/close", data=form).status_code for _ in range(2)] == [303, 303]
    assert client.get(f"{PAGE}/waves/1/close").location == f"{PAGE}/waves/1/"
    assert client.get(f"{PAGE}/waves/2/status").status_code == 404


def test_an_open_wave_tells_nothing_of_its_way(client: FlaskClient, cast: Cast) -> None:
    assert client.get(f"{PAGE}/waves/1/status").status_code == 404


def test_a_wave_whose_job_was_never_queued_is_taken_up(
    app: Flask, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise OperationalError("select 1", {}, Exception("gone"))

    monkeypatch.setattr(jobs, "enqueue", unreachable)
    assert close(client) == 303
    assert state(app, cast) is State.CLOSED
    assert steps.waves_waiting(app) == [str(cast.wave)]


def test_trying_again_closes_no_other_wave(
    app: Flask, client: FlaskClient, cast: Cast, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(jobs, "enqueue", lambda _, *job: asked.append(job))
    monkeypatch.setattr(jobs, "is_given_up", lambda *_: True)
    assert close(client) == 303
    page = client.get(PAGE).text
    action = re.search(r'<form method="post" action="([^"]+)">(?:(?!</form>).)*Try again', page, re.DOTALL)
    assert action is not None, page
    assert client.post(action[1], data={"csrf_token": token(page)}).status_code == 303
    assert asked == [("close_wave", str(cast.wave))] * 2
    assert state(app, cast) is State.CLOSED
    with app.app_context():
        assert database_session().get_one(Wave, invited.wave).state is State.OPEN
    assert client.post(f"{PAGE}/waves/2/results", data={"csrf_token": token(page)}).status_code == 404


def test_the_command_closes_and_tells_what_is_wrong(
    app: Flask, settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.prepare(settings)
    answer(app, cast, people=3)
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    mistyped = run("wave", "close", "harbor")
    assert (mistyped.status, mistyped.faults) == (
        2,
        ["there is no organisation “harbor”; there are: harbour"],
    )
    done = run("wave", "close", "harbour")
    assert done.status == 0
    assert done.out.startswith("Harbour & Sons, Spring is closed with fewer than 5 answers.")
    assert state(app, cast) is State.CLOSED
    again = run("wave", "close", "harbour")
    assert (again.status, again.faults) == (2, ["Harbour & Sons has no open wave"])


def test_keys_of_tallied_waves_are_spent(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session = database_session()
        assert waves.spent_keys(session) == []
        wave = the_wave(session, cast)
        wave.tallied = 0
        assert waves.spent_keys(session) == [wave.public_key]
        assert waves.closing(session, session.get_one(Organisation, cast.organisation)) is None
        session.rollback()
