"""Weighs what goes over the wire: pages of the survey are small, and compressed as a browser likes."""

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import questionnaires, waves
from surveys.catalogue import text_of
from tests.culture3d.cast import LINK, Cast
from tests.culture3d.invited import CLOSES, OPENS
from tests.culture3d.web.browsing import send

WHOLE = "/s/whole/"


@pytest.fixture
def whole(app: Flask, cast: Cast, settings: Settings) -> None:
    """An open wave that asks the questionnaire that ships."""
    with app.app_context():
        session = database_session()
        organisation = session.get_one(Organisation, cast.organisation)
        version = questionnaires.store(session, text_of("culture3d-1"))
        wave = waves.plan(session, organisation, version, "Whole", {})
        wave.address, wave.has_open_link = "whole", True
        waves.schedule(wave, OPENS, CLOSES)
        session.flush()
        waves.open_wave(session, wave, settings.keys, OPENS)
        session.commit()


@pytest.mark.parametrize(("accepted", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_pages_are_compressed_as_the_browser_likes(
    client: FlaskClient, cast: Cast, accepted: str, unpack: object
) -> None:
    reply = client.get(f"/s/{LINK}/", headers={"Accept-Encoding": f"deflate, {accepted}"})
    assert reply.headers["Content-Encoding"] == accepted
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert callable(unpack)
    assert b"How we treat customers" in unpack(reply.data)
    assert len(reply.data) == int(reply.headers["Content-Length"])
    assert "Content-Encoding" not in client.get(f"/s/{LINK}/").headers


def test_a_visit_is_light(client: FlaskClient, whole: None, app: Flask) -> None:
    """At most 20 KB in three requests at first, then at most 2.5 KB a page."""

    def weight(address: str) -> int:
        return len(client.get(address, headers={"Accept-Encoding": "br"}).data)

    with app.test_request_context():
        assets = [app.jinja_env.globals["asset_url"](name) for name in ("answering.css", "answering.js")]
    page = client.get(WHOLE).text
    assert page.count("/assets/") == 2
    assert sum(map(weight, [WHOLE, *assets])) <= 20_000
    send(client, WHOLE)
    for number in range(1, 8):
        assert weight(f"{WHOLE}{number}") <= 2_500, number
    assert weight(f"{WHOLE}done") <= 2_500


def test_no_page_repeats_what_stands_in_its_address(client: FlaskClient, cast: Cast) -> None:
    """What compression could betray: a guess in the address beside the page's token."""
    send(client, f"/s/{LINK}/")
    for address in (f"/s/{LINK}/", f"/s/{LINK}/1", f"/s/{LINK}/review", "/code", "/nowhere"):
        page = client.get(f"{address}?guess=marker&lang=marker&review=marker&at=marker&code=marker").text
        assert "marker" not in page
