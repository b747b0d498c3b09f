"""Answers pages of questions: kept after each, in one's own words, and never lost by a fault."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.sealing import personal_keys
from culture3d.services.answering.fielded import FieldedWave, find
from culture3d.services.answering.sheets import MOST_CHARACTERS, Text, blank
from culture3d.web.answering.pages import ITEMS_PER_PART, Asked, Background, OwnWords, Statements, pages_of
from culture3d.web.answering.seats import Seat
from surveys.catalogue import text_of
from tests.culture3d.cast import LINK, Cast
from tests.culture3d.web.browsing import post, send

URL = f"/s/{LINK}"


def begin(client: FlaskClient) -> None:
    send(client, f"{URL}/")


def test_who_comes_by_the_open_link_is_sent_to_their_own_if_they_have_one(
    client: FlaskClient, cast: Cast
) -> None:
    page = client.get(f"{URL}/").text
    assert "Did you get a link or a code of your own?" in page
    assert '<a href="/code">' in page


@pytest.mark.parametrize("at", ["", "x", "-1", "²", "99999", "1" * 5000])
def test_where_to_begin_is_page_one_if_it_is_no_number(client: FlaskClient, cast: Cast, at: str) -> None:
    assert post(client, f"{URL}/", at=at).location == f"{URL}/1"
    assert post(client, f"{URL}/", at="2").location == f"{URL}/2"


def test_an_answer_is_saved_on_the_way(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    reply = post(client, f"{URL}/1/save", form_on=f"{URL}/1", item_0="5")
    assert (reply.status_code, reply.data) == (204, b"")
    assert re.search(r'name="item_0" value="5" checked', client.get(f"{URL}/1").text)
    assert post(client, f"{URL}/1/save", form_on=f"{URL}/1", item_0="77").status_code == 422
    assert re.search(r'name="item_0" value="5" checked', client.get(f"{URL}/1").text)


def test_saving_without_a_place_leads_to_the_door(client: FlaskClient, cast: Cast) -> None:
    assert post(client, f"{URL}/1/save", form_on=f"{URL}/").location == f"{URL}/"


def test_words_and_the_leave_to_tell_them_are_kept(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    send(client, f"{URL}/2", text_0="We listened.\r\nThen we acted.", text_0_retell="1")
    page = client.get(f"{URL}/2").text
    assert "We listened.\nThen we acted.</textarea>" in page
    assert re.search(r'name="text_0_retell" value="1" checked', page)
    assert "We listened.\nThen we acted." in client.get(f"{URL}/review").text


def test_too_many_words_are_kept_on_the_page_and_told(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    page = send(client, f"{URL}/2", text_0="ä" * (MOST_CHARACTERS + 7))
    assert "This is 7 characters too long" in page
    assert "ä" * (MOST_CHARACTERS + 7) in page
    assert 'aria-invalid="true"' in page
    assert "<title>Please check" in page
    assert "one character too long" in send(client, f"{URL}/2", text_0="ä" * (MOST_CHARACTERS + 1))
    assert "Part 3 of 3" in send(client, f"{URL}/2", text_0="ä" * MOST_CHARACTERS)


def test_line_ends_count_once(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    assert "Part 3 of 3" in send(client, f"{URL}/2", text_0="ab\r\n" * (MOST_CHARACTERS // 3) + "a")


def test_hostile_words_are_only_words(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    hostile = "</textarea></dd><script>alert(1)</script>{{ 7*7 }}%s\x00\u202e"
    send(client, f"{URL}/2", text_0=hostile)
    for address in (f"{URL}/2", f"{URL}/review"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "&lt;/textarea&gt;&lt;/dd&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}%s" in page
        assert "\u202e" not in page


def test_numbers_that_are_none_are_refused_kindly(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    for value in ("five", "9" * 5000, "-1000", "1e1", ""):
        assert "Please choose one of the answers" in send(client, f"{URL}/1", item_0=value)
    for value in ("x", "9" * 5000, "999999"):
        assert "Your answers" in send(client, f"{URL}/3", unit=value)


def test_back_and_review_lead_there(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    assert post(client, f"{URL}/2", back="1").location == f"{URL}/1"
    assert post(client, f"{URL}/1", back="1").location == f"{URL}/"
    assert post(client, f"{URL}/1", review="1").location == f"{URL}/review"
    assert "Back to my answers" in client.get(f"{URL}/1?review=1").text


def test_who_comes_back_goes_on_where_they_stopped(client: FlaskClient, cast: Cast) -> None:
    begin(client)
    send(client, f"{URL}/1", **{f"item_{place}": "4" for place in range(8) if place != 3})
    assert 'name="at" value="2"' in client.get(f"{URL}/").text
    assert post(client, f"{URL}/", at="2").location == f"{URL}/2"
    assert post(client, f"{URL}/", at="../x").location == f"{URL}/1"


def test_parts_hold_five_to_eight_statements() -> None:
    pages = pages_of(Asked(text_of("culture3d-1"), "en", "staff", unit=False, attributes=()))
    sizes = [len(page.cards) for page in pages if isinstance(page, Statements)]
    assert sizes == [7, 7, 8, 7, 8]
    assert max(sizes) <= ITEMS_PER_PART


def test_everybody_reads_their_own_wordings() -> None:
    text = text_of("culture3d-1")
    pages = pages_of(Asked(text, "en", "customer", unit=False, attributes=(0,)))
    assert "I tell one person" in pages[0].cards[0].legend
    [words] = [page for page in pages if isinstance(page, OwnWords)]
    assert words.questions[0].words.startswith("Tell us about a time")
    assert not [page for page in pages if isinstance(page, Background)]  # tenure has no mirror for them


def seat(app: Flask, cast: Cast, unit_id: int | None, attributes: tuple[int, ...]) -> Seat:
    with app.app_context():
        wave = find(database_session(), LINK)
        assert isinstance(wave, FieldedWave)
        return Seat(wave, personal_keys(bytes(16), wave.id), 1, "staff", unit_id, attributes, kiosk=False)


def test_the_list_completes_a_sheet_and_overrules_it(app: Flask, cast: Cast) -> None:
    listed = seat(app, cast, cast.units["office"], (1,))
    sheet = blank(listed.wave.instrument)
    assert (listed.completed(sheet).unit_id, listed.completed(sheet).attributes) == (
        cast.units["office"],
        (1,),
    )
    said = replace(sheet, unit_id=cast.units["dock"], attributes=(0,), texts=(Text("Well."),))
    assert listed.completed(said).unit_id == cast.units["office"]
    unlisted = seat(app, cast, None, (-1,))
    assert unlisted.completed(said) == said


def test_the_door_of_an_open_link_says_so(client: FlaskClient, cast: Cast) -> None:
    page = client.get(f"{URL}/").text
    assert "one set of answers per browser, not per person" in page
    assert "Taking part is up to you" in page
