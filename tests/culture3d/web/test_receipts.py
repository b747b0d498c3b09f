"""Looks for a receipt after the wave has closed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.wave import Wave
from culture3d.services import retention, waves
from culture3d.services.answering.tally import tally
from tests.culture3d.cast import LINK, Cast
from tests.culture3d.invited import ADDRESS, CLOSES, Invited
from tests.culture3d.test_closing import answer as cast_ballots
from tests.culture3d.web.browsing import send

DOOR = f"/s/{ADDRESS}/"
RECEIPTS = re.compile(r"^(?:.*>)?((?:[0-9a-f]{8}-){3}[0-9a-f]{8})", re.MULTILINE)


def answered(app: Flask, invited: Invited, name: str) -> str:
    client = app.test_client()
    text = invited.secrets[name]
    client.get(f"/code/{text}" if len(text) == 19 else f"/i/{text}")
    send(client, f"{DOOR}1", item_0="5")
    found = re.search(r"([0-9a-f]{8}-){3}[0-9a-f]{8}", send(client, f"{DOOR}review"))
    assert found
    return found[0]


def tallied(app: Flask, settings: Settings, wave_id: int) -> None:
    with app.app_context():
        wave = database_session().get_one(Wave, wave_id)
        waves.close(database_session(), wave, CLOSES)
        tally(database_session(), wave, settings.keys)
        database_session().commit()


def test_every_receipt_is_in_the_list_in_order(
    app: Flask, client: FlaskClient, invited: Invited, settings: Settings
) -> None:
    mine = [answered(app, invited, name) for name in invited.ids]
    tallied(app, settings, invited.wave)
    assert RECEIPTS.findall(client.get(f"{DOOR}receipts").text) == sorted(mine)
    with app.app_context():
        retention.purge(database_session(), CLOSES.replace(year=CLOSES.year + 3), 30, 730)
        database_session().commit()
    assert all(receipt in client.get(f"{DOOR}receipts").text for receipt in mine)


@pytest.mark.parametrize("names", [(), ("Ben Brown",), ("Ben Brown", "Ewa Evans", "Anna Albers")])
def test_the_list_of_a_few_does_not_tell_how_few(
    app: Flask, client: FlaskClient, invited: Invited, settings: Settings, names: tuple[str, ...]
) -> None:
    mine = {answered(app, invited, name) for name in names}
    tallied(app, settings, invited.wave)
    page = client.get(f"{DOOR}receipts").text
    listed = RECEIPTS.findall(page)
    assert "At most 5 sealed answers were counted" in page
    assert (len(set(listed)), listed) == (5, sorted(listed))
    assert mine <= set(listed)


def test_the_list_of_many_says_how_many(
    app: Flask, client: FlaskClient, cast: Cast, settings: Settings
) -> None:
    cast_ballots(app, cast, people=6)
    tallied(app, settings, cast.wave)
    page = client.get(f"/s/{LINK}/receipts").text
    assert "6 sealed answers were counted" in page
    assert len(RECEIPTS.findall(page)) == 6


def test_before_the_tally_only_who_may_answer_reads_what_will_be_there(
    app: Flask, client: FlaskClient, invited: Invited
) -> None:
    assert client.get(f"{DOOR}receipts").status_code == 404
    client.get(f"/i/{invited.secrets['Anna Albers']}")
    reply = client.get(f"{DOOR}receipts")
    assert reply.status_code == 200
    assert "Wenn die Befragung geschlossen ist" in reply.text
