"""Shows that what was done can be read by those who may, and names nobody who was asked."""

import pytest
from flask import Flask

from culture3d import jobs
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
    post(browser, "/organisations/harbour/close")
    page = browser.get("/organisations/harbour/log/").text
    assert "Spring was closed" in page and "Consultant" in page


def test_a_long_log_goes_on_on_another_page(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    monkeypatch.setattr(log, "ON_A_PAGE", 0)
    browser = consulting(app)
    post(browser, "/organisations/harbour/close")
    assert "Spring was closed" not in browser.get("/organisations/harbour/log/").text


def test_every_action_has_its_words() -> None:
    assert set(log.SENTENCES) == set(Action)
