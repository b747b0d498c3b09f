"""Shows that people can read what is deleted when, and consultants have it deleted sooner."""

import pytest
from flask import Flask

from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import consulting, post

PAGE = "/organisations/harbour/retention/"


def days(app: Flask, cast: Cast) -> tuple[int | None, int | None]:
    with app.app_context():
        organisation = database_session().get_one(Organisation, cast.organisation)
        return organisation.invitation_days, organisation.response_days


def test_the_calendar_is_there_and_follows_the_days(app: Flask, cast: Cast) -> None:
    browser = consulting(app)
    page = browser.get(PAGE).text
    assert "1 May 2026" in page, "Spring closes on 31 March, and names stay for 30 days"
    assert post(browser, PAGE, invitations="10", responses=" 365 ").status_code == 303
    page = browser.get(PAGE).text
    assert "11 Apr 2026" in page and "1 Apr 2027" in page
    assert days(app, cast) == (10, 365)
    assert (
        "Names go 10 days after a wave, answers after 365" in browser.get("/organisations/harbour/log/").text
    )


@pytest.mark.parametrize("wrong", ["0", "31", "-1", "1e1", "", "ten", "٣", "9" * 30])
def test_days_that_will_not_do_change_nothing(app: Flask, cast: Cast, wrong: str) -> None:
    reply = post(consulting(app), PAGE, invitations=wrong, responses="365")
    assert reply.status_code == 422 and "A whole number from 1 to 30." in reply.text
    assert days(app, cast) == (None, None)
