"""Answers on a shared device, which forgets everybody."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.models.ballot import Ballot
from tests.culture3d.invited import ADDRESS, Invited
from tests.culture3d.web.browsing import post, send, token

KIOSK, DOOR = f"/kiosk/{ADDRESS}/", f"/s/{ADDRESS}/"


@pytest.fixture
def ben(client: FlaskClient, invited: Invited) -> FlaskClient:
    """A shared device at which Ben has typed his code."""
    assert post(client, KIOSK, code=invited.secrets["Ben Brown"]).location == DOOR
    return client


def test_a_code_is_asked_for(client: FlaskClient, invited: Invited) -> None:
    page = client.get(KIOSK).text
    assert "type the code from your letter" in page
    assert "http-equiv" not in page


@pytest.mark.parametrize(
    ("address", "seconds", "stay"),
    [(DOOR, 300, "I am still here"), (f"{DOOR}review", 300, "I am still here")]
    + [(f"{DOOR}{number}", 600, "Save, and stay here") for number in (1, 2, 3)],
)
def test_every_page_ends_when_it_lies_idle_and_lets_people_stay(
    ben: FlaskClient, address: str, seconds: int, stay: str
) -> None:
    """By the script after two minutes; else when most have long finished, which is told a minute before."""
    page = ben.get(address).text
    assert f'<noscript><meta http-equiv="refresh" content="{seconds};url={KIOSK}?emptied=1">' in page
    assert f'data-idle="120" data-start="{KIOSK}?emptied=1"' in page
    assert 'id="idle"' in page
    assert ('class="ending later"' if seconds == 600 else 'class="ending"') in page
    assert stay in page[page.index('class="ending') :]


def test_who_stays_keeps_what_they_wrote(ben: FlaskClient) -> None:
    for _ in range(11):  # as often as they like, and at the least the ten times that WCAG asks for
        reply = post(ben, f"{DOOR}1", item_0="5", stay="1")
        assert reply.location == f"{DOOR}1"
    page = ben.get(reply.location).text
    assert re.search(r'name="item_0" value="5" checked', page)
    assert post(ben, f"{DOOR}1", item_0="5", stay="review").location == f"{DOOR}1?review=1"
    assert 'name="stay" value="review"' in ben.get(f"{DOOR}1?review=1").text


def test_whoever_comes_back_is_told_what_became_of_their_page(ben: FlaskClient, invited: Invited) -> None:
    send(ben, f"{DOOR}1", item_0="5")
    page = ben.get(f"{KIOSK}?emptied=1").text
    assert "what was saved is kept" in page
    assert "what was saved is kept" not in ben.get(KIOSK).text
    assert post(ben, f"{KIOSK}?emptied=1", code=invited.secrets["Ben Brown"]).location == DOOR
    assert "Go on where I stopped" in ben.get(DOOR).text


def test_no_receipt_is_shown_and_nothing_is_kept(ben: FlaskClient, app: Flask) -> None:
    send(ben, f"{DOOR}1", item_0="5")
    reply = post(ben, f"{DOOR}review")
    assert reply.location == f"{KIOSK}done"
    page = ben.get(reply.location).text
    assert "This device has forgotten you" in page
    assert 'content="15;' in page
    with app.app_context():
        assert database_session().query(Ballot).count() == 1
    with ben.session_transaction() as session:
        assert {name for name in session if name != "csrf_token"} == {"kiosk"}
    for address in (DOOR, f"{DOOR}1", f"{DOOR}review", f"{DOOR}done"):
        assert ben.get(address).location == KIOSK, "going back shows nothing"


def test_pressed_twice_it_forgets_all_the_same(ben: FlaskClient) -> None:
    """The first answer never reaches a browser that has sent the form once more."""
    send(ben, f"{DOOR}1", item_0="5")
    with ben.session_transaction() as session:
        before = dict(session)
    post(ben, f"{DOOR}review")
    with ben.session_transaction() as session:
        session.update(before)
    assert post(ben, f"{DOOR}review", form_on=DOOR).location == f"{KIOSK}done"
    assert ben.get(DOOR).location == KIOSK


def test_pressed_twice_it_says_thanks_to_who_was_forgotten_in_between(ben: FlaskClient) -> None:
    """The first answer's cookie has come, and the browser left that answer for the second press."""
    send(ben, f"{DOOR}1", item_0="5")
    form = {"csrf_token": token(ben.get(f"{DOOR}review").text)}
    for _ in range(2):
        reply = ben.post(f"{DOOR}review", data=form)
        assert (reply.status_code, reply.location) == (303, f"{KIOSK}done")
    ben.get(KIOSK)
    assert ben.post(f"{DOOR}review", data=form).status_code == 400, "somebody else's turn has begun"


def test_who_comes_back_sees_no_receipt_either(ben: FlaskClient, invited: Invited) -> None:
    send(ben, f"{DOOR}1", item_0="5")
    post(ben, f"{DOOR}review")
    post(ben, KIOSK, code=invited.secrets["Ben Brown"])
    page = ben.get(DOOR).text
    assert "You have answered already" in page
    assert "Receipt:" not in page
    assert ben.get(f"{DOOR}done").location == DOOR


def test_the_start_forgets_whoever_left(ben: FlaskClient) -> None:
    send(ben, f"{DOOR}1", item_0="5")
    ben.get(KIOSK)
    assert ben.get(f"{DOOR}1").location == KIOSK


def test_a_code_of_another_survey_is_unknown_here(client: FlaskClient, invited: Invited, app: Flask) -> None:
    reply = post(client, "/kiosk/harbour-link/", code=invited.secrets["Ben Brown"])
    assert reply.status_code == 422
    assert "We do not know this code" in reply.text


def test_a_personal_link_makes_the_browser_a_persons_own(client: FlaskClient, invited: Invited) -> None:
    client.get(KIOSK)
    client.get(f"/i/{invited.secrets['Anna Albers']}")
    assert "data-idle" not in client.get(DOOR).text


def test_who_is_turned_away_here_finds_back_to_the_page_that_forgets(ben: FlaskClient) -> None:
    """The page for codes at home would make the device remember."""
    for address in ("/i/nonsense", "/s/unknown/"):
        page = ben.get(address).text
        assert f'href="{KIOSK}"' in page
        assert 'href="/code"' not in page


def test_a_fault_leaves_nobodys_visit_open(ben: FlaskClient) -> None:
    for reply in (ben.post(f"{DOOR}review"), ben.post(f"{DOOR}1", data={"csrf_token": "x" * 400_000})):
        assert reply.status_code in (400, 413)
        assert f'http-equiv="refresh" content="300;url={KIOSK}?emptied=1"' in reply.text
        assert f'href="{KIOSK}"' in reply.text


def test_a_strange_host_is_refused_on_a_shared_device_too(client: FlaskClient, invited: Invited) -> None:
    client.get(f"/kiosk/{ADDRESS}/")
    assert client.get(f"/kiosk/{ADDRESS}/", headers={"Host": "localhost."}).status_code == 400
