"""Shows that comments are read after their review alone, found by their words, and told of no unit."""

import csv
import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.models.comment_release import CommentRelease
from culture3d.models.grant import Role
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.released import hold
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in

PAGE = "/organisations/harbour/results/comments"
UNASKED = QUESTIONNAIRE[: QUESTIONNAIRE.index("questions:")].replace("version: 1", "version: 2")
SAID = ["The <b>crane</b> was mended at night", *(f"Story {number:02}" for number in range(1, 12))]


def told(app: Flask, cast: Cast, said: list[str] | None, text: str = QUESTIONNAIRE) -> None:
    """A released wave, whose comments are these; None where fewer wrote than may be told of."""
    with app.app_context():
        session = database_session()
        wave = hold(session, cast, "2024", text=text)
        found = {"story": said} if said is not None else {}
        written = {"story": 14} if said is not None else {}
        session.add(CommentRelease(wave_id=wave.id, made_on=date(2024, 9, 1), told=found, written=written))
        session.commit()


def leader(app: Flask, cast: Cast, unit: str | None = None) -> FlaskClient:
    place = Place(organisation=cast.organisation, unit=cast.units[unit] if unit else None)
    enrol(app, "lead@example.org", Role.LEADER, place)
    return let_in(app, "lead@example.org")


def test_a_leader_reads_what_was_released(app: Flask, cast: Cast) -> None:
    told(app, cast, SAID)
    browser = leader(app, cast)
    page = browser.get(PAGE).text
    assert "What went well?" in page and "12 of 14 are shown" in page and "let them be told again" in page
    assert "The &lt;b&gt;crane&lt;/b&gt; was mended" in page and "Story 11" not in page
    assert "Read all 12" in page and "Story 11" in browser.get(f"{PAGE}?question=story").text
    rows = list(csv.reader(io.StringIO(browser.get(f"{PAGE}/table.csv").text.lstrip("\ufeff"))))
    assert [words for _, words in rows[1:]] == SAID


def test_words_are_found_marked_and_not_pressed_into_the_length_of_the_page(app: Flask, cast: Cast) -> None:
    told(app, cast, SAID)
    browser = leader(app, cast)
    reply = browser.get(f"{PAGE}?q=CRANE", headers={"Accept-Encoding": "br"})
    assert "<mark>crane</mark>" in reply.text and "Story 01" not in reply.text
    assert "1 holds “CRANE”" in reply.text
    assert reply.content_encoding is None  # nobody who sees how long it is learns what was found
    assert browser.get(PAGE, headers={"Accept-Encoding": "br"}).content_encoding == "br"
    none = browser.get(f"{PAGE}?q=%28%5B.*").text
    assert "0 hold" in none and 'value="([.*"' in none


def test_many_are_read_page_by_page(app: Flask, cast: Cast) -> None:
    told(app, cast, [f"Story {number:03}x" for number in range(95)])
    browser = leader(app, cast)
    pages = [browser.get(f"{PAGE}?question=story&page={number}").text for number in (1, 2, 3, 9)]
    assert [page.count('class="said"') for page in pages] == [40, 40, 15, 15]
    assert "Story 040x" in pages[1] and 'aria-current="page">3<' in pages[3]


@pytest.mark.parametrize(
    ("said", "text", "why"),
    [
        (None, QUESTIONNAIRE, "Fewer than 10 people wrote something"),
        ([], QUESTIONNAIRE, "None of them could be shown"),
        (None, UNASKED, "has no open question"),
    ],
)
def test_where_there_are_none_it_says_why(
    app: Flask, cast: Cast, said: list[str] | None, text: str, why: str
) -> None:
    told(app, cast, said, text)
    assert why in leader(app, cast).get(PAGE).text


def test_nobody_reads_before_the_review_is_finished(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hold(database_session(), cast, "2024")
        database_session().commit()
    browser = leader(app, cast)
    assert "It is shown here when that is done" in browser.get(PAGE).text
    assert browser.get(f"{PAGE}/table.csv").status_code == 404
    assert "/waves/2/comments/review/" in consulting(app).get(PAGE).text


def test_the_leader_of_a_unit_reads_none_and_is_told_why(app: Flask, cast: Cast) -> None:
    told(app, cast, SAID)
    browser = leader(app, cast, "dock")
    page = browser.get(f"{PAGE}?question=story&q=crane")
    assert page.status_code == 200 and "of the whole organisation only" in page.text
    assert "mended" not in page.text and "Story" not in page.text
    assert browser.get(f"{PAGE}/table.csv").status_code == 404
