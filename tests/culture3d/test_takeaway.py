"""Shows that everything of an organisation can be taken away, and no answer and no secret is in it."""

import json
from zipfile import ZipFile

import pytest
from flask import Flask

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.services.belongings import belonging
from culture3d.services.takeaway import LEFT_OUT, TOLD
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited
from tests.culture3d.leaving import furnish
from tests.culture3d.web.signing_in import consulting, post

PAGE = "/organisations/harbour/departure/"


def test_every_table_is_told_or_has_a_reason_not_to_be() -> None:
    tables = {table.name for table, _ in belonging(1)}
    assert tables == TOLD | set(LEFT_OUT)
    assert not TOLD & set(LEFT_OUT)


@pytest.fixture
def archive(
    app: Flask, cast: Cast, invited: Invited, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> ZipFile:
    """What a consultant downloads; made twice, as after a crash."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    furnish(app, cast, invited, settings)
    browser = consulting(app)
    task = post(browser, PAGE + "pack", PAGE).location
    with app.app_context():
        steps.do_task(task.rpartition("/")[2])
        steps.do_task(task.rpartition("/")[2])
        database_session().close()
    assert "Everything is packed" in browser.get(task).text
    reply = browser.get(f"{task}/file", buffered=True)
    assert "harbour.zip" in reply.headers["Content-Disposition"]
    (settings.data / "fetched.zip").write_bytes(reply.data)
    return ZipFile(settings.data / "fetched.zip")


def test_it_holds_what_belongs_to_the_client(archive: ZipFile) -> None:
    names = set(archive.namelist())
    assert {"README.txt", "organisation.json", "logo.png", "units.csv", "access.csv", "log.csv"} <= names
    assert {"waves/1/results.json", "waves/1/results.csv", "waves/1/report-1-en.pdf"} <= names
    assert {"waves/1/questionnaire.yaml", "waves/1/comments.json", "waves/2/people.csv"} <= names
    assert json.loads(archive.read("organisation.json"))["name"] == "Harbour & Sons"
    assert b"dock/crane,Crane" in archive.read("units.csv")
    assert b"Anna Albers,anna@example.org,dock/crane" in archive.read("waves/2/people.csv")
    assert json.loads(archive.read("waves/1/results.json"))["segments"]


def test_it_holds_no_answer_and_no_secret(archive: ZipFile, invited: Invited) -> None:
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"a story of mine" not in everything, "a comment before its review"
    assert not any(secret.encode() in everything for secret in invited.secrets.values())
    for word in (b"public_key", b"secret_hash", b"password"):
        assert word not in b"".join(
            archive.read(name) for name in archive.namelist() if name != "README.txt"
        ), word
