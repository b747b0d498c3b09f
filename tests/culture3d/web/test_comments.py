"""Shows that what people wrote is read by a reviewer alone until the end, and by nobody where few wrote."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.db import database_session
from culture3d.models.comment import Comment
from culture3d.models.comment_release import CommentRelease
from culture3d.models.wave import Wave
from tests.culture3d.cast import Cast
from tests.culture3d.test_jobs import release
from tests.culture3d.web.commenting import written
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in, post

PAGES = "/organisations/harbour/waves/1/comments/"
REVIEW = PAGES + "review/"
SAID = ("Anna of the cranes helped <b>me</b>", *(f"Tale {number:02}x" for number in range(1, 12)))


def say(app: Flask, cast: Cast, words: tuple[str, ...] = SAID, retell: bool = True) -> list[str]:
    with app.app_context():
        ids = written(database_session(), cast.wave, words, retell)
        database_session().commit()
        return ids


@pytest.fixture
def reviewer(app: Flask, cast: Cast) -> FlaskClient:
    release(app, cast)
    return consulting(app)


def leader(app: Flask, cast: Cast) -> FlaskClient:
    from culture3d.models.grant import Role

    enrol(app, "lead@example.org", Role.LEADER, Place(organisation=cast.organisation))
    return let_in(app, "lead@example.org")


def decide(browser: FlaskClient, comment: str, decision: str, **fields: str):
    return post(browser, f"{REVIEW}{comment}", "/account/forgotten", decision=decision, **fields)


def decide_all(browser: FlaskClient, comments: list[str]) -> None:
    for comment in comments:
        decide(browser, comment, "publish")


def test_a_review_from_end_to_end(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    ids = say(app, cast)
    page = reviewer.get(REVIEW).text
    assert "Anna of the cranes helped &lt;b&gt;me&lt;/b&gt;" in page and "To be decided (12)" in page
    decide_all(reviewer, ids)
    decide(reviewer, ids[0], "redact", words="[…] of the cranes\r\nhelped me")
    decide(reviewer, ids[1], "withhold")
    assert "There is none" in reviewer.get(REVIEW).text
    assert "11 will be shown, 1 destroyed" in reviewer.get(REVIEW + "finish").text
    assert post(reviewer, REVIEW + "finish").location == PAGES
    reply = leader(app, cast).get(PAGES)
    assert reply.location == "/organisations/harbour/results/comments?wave=1"
    page = let_in(app, "lead@example.org").get(f"{reply.location}&question=story").text
    assert "[…] of the cranes\nhelped me" in page and "Tale 02x" in page
    assert "Anna" not in page and "Tale 01x" not in page and "11 of 12 are shown" in page
    with app.app_context():
        assert database_session().query(Comment).count() == 0


def test_leaders_read_nothing_before_the_end(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    decide_all(reviewer, say(app, cast))
    page = leader(app, cast).get(PAGES).text
    assert "Tale" not in page and "when that is done" in page and "Review the comments" not in page


def test_nothing_is_finished_while_a_comment_waits(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    ids = say(app, cast)
    decide_all(reviewer, ids[1:])
    assert post(reviewer, REVIEW + "finish").location == REVIEW
    with app.app_context():
        assert database_session().query(CommentRelease).count() == 0


def test_a_decision_is_taken_back(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    ids = say(app, cast)
    decide(reviewer, ids[0], "redact", words="less")
    assert "less" in reviewer.get(REVIEW + "?of=publish").text
    decide(reviewer, ids[0], "later")
    assert "Anna of the cranes" in reviewer.get(REVIEW).text


def test_a_redaction_that_leaves_nothing_withholds(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    ids = say(app, cast)
    decide(reviewer, ids[0], "redact", words="  ")
    assert "Anna of the cranes" in reviewer.get(REVIEW + "?of=withhold").text


@pytest.mark.parametrize(("few", "consent"), [(SAID[:9], True), (SAID, False)])
def test_where_few_wrote_or_none_agreed_nobody_reads(
    app: Flask, cast: Cast, reviewer: FlaskClient, few: tuple[str, ...], consent: bool
) -> None:
    ids = say(app, cast, few, consent)
    assert "Tale" not in reviewer.get(REVIEW).text and "Anna" not in reviewer.get(REVIEW).text
    assert decide(reviewer, ids[0], "publish").status_code == 404
    post(reviewer, REVIEW + "finish")
    page = reviewer.get(PAGES, follow_redirects=True).text
    assert "Tale" not in page and "Fewer than 10" in page
    with app.app_context():
        assert database_session().query(Comment).count() == 0


def test_where_few_answered_nobody_reads(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    say(app, cast)
    with app.app_context():
        database_session().get_one(Wave, cast.wave).tallied = 9
        database_session().commit()
    assert "Tale" not in reviewer.get(REVIEW).text


def test_a_second_press_changes_nothing(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    decide_all(reviewer, say(app, cast))
    post(reviewer, REVIEW + "finish", REVIEW + "finish")
    with app.app_context():
        first = database_session().get_one(CommentRelease, cast.wave).told
    post(reviewer, REVIEW + "finish", "/account/forgotten")
    with app.app_context():
        assert database_session().get_one(CommentRelease, cast.wave).told == first
    assert reviewer.get(REVIEW).location == PAGES
    assert "12 comments of Spring were released" in reviewer.get("/organisations/harbour/log/").text


@pytest.mark.parametrize("address", ["zz", "00", "0" * 16])
def test_what_is_no_comment_is_not_found(app: Flask, cast: Cast, reviewer: FlaskClient, address: str) -> None:
    assert decide(reviewer, address, "publish").status_code == 404


def test_a_comment_is_shown_in_no_order_of_its_rows(app: Flask, cast: Cast, reviewer: FlaskClient) -> None:
    decide_all(reviewer, say(app, cast, tuple(f"Tale {number:03}x" for number in range(40))))
    post(reviewer, REVIEW + "finish")
    with app.app_context():
        told = database_session().get_one(CommentRelease, cast.wave).told["story"]
    assert sorted(told) != told
