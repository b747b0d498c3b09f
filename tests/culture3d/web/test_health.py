"""Shows that the health address notices what breaks, and tells strangers two words."""

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from culture3d import mail, steps
from culture3d.config import Settings
from culture3d.services import health as looks
from culture3d.services.health import Part
from culture3d.web import health
from tests.command_line import run
from tests.culture3d.cast import Cast


def parts(client: FlaskClient, settings: Settings) -> dict[str, bool]:
    """What who brings the token reads."""
    reply = client.get("/health", headers={"Authorization": f"Bearer {health.token(settings)}"})
    told = {name: part["ok"] for name, part in reply.json["parts"].items()}
    assert (reply.status_code == 200) is all(told.values()) is (reply.json["status"] == "ok")
    return told


@pytest.fixture
def well(app: Flask, cast: Cast) -> None:
    """A worker has just shown itself."""
    steps.beat(app, datetime.now(UTC))


def test_strangers_read_two_words(app: Flask, client: FlaskClient, well: None) -> None:
    reply = client.get("/health")
    assert (reply.status_code, reply.text, reply.mimetype) == (200, "ok\n", "text/plain")
    assert "Set-Cookie" not in reply.headers
    steps.beat(app, datetime.now(UTC) - timedelta(hours=1))
    for wrong in ("", "Bearer ", "Bearer x", "Basic ü"):
        reply = client.get("/health", headers={"Authorization": wrong})
        assert (reply.status_code, reply.text) == (503, "not ok\n")


def test_all_is_well(client: FlaskClient, settings: Settings, well: None) -> None:
    assert parts(client, settings) == dict.fromkeys(Part, True)


def test_a_worker_that_was_never_there_or_went_is_missed(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    assert not parts(client, settings)["worker"]
    steps.beat(app, datetime.now(UTC) - looks.LONGEST_SILENCE - timedelta(seconds=5))
    assert not parts(client, settings)["worker"]
    steps.beat(app, datetime.now(UTC))
    assert parts(client, settings)["worker"]


def test_mail_that_lies_there_is_noticed(client: FlaskClient, settings: Settings, well: None) -> None:
    mail.send(settings, ("Ada", "ada@example.org"), "Hello", "there")
    assert parts(client, settings)["mail"]
    [letter] = mail.waiting(settings)
    long_ago = (datetime.now(UTC) - looks.LONGEST_WAIT - timedelta(minutes=1)).timestamp()
    os.utime(letter, (long_ago, long_ago))
    assert not parts(client, settings)["mail"]


def test_a_disk_that_fills_and_keys_that_are_gone_are_noticed(
    client: FlaskClient, settings: Settings, well: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "LEAST_SPACE", 1 << 60)
    shutil.rmtree(settings.keys)
    found = parts(client, settings)
    assert {name for name, fine in found.items() if not fine} == {"disk", "keys"}


def test_a_database_that_is_away_is_told_at_once(
    client: FlaskClient, settings: Settings, well: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"), connection_invalidated=True)

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", away)
    assert not parts(client, settings)["database"]
    assert client.get("/health").status_code == 503


def test_the_command_says_the_same(
    app: Flask, settings: Settings, well: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    done = run("health")
    assert done.status == 0 and "ok      worker: last showed itself" in done.out
    assert run("health", "--token").out.strip() == health.token(settings)
    shutil.rmtree(settings.keys)
    monkeypatch.setattr(looks, "LEAST_SPACE", 1 << 60)
    done = run("health")
    assert done.status == 1 and "NOT OK  disk" in done.out
