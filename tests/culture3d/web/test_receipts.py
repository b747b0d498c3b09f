"""Looks for a receipt after the wave has closed."""

import re

from flask import Flask
from flask.testing import FlaskClient

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.wave import Wave
from culture3d.services import retention, waves
from culture3d.services.answering.tally import tally
from tests.culture3d.invited import ADDRESS, CLOSES, Invited
from tests.culture3d.web.browsing import send

DOOR = f"/s/{ADDRESS}/"


def answered(app: Flask, invited: Invited, name: str) -> str:
    client = app.test_client()
    text = invited.secrets[name]
    client.get(f"/code/{text}" if len(text) == 19 else f"/i/{text}")
    send(client, f"{DOOR}1", item_0="5")
    found = re.search(r"([0-9a-f]{8}-){3}[0-9a-f]{8}", send(client, f"{DOOR}review"))
    assert found
    return found[0]


def test_every_receipt_is_in_the_list_in_order(
    app: Flask, client: FlaskClient, invited: Invited, settings: Settings
) -> None:
    mine = [answered(app, invited, name) for name in ("Ben Brown", "Ewa Evans", "Anna Albers")]
    with app.app_context():
        wave = database_session().get_one(Wave, invited.wave)
        waves.close(database_session(), wave, CLOSES)
        tally(database_session(), wave, settings.keys)
        database_session().commit()
    page = client.get(f"{DOOR}receipts").text
    assert "3 sealed answers were counted" in page
    assert re.findall(r"^(?:.*>)?((?:[0-9a-f]{8}-){3}[0-9a-f]{8})", page, re.MULTILINE) == sorted(mine)
    with app.app_context():
        retention.purge(database_session(), CLOSES.replace(year=CLOSES.year + 3), 30, 730)
        database_session().commit()
    assert all(receipt in client.get(f"{DOOR}receipts").text for receipt in mine)


def test_before_the_tally_only_who_may_answer_reads_what_will_be_there(
    app: Flask, client: FlaskClient, invited: Invited
) -> None:
    assert client.get(f"{DOOR}receipts").status_code == 404
    client.get(f"/i/{invited.secrets['Anna Albers']}")
    reply = client.get(f"{DOOR}receipts")
    assert reply.status_code == 200
    assert "Wenn die Befragung geschlossen ist" in reply.text
