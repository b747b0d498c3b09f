"""Comes in by link and by code, and is turned away in words that give nothing away."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.ballot import Ballot
from culture3d.models.invitation import Invitation
from culture3d.models.wave import State, Wave
from culture3d.sealing import code_text, link_text
from culture3d.services.throttle import MOST_FAILURES
from tests.culture3d.cast import LINK, Cast
from tests.culture3d.invited import ADDRESS, OPENS, Invited, invite
from tests.culture3d.web.browsing import post, send

DOOR = f"/s/{ADDRESS}/"
Enter = Callable[[str], str]


@pytest.fixture
def enter(client: FlaskClient, invited: Invited) -> Enter:
    """Lets a person in by their link or code; the door's page."""

    def enter(name: str) -> str:
        text = invited.secrets[name]
        reply = client.get(f"/code/{text}" if "-" in text and len(text) == 19 else f"/i/{text}")
        assert (reply.status_code, reply.location) == (303, DOOR)
        return client.get(DOOR).text

    return enter


def move(app: Flask, wave_id: int, state: State) -> None:
    with app.app_context():
        database_session().get_one(Wave, wave_id).state = state
        database_session().commit()


def test_a_link_leads_to_the_door_in_its_persons_language(enter: Enter) -> None:
    page = enter("Anna Albers")
    assert '<html lang="de"' in page
    assert "Wer Ihren persönlichen Link oder Code hat" in page
    assert "Compass Consulting" in page


def test_no_later_address_holds_the_secret(client: FlaskClient, invited: Invited) -> None:
    reply = client.get(f"/i/{invited.secrets['Anna Albers']}")
    assert invited.secrets["Anna Albers"] not in reply.location
    assert invited.secrets["Anna Albers"] not in client.get(reply.location).text
    assert "HttpOnly" in reply.headers["Set-Cookie"]
    assert reply.headers["Referrer-Policy"] == "no-referrer"


def test_the_place_of_an_invited_person_ends_with_the_browser(client: FlaskClient, invited: Invited) -> None:
    """As the door says; the one of somebody who came by the open link is known to the browser alone."""
    by_link = client.get(f"/i/{invited.secrets['Anna Albers']}").headers["Set-Cookie"]
    by_open_link = post(client, f"/s/{LINK}/").headers["Set-Cookie"]
    again = client.get(f"/i/{invited.secrets['Cleo Claasen']}").headers["Set-Cookie"]
    assert ["Expires=" in cookie for cookie in (by_link, by_open_link, again)] == [False, True, True]


def test_a_customer_is_asked_as_a_customer(enter: Enter) -> None:
    assert "How do you find Harbour &amp; Sons as a customer?" in enter("Dora Davies")
    assert "How does your organisation look" in enter("Cleo Claasen")


def test_a_code_is_taken_however_it_is_set(client: FlaskClient, invited: Invited) -> None:
    typed = f" {invited.secrets['Ben Brown'].lower().replace('-', ' ').replace('0', 'o')} "
    reply = post(client, "/code", code=typed)
    assert (reply.status_code, reply.location) == (303, DOOR)


def test_what_the_list_has_is_not_asked(client: FlaskClient, enter: Enter) -> None:
    enter("Anna Albers")  # has a unit and tenure on the list
    send(client, f"{DOOR}1", item_0="5")
    page = client.get(f"{DOOR}2").text
    assert "Teil 2 von 2" in page
    assert client.get(f"{DOOR}3").status_code == 404


def test_what_the_list_has_not_is_asked(client: FlaskClient, enter: Enter) -> None:
    enter("Ben Brown")
    page = client.get(f"{DOOR}3").text
    assert "How long have you been here?" in page
    assert "Your part of the organisation" not in page


def test_leaders_and_customers_belong_to_no_unit(client: FlaskClient, enter: Enter) -> None:
    enter("Dora Davies")
    assert "Your part of the organisation" not in client.get(f"{DOOR}3").text


def test_going_back_after_submitting_shows_the_receipt_and_not_an_empty_review(
    client: FlaskClient, enter: Enter
) -> None:
    enter("Ben Brown")
    send(client, f"{DOOR}1", item_0="5")
    done = post(client, f"{DOOR}review").location
    assert client.get(f"{DOOR}review").location == done
    assert "Thank you" in client.get(done).text
    send(client, f"{DOOR}1", item_0="4")
    assert "Nothing is submitted yet" in client.get(f"{DOOR}review").text


def test_answers_count_once_and_are_resumed_on_another_device(
    app: Flask, client: FlaskClient, enter: Enter, invited: Invited
) -> None:
    enter("Ben Brown")
    send(client, f"{DOOR}1", item_0="5", item_4="2")
    other = app.test_client()
    other.get(f"/code/{invited.secrets['Ben Brown']}")
    assert "Go on where I stopped" in other.get(DOOR).text
    page = other.get(f"{DOOR}1").text
    assert re.search(r'name="item_0" value="5" checked', page)
    assert re.search(r'name="item_4" value="2" checked', page)
    send(other, f"{DOOR}review")
    send(client, f"{DOOR}1", item_0="1")
    send(client, f"{DOOR}review")
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
        assert database_session().query(Invitation).filter_by(answered=True).count() == 1


def test_statements_come_in_one_order_per_person(
    app: Flask, client: FlaskClient, enter: Enter, invited: Invited
) -> None:
    def order(client: FlaskClient) -> list[str]:
        return re.findall(r'<fieldset id="(\w+)"', client.get(f"{DOOR}1").text)

    enter("Ben Brown")
    bens = order(client)
    others = []
    for name in ("Anna Albers", "Cleo Claasen", "Dora Davies", "Ewa Evans", "Ben Brown"):
        other = app.test_client()
        text = invited.secrets[name]
        other.get(f"/code/{text}" if len(text) == 19 else f"/i/{text}")
        others.append(order(other))
    assert bens == others[-1]
    assert all(sorted(bens) == sorted(theirs) for theirs in others)
    assert len({tuple(theirs) for theirs in others}) > 1


def test_who_answered_may_change_or_withdraw(client: FlaskClient, enter: Enter, app: Flask) -> None:
    enter("Ben Brown")
    send(client, f"{DOOR}1", item_0="5")
    receipt = re.search(r"([0-9a-f]{8}-){3}[0-9a-f]{8}", send(client, f"{DOOR}review"))
    assert receipt
    door = client.get(DOOR).text
    assert "You have answered already" in door
    assert receipt[0] in door
    assert "Withdraw my answers?" in client.get(f"{DOOR}withdraw").text
    assert "Your answers are withdrawn" in send(client, f"{DOOR}withdraw")
    with app.app_context():
        assert database_session().query(Ballot).count() == 0
        assert database_session().query(Invitation).filter_by(answered=True).count() == 0
    assert "You have answered already" not in client.get(DOOR).text


def test_submitting_twice_is_harmless(client: FlaskClient, enter: Enter, app: Flask) -> None:
    enter("Ben Brown")
    send(client, f"{DOOR}1", item_0="5")
    first = send(client, f"{DOOR}review")
    again = post(client, f"{DOOR}review", form_on=DOOR)
    assert again.location == f"{DOOR}done"
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f-]{26}", client.get(again.location).text) == re.findall(
        r"[0-9a-f]{8}-[0-9a-f-]{26}", first
    )


def test_unknown_purged_and_secretless_look_the_same(
    app: Flask, client: FlaskClient, invited: Invited
) -> None:
    purged = invited.secrets["Anna Albers"]
    with app.app_context():
        database_session().query(Invitation).filter_by(participant_id=invited.ids["Anna Albers"]).delete()
        database_session().commit()
    replies = [
        client.get(address)
        for address in (
            f"/i/{link_text(bytes(16))}",
            f"/i/{purged}",
            "/i/nonsense",
            f"/code/{code_text(bytes(10))}",
            "/s/unknown/",
            "/s/unknown/3",
            "/s/unknown/receipts",
            DOOR,
            f"{DOOR}3",
            f"{DOOR}review",
            f"{DOOR}receipts",
            "/kiosk/unknown/",
        )
    ]
    assert {reply.status_code for reply in replies} == {404}
    assert len({reply.text for reply in replies}) == 1


def test_a_wrong_code_is_told_and_kept_for_mending(client: FlaskClient, invited: Invited) -> None:
    reply = post(client, "/code", code="ABCD-EFGH-1234-567")
    assert reply.status_code == 422
    assert "We do not know this code" in reply.text
    assert 'value="ABCD-EFGH-1234-567"' in reply.text


def test_guessing_codes_is_slowed_down_and_links_still_work(client: FlaskClient, invited: Invited) -> None:
    for number in range(MOST_FAILURES):
        assert client.get(f"/code/{code_text(number.to_bytes(10))}").status_code == 404
    reply = client.get(f"/code/{invited.secrets['Ben Brown']}")
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 600
    assert "Too many codes" in reply.text
    assert 'href="/code"' in reply.text
    assert client.get(f"/i/{invited.secrets['Anna Albers']}").status_code == 303


def test_mistyping_is_no_guess(client: FlaskClient, invited: Invited) -> None:
    for _ in range(MOST_FAILURES + 1):
        assert client.get("/code/too-short").status_code == 404


@pytest.mark.parametrize(
    ("opens_on", "told"),
    [
        (date(2999, 9, 1), "It opens on 1 September 2999."),
        (OPENS, "It will open soon."),  # its day has come, and the worker has not
    ],
)
def test_too_early_tells_the_day(
    app: Flask, client: FlaskClient, cast: Cast, settings: Settings, opens_on: date, told: str
) -> None:
    with app.app_context():
        invited = invite(database_session(), cast, settings, opened=False)
        database_session().get_one(Wave, invited.wave).opens_on = opens_on
        database_session().commit()
    client.get(f"/i/{invited.secrets['Cleo Claasen']}")
    reply = client.get(DOOR)
    assert reply.status_code == 200
    assert told in reply.text
    assert "Start" not in reply.text


def test_too_late_tells_that_it_is_over(
    app: Flask, client: FlaskClient, enter: Enter, invited: Invited
) -> None:
    enter("Ben Brown")
    send(client, f"{DOOR}1", item_0="5")
    page = client.get(f"{DOOR}review").text
    move(app, invited.wave, State.CLOSED)
    for address in (DOOR, f"{DOOR}1", f"{DOOR}review", f"{DOOR}withdraw"):
        reply = client.get(address)
        assert reply.status_code == 410
        assert "not open any more" in reply.text
    for address in (f"{DOOR}1", f"{DOOR}1/save", f"{DOOR}review", f"{DOOR}withdraw"):
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        reply = client.post(address, data={"csrf_token": found[1], "item_0": "4"})
        assert reply.status_code == 410, address
    with app.app_context():
        assert database_session().query(Ballot).count() == 0


def test_two_waves_are_answered_in_one_browser(client: FlaskClient, enter: Enter) -> None:
    enter("Ben Brown")
    send(client, f"{DOOR}1", item_0="5")
    send(client, f"/s/{LINK}/")
    send(client, f"/s/{LINK}/1", item_0="1")
    assert re.search(r'name="item_0" value="5" checked', client.get(f"{DOOR}1").text)
    assert re.search(r'name="item_0" value="1" checked', client.get(f"/s/{LINK}/1").text)
