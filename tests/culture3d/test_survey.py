"""Takes the survey as a person would, without JavaScript, from the promise to the receipt."""

import re

from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.wave import State, Wave
from tests.culture3d.cast import LINK, Cast

URL = f"/s/{LINK}"


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def send(client: FlaskClient, address: str, **fields: str) -> str:
    """Loads a page, fills it in, and gives the page that follows."""
    page = client.get(address).text
    reply = client.post(address, data={"csrf_token": token(page), **fields}, follow_redirects=True)
    assert reply.status_code == 200, reply.text
    return reply.text


def take(client: FlaskClient, unit: int | None = None) -> str:
    send(client, f"{URL}/")
    send(client, f"{URL}/1", item_0="5", item_1="4", item_2="-127")
    send(client, f"{URL}/3", unit=str(unit or -1), attribute_0="1")
    return send(client, f"{URL}/review")


def test_a_person_answers_and_gets_a_receipt(client: FlaskClient, app: Flask, cast: Cast) -> None:
    page = take(client, cast.units["dock/rope"])
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", page)
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
        assert database_session().query(Draft).count() == 0


def test_answers_are_kept_between_pages_and_never_in_plain(
    client: FlaskClient, app: Flask, cast: Cast
) -> None:
    send(client, f"{URL}/")
    send(client, f"{URL}/1", item_0="5", item_1="1")
    page = client.get(f"{URL}/1").text
    assert re.search(r'name="item_0" value="5" checked', page)
    assert re.search(r'name="item_1" value="1" checked', page)
    with app.app_context():
        draft = database_session().query(Draft).one()
        assert b"[5,1," not in draft.locked


def test_answering_again_replaces_the_first_ballot(client: FlaskClient, app: Flask, cast: Cast) -> None:
    first, second = take(client), take(client)
    assert first != second
    with app.app_context():
        assert database_session().query(Ballot).count() == 1


def test_two_browsers_are_two_ballots(app: Flask, cast: Cast) -> None:
    take(app.test_client())
    take(app.test_client())
    with app.app_context():
        assert database_session().query(Ballot).count() == 2


def test_reserve_items_are_not_asked(client: FlaskClient, cast: Cast) -> None:
    send(client, f"{URL}/")
    assert "A spare question" not in client.get(f"{URL}/1").text


def test_open_statements_are_pointed_out_but_not_forced(client: FlaskClient, cast: Cast) -> None:
    send(client, f"{URL}/")
    send(client, f"{URL}/1", item_0="5")
    send(client, f"{URL}/3", unit="-1")
    assert "6 statements are still open" in client.get(f"{URL}/review").text


def test_nothing_answered_is_not_submitted(client: FlaskClient, app: Flask, cast: Cast) -> None:
    send(client, f"{URL}/")
    page = client.get(f"{URL}/1").text
    client.post(f"{URL}/review", data={"csrf_token": token(page)})
    with app.app_context():
        assert database_session().query(Ballot).count() == 0


def test_an_answer_that_was_not_offered_is_refused(client: FlaskClient, cast: Cast) -> None:
    send(client, f"{URL}/")
    page = send(client, f"{URL}/1", item_0="6")
    assert "Please choose one of the answers" in page
    assert "needs another look" in send(client, f"{URL}/1", item_0="five")


def test_the_survey_speaks_german(client: FlaskClient, cast: Cast) -> None:
    page = client.get(f"{URL}/?lang=de").text
    assert '<html lang="de"' in page
    assert "Wie wir Kunden behandeln" in page


def test_another_language_keeps_the_page_and_its_answers(client: FlaskClient, cast: Cast) -> None:
    send(client, f"{URL}/")
    page = send(client, f"{URL}/1", item_0="4", lang="de")
    assert "Neues erreicht uns." in page
    assert re.search(r'name="item_0" value="4" checked', page)


def test_a_later_page_leads_to_the_door_first(client: FlaskClient, cast: Cast) -> None:
    assert client.get(f"{URL}/1").location == f"{URL}/"


def test_unknown_and_closed_links_are_told_kindly(client: FlaskClient, app: Flask, cast: Cast) -> None:
    assert client.get("/s/unknown/").status_code == 404
    with app.app_context():
        wave = database_session().get(Wave, cast.wave)
        assert wave is not None
        wave.state = State.CLOSED
        database_session().commit()
    reply = client.get(f"{URL}/")
    assert reply.status_code == 410
    assert "not open" in reply.text


def test_forms_need_their_token(client: FlaskClient, cast: Cast) -> None:
    assert client.post(f"{URL}/", data={}).status_code == 400
