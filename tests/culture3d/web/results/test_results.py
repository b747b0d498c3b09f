"""Shows who may read what on the pages of results, and that their addresses can be shared."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from culture3d import clock
from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.unit import Unit
from culture3d.models.unit_change import Kind, UnitChange
from culture3d.services import accounts
from tests.culture3d.cast import Cast
from tests.culture3d.released import USUAL, People, hold, installed
from tests.culture3d.web.signing_in import PASSWORD, Place, code_of, enrol, let_in

PAGE = "/organisations/harbour/results/compare"


def fill(session: Session, cast: Cast) -> None:
    """Three waves, in the first of which the rope is too small; and a unit that came after them."""
    for name, level, rope in (("2024", 3.4, 3), ("Spring 2025", 3.4, 15), ("Autumn 2025", 4.4, 15)):
        people = (USUAL[0], People("office", 30, level), People("dock/rope", rope, 2.6))
        hold(session, cast, name, people)
    new = Unit(organisation_id=cast.organisation, code="new", label="New", position=9)
    session.add(new)
    session.flush()
    added = UnitChange(organisation_id=cast.organisation, unit_id=new.id, at=clock.now(), since=4)
    added.kind, added.label, added.after = Kind.ADDED, "New", "new"
    session.add(added)
    cast.units["new"] = new.id


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cast]]:
    yield from installed(sqlite_template, tmp_path_factory.mktemp("results"), fill)


def leader_of(app: Flask, cast: Cast, unit: str | None) -> FlaskClient:
    email = f"{unit or 'all'}@example.org".replace("/", ".")
    with app.app_context():
        known = accounts.find(database_session(), email)
    if known is None:
        enrol(app, email, Role.LEADER, Place(organisation=cast.organisation, unit=unit and cast.units[unit]))
    return let_in(app, email)


def chosen(page: str, name: str) -> str:
    """What a choice of the form stands at."""
    form = re.search(rf'<select[^>]* name="{name}">(.*?)</select>', page, re.S)
    assert form, page
    [found] = re.findall(r'<option value="([^"]*)" selected>', form[1])
    return found


def choices(page: str) -> list[str]:
    form = re.search(r'name="segment">(.*?)</select>', page, re.S)
    return re.findall(r'<option value="([^"]*)"', form[1]) if form else []


def links(page: str) -> dict[str, str]:
    nav = re.search(r'aria-label="Pages of the results">(.*?)</nav>', page, re.S)
    assert nav, page
    found = re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', nav[1])
    return {words: address.replace("&amp;", "&") for address, words in found}


def test_the_latest_wave_is_shown_beside_the_one_before(consultant: FlaskClient) -> None:
    page = consultant.get(PAGE).text
    assert (chosen(page, "wave"), chosen(page, "with"), chosen(page, "segment")) == ("4", "3", "all")


@pytest.mark.parametrize("asked", ["wave=4&with=2", "wave=2&with=4"])
def test_of_any_two_waves_the_later_is_the_one_shown(consultant: FlaskClient, asked: str) -> None:
    page = consultant.get(f"{PAGE}?{asked}").text
    assert (chosen(page, "wave"), chosen(page, "with")) == ("4", "2")


@pytest.mark.parametrize(
    "asked", ["wave=1", "wave=9", "wave=x", "with=1", "segment=gone", "segment=dock%2Fx"]
)
def test_what_is_not_there_is_not_found(consultant: FlaskClient, asked: str) -> None:
    assert consultant.get(f"{PAGE}?{asked}").status_code == 404  # wave 1 is open: it has no results


def test_links_keep_what_was_chosen(consultant: FlaskClient) -> None:
    address = f"{PAGE}?wave=3&with=2&segment=office"
    found = links(consultant.get(address).text)
    assert found["Compare waves"] == address
    assert found["Overview"] == "/organisations/harbour?wave=3&with=2&segment=office"
    assert 'href="?wave=3&amp;with=2&amp;segment=office&amp;lang=de"' in consultant.get(address).text


def test_every_link_leads_somewhere(consultant: FlaskClient) -> None:
    pages = links(consultant.get("/organisations/harbour").text)
    assert len(pages) > 1
    assert {consultant.get(address).status_code for address in pages.values()} == {200}


def test_the_leader_of_the_organisation_reads_every_group(app: Flask, cast: Cast) -> None:
    page = leader_of(app, cast, None).get(PAGE).text
    assert {"all", "dock", "dock/crane", "office"} <= set(choices(page))


def test_the_leader_of_a_unit_reads_it_and_what_lies_below(app: Flask, cast: Cast) -> None:
    leader = leader_of(app, cast, "dock")
    assert choices(leader.get(PAGE).text) == ["dock", "dock/crane", "dock/rope"]
    for other in ("all", "office", "tenure%3Dnew", "doc"):
        assert leader.get(f"{PAGE}?segment={other}").status_code == 404


def test_a_group_that_is_too_small_is_no_choice_and_says_so(app: Flask, cast: Cast) -> None:
    leader = leader_of(app, cast, "dock")
    assert choices(leader.get(f"{PAGE}?wave=2").text) == ["dock"]  # not the crane: the rope is the rest
    page = leader.get(f"{PAGE}?wave=2&segment=dock%2Frope").text
    assert "Too few people answered here" in page and "first wave" in page
    assert "This group cannot be compared" in leader.get(f"{PAGE}?wave=3&segment=dock%2Frope").text


def test_the_leader_of_a_unit_that_is_none_yet_is_told_so(app: Flask, cast: Cast) -> None:
    reply = leader_of(app, cast, "new").get(PAGE)
    assert reply.status_code == 200 and "was not there yet in this wave" in reply.text
    assert "Voice" not in reply.text


def filled_in(browser: FlaskClient, page: str, **fields: str):
    """Sends the form of a page as a browser does, with all that is hidden in it."""
    form = re.search(
        r'<form method="post" action="([^"]+)" class="panel">.*?</form>', browser.get(page).text, re.S
    )
    assert form
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    return browser.post(form[1], data={name: unescape(value) for name, value in hidden.items()} | fields)


@pytest.mark.parametrize("factor", [False, True])
def test_an_address_survives_signing_in(app: Flask, cast: Cast, factor: bool) -> None:
    place = Place(organisation=cast.organisation)
    ada = f"ada{factor}@example.org".lower()
    enrol(app, ada, Role.LEADER, place, factor=factor)
    browser, address = app.test_client(), f"{PAGE}?wave=3&with=2&segment=office"
    reply = filled_in(browser, browser.get(address).location, email=ada, password=PASSWORD)
    if factor:
        reply = filled_in(browser, reply.location, code=code_of(app, ada))
    assert reply.location == address
    assert chosen(browser.get(reply.location).text, "with") == "2"
