"""Takes a wave of three hundred people from the invitation to the release, once on each kind of database."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from culture3d import jobs
from culture3d.app import create_app
from culture3d.config import Settings, read_settings
from culture3d.db import database_session, db
from culture3d.models.ballot import Ballot
from culture3d.models.comment import Comment
from culture3d.models.draft import Draft
from culture3d.models.wave import State, Wave
from culture3d.services import results
from surveys.results import Results
from tests.culture3d import postgres
from tests.culture3d.conftest import (  # noqa: F401  these fixtures are asked for by name
    postgres_server,
    sqlite_template,
)
from tests.culture3d.test_jobs import end, wait_for, worker_of
from tests.faults.browsers import Browser as Reader
from tests.faults.serving import Server, environment
from tests.waves import arrangement, in_chromium, over_http
from tests.waves.diaries import Diary
from tests.waves.people import Manner, crowd


@dataclass(frozen=True)
class Outcome:
    """What the wave left: what people remember, what commands and pages said, and what is stored.

    said      what each command printed, by its name
    late      the statuses that those got who submitted after the end
    receipts  the page of receipts
    comments  what is stored: question, words, and leave to tell them again
    left      how many ballots and drafts, and how many key files
    """

    diaries: list[Diary]
    said: dict[str, str]
    late: list[int]
    receipts: str
    told: Results
    comments: list[tuple[str, str, bool]]
    left: tuple[int, int, int]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def outcome(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
) -> Iterator[Outcome]:
    """A wave that was released; nothing of it changes any more."""
    folder = tmp_path_factory.mktemp(request.param)
    settings = _installed(request, folder)
    with pytest.MonkeyPatch.context() as shell, Server(settings) as server:
        address = f"http://127.0.0.1:{server.port}"
        for name, value in environment(settings).items():
            shell.setenv(name, value)
        shell.setenv("CULTURE3D_ADDRESS", address)
        yield _taken(replace(settings, address=address), server.port, browser, folder)


def _installed(request: pytest.FixtureRequest, folder: Path) -> Settings:
    """A fresh installation on SQLite or PostgreSQL."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        (folder / "culture3d.sqlite").write_bytes(template.read_bytes())
        settings = read_settings({"CULTURE3D_DATA": str(folder)})
    else:
        server = request.getfixturevalue("postgres_server")
        address = postgres.create(server, "three_hundred", "newest")
        request.addfinalizer(lambda: postgres.drop(server, "three_hundred"))
        settings = read_settings({"CULTURE3D_DATA": str(folder), "DATABASE_URL": address})
    jobs.prepare(settings)
    return settings


def _taken(settings: Settings, port: int, chromium: Browser, folder: Path) -> Outcome:
    app = create_app(settings)
    people = crowd()
    wave_id = arrangement.plan(app)
    said = {"invite": arrangement.invite(people, folder)}
    secrets = arrangement.codes_on_letters(folder) | arrangement.links(app, settings, wave_id)
    diaries = [Diary(person, secrets[person.name]) for person in people]
    said["open"] = arrangement.command("open", arrangement.SLUG)
    kiosk = arrangement.command("kiosk", arrangement.SLUG).strip().removeprefix(settings.address) + "/"
    _answered(diaries, port, settings.address, kiosk, chromium)
    for diary in diaries:
        if diary.person.manner is Manner.AT_A_KIOSK:
            over_http.look_for_receipt(port, diary)
    too_late = over_http.come_too_late(port, diaries)
    said["status"] = arrangement.command("status", arrangement.SLUG)
    said["close"] = arrangement.command("close", arrangement.SLUG)
    late = [visitor.try_to_submit() for visitor in too_late]
    _released(app, settings, wave_id)
    return Outcome(
        diaries=diaries,
        said=said,
        late=late,
        receipts=Reader(port).get(kiosk.replace("/kiosk/", "/s/") + "receipts"),
        **_stored(app, settings, wave_id),
    )


def _answered(diaries: list[Diary], port: int, address: str, kiosk: str, chromium: Browser) -> None:
    """Both parts of the crowd at once: Chromium here, where its loop runs, the others beside it."""
    faults: list[BaseException] = []

    def others() -> None:
        try:
            over_http.answer(port, kiosk, diaries)
        except BaseException as fault:
            faults.append(fault)

    beside = threading.Thread(target=others)
    beside.start()
    try:
        in_chromium.answer(chromium, address, kiosk, diaries)
    finally:
        beside.join()
    for fault in faults:
        raise fault


def _released(app: Flask, settings: Settings, wave_id: int) -> None:
    def is_released() -> bool:
        with app.app_context():
            found = database_session().get_one(Wave, wave_id).state is State.RELEASED
            db.session.remove()
            return found

    worker = worker_of(settings)
    try:
        wait_for(is_released, "the wave was not released")
    finally:
        end(worker)


def _stored(app: Flask, settings: Settings, wave_id: int) -> dict[str, object]:
    with app.app_context():
        session = database_session()
        told = results.read_release(session, session.get_one(Wave, wave_id))
        rows = session.scalars(select(Comment).where(Comment.wave_id == wave_id))
        comments = [(row.question, row.words, row.retell) for row in rows]
        left = len(session.scalars(select(Ballot.id)).all()), len(session.scalars(select(Draft.id)).all())
        db.session.remove()
        db.engine.dispose()
    return {"told": told, "comments": comments, "left": (*left, len(list(settings.keys.iterdir())))}
