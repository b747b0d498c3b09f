"""Shows that documents are asked for on a page, found again there, and gone when their file is."""

import pytest
from flask import Flask

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.models.task import Task
from culture3d.services import documents
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import Place, enrol, let_in, token_in

PAGE = "/organisations/harbour/waves/1/documents/"


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)


def test_an_observer_has_a_document_made_and_finds_it_again(
    app: Flask, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How it looks on paper is shown elsewhere.
    monkeypatch.setattr("culture3d.documents.making.as_pdf", lambda *_: b"%PDF-1.7 words")
    enrol(app, "council@example.org", Role.OBSERVER, Place(organisation=cast.organisation))
    browser = let_in(app, "council@example.org")
    shown = browser.get(PAGE).text
    assert "Nothing yet." in shown and f'href="{PAGE}" aria-current="page"' in shown
    fields = {"csrf_token": token_in(shown), "language": "de"}
    assert browser.post(PAGE, data={**fields, "document": "secrets"}).status_code == 400
    assert (
        browser.post(PAGE, data={**fields, "document": "works-council", "language": "xx"}).status_code == 400
    )
    reply = browser.post(PAGE, data={**fields, "document": "works-council"})
    assert reply.status_code == 303 and "being made" in browser.get(PAGE).text
    with app.app_context():
        (task,) = database_session().query(Task).filter_by(kind=documents.TASK)
        steps.do_task(task.id)
        file = settings.files / database_session().get_one(Task, task.id).file
    assert "The document is ready" in browser.get(reply.location).text
    done = browser.get(f"{reply.location}/file", buffered=True)
    assert (
        done.data == b"%PDF-1.7 words"
        and "works-council-harbour-1-de.pdf" in done.headers["Content-Disposition"]
    )
    assert "Download" in browser.get(PAGE).text
    log = browser.get("/organisations/harbour/log/?kind=document").text
    assert "The works-council pack of" in log and "Council" in log
    file.unlink()  # as the worker does after a week
    assert "gone after a week" in browser.get(PAGE).text
