"""Shows that what was done can be read by those who may, and names nobody who was asked."""

import csv
from io import StringIO

import pytest
from flask import Flask

from culture3d import jobs
from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.services import accounts, audit
from culture3d.services.audit import Action
from culture3d.web.workspace import log
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import consulting, post


def test_a_wave_that_is_closed_is_written_down(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    browser = consulting(app)
    assert "Spring was closed" not in browser.get("/organisations/harbour/log/").text
    post(browser, "/organisations/harbour/waves/1/close")
    page = browser.get("/organisations/harbour/log/").text
    assert "Spring was closed" in page and "Consultant" in page


def test_a_long_log_goes_on_on_another_page(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    monkeypatch.setattr(log, "ON_A_PAGE", 0)
    browser = consulting(app)
    post(browser, "/organisations/harbour/waves/1/close")
    assert "Spring was closed" not in browser.get("/organisations/harbour/log/").text


def test_every_action_has_its_words() -> None:
    assert set(log.SENTENCES) == set(Action)


def test_a_log_is_read_by_kind(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    browser = consulting(app)
    post(browser, "/organisations/harbour/waves/1/close")
    assert "Spring was closed" in browser.get("/organisations/harbour/log/?kind=wave").text
    for none in ("wav", "role", "%", "wave closed"):
        assert (
            "Spring was closed"
            not in browser.get("/organisations/harbour/log/", query_string={"kind": none}).text
        )


def test_the_log_goes_into_a_spreadsheet_and_runs_nothing_there(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session = database_session()
        organisation = session.get_one(Organisation, cast.organisation)
        evil = accounts.make(session, "evil@example.org", '=HYPERLINK("x")', "en")
        audit.record(session, Action.WAVE_CLOSED, organisation, evil, {"wave": "@SUM(1)"})
        session.commit()
    reply = consulting(app).get("/organisations/harbour/log/log.csv")
    assert "attachment" in reply.headers["Content-Disposition"]
    rows = list(csv.reader(StringIO(reply.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["When (UTC)", "Who", "Kind", "What"]
    assert rows[1][1:] == ['\'=HYPERLINK("x")', "wave closed", "'@SUM(1) was closed"]
