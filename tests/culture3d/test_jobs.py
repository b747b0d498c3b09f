"""Shows that background jobs end, once, also when the worker that began them died."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.report import Report, Status
from culture3d.models.wave import State, Wave
from culture3d.sealing import new_secret, personal_keys
from culture3d.services import report_making, reporting, results, waves
from culture3d.services.answering import ballots
from culture3d.services.answering.sheets import Sheet, Text
from tests.command_line import run
from tests.culture3d.cast import Cast
from tests.culture3d.test_survey import token
from tests.culture3d.test_tally import TODAY, fielded_of, the_wave
from tests.culture3d.web.signing_in import consulting

PAGE = "/organisations/harbour"


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """A consultant's browser."""
    return consulting(app)


PATIENCE = 90  # seconds; jobs take two, but the machine may be busy


def close_with_answers(app: Flask, cast: Cast, people: int = 24) -> None:
    """Closes the wave after some people of two units have answered."""
    with app.app_context():
        session = database_session()
        wave = the_wave(session, cast)
        for person in range(people):
            answers = tuple((person + item) % 5 + 1 for item in range(8))
            unit = cast.units["office" if person % 2 else "dock/crane"]
            sheet = Sheet(answers, (person % 2,), unit, texts=(Text(),))
            ballots.submit(
                session, fielded_of(session, wave), personal_keys(new_secret(), wave.id), sheet, None
            )
        waves.close(session, wave, TODAY)
        session.commit()


def release(app: Flask, cast: Cast) -> None:
    """Takes the steps of the job one after the other, each twice, as after a crash."""
    close_with_answers(app, cast)
    with app.app_context():
        for step in jobs.JOBS["close_wave"].steps:
            step(str(cast.wave))
            step(str(cast.wave))


def ask_for_report(app: Flask, cast: Cast) -> str:
    with app.app_context():
        wave = database_session().get_one(Wave, cast.wave)
        report = reporting.ask(database_session(), wave, "en", datetime(2026, 4, 1, 12, 0))
        database_session().commit()
        return report.id


def worker_of(settings: Settings) -> "subprocess.Popen[bytes]":
    environ = {
        **os.environ,
        "CULTURE3D_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "JOBS_DATABASE_URL": settings.jobs_database_url,
    }
    return subprocess.Popen([sys.executable, "-m", "culture3d", "worker"], env=environ)


def wait_until(app: Flask, cast: Cast, state: State) -> None:
    def reached() -> bool:
        with app.app_context():
            return the_wave(database_session(), cast).state is state

    wait_for(reached, f"the wave was not {state}")


def wait_for(reached: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if reached():
            return
        time.sleep(0.3)
    pytest.fail(f"{otherwise} within {PATIENCE} seconds")


def end(worker: "subprocess.Popen[bytes]") -> None:
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(20)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def test_a_closed_wave_is_released_and_its_key_destroyed(app: Flask, settings: Settings, cast: Cast) -> None:
    release(app, cast)
    with app.app_context():
        wave = the_wave(database_session(), cast)
        told = results.read_release(database_session(), wave)
        assert wave.state is State.RELEASED
        assert wave.tallied == 24
        assert told.counts["all"] == 24
        assert told.figures("all", "silos").score is not None
        assert "dock/rope" not in told.counts
    assert list(settings.keys.iterdir()) == []


def test_a_killed_workers_job_is_finished_by_the_next(app: Flask, settings: Settings, cast: Cast) -> None:
    jobs.prepare(settings)
    close_with_answers(app, cast)
    jobs.enqueue(settings, "close_wave", str(cast.wave))
    jobs.enqueue(settings, "close_wave", str(cast.wave))  # asking twice is asking once
    first = worker_of(settings)
    time.sleep(2.5)
    first.kill()
    first.wait()
    second = worker_of(settings)
    try:
        wait_until(app, cast, State.RELEASED)
    finally:
        end(second)
    with app.app_context():
        assert the_wave(database_session(), cast).tallied == 24


def test_a_job_that_was_given_up_begins_anew_when_asked_again(
    app: Flask, client: FlaskClient, settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> bool:
        return "could not be made" in client.get(PAGE).text

    jobs.prepare(settings)
    close_with_answers(app, cast)
    (key,) = settings.keys.iterdir()
    mislaid = key.rename(settings.data / "mislaid")
    worker = worker_of(settings)  # finds the closed wave by itself
    try:
        wait_for(fails, "the page did not say that it failed")
    finally:
        end(worker)
    told = client.get(f"{PAGE}/waves/1/status").json
    assert told == {"status": "failed", "progress": 15, "ended": True}

    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    asked = run("wave", "close", "harbour")
    assert asked.out.startswith("Harbour & Sons, Spring was closed before, and its results failed.")
    assert not fails()

    worker = worker_of(settings)
    try:
        wait_for(fails, "the page did not say that it failed again")
        mislaid.rename(key)
        client.post(f"{PAGE}/waves/1/close", data={"csrf_token": token(client.get(PAGE).text)})
        wait_until(app, cast, State.RELEASED)
    finally:
        end(worker)
    with app.app_context():
        assert the_wave(database_session(), cast).tallied == 24


def test_a_report_tells_how_far_it_is_and_leaves_a_file(app: Flask, settings: Settings, cast: Cast) -> None:
    release(app, cast)
    report_id = ask_for_report(app, cast)
    with app.app_context():
        session = database_session()
        seen = []
        for _ in report_making.make(session, report_id, settings.reports):
            session.commit()
            seen.append(session.get_one(Report, report_id).progress)
        assert seen == sorted(seen)
        assert seen[-1] == 100
        assert session.get_one(Report, report_id).status is Status.DONE
    assert (settings.reports / f"{report_id}.pdf").read_bytes().startswith(b"%PDF-")


def test_a_report_that_cannot_be_made_says_so(app: Flask, cast: Cast) -> None:
    release(app, cast)
    report_id = ask_for_report(app, cast)
    assert steps.reports_waiting(app) == [report_id]
    with app.app_context():
        steps.report_failed(report_id)
    page = consulting(app).get(f"/reports/{report_id}").text
    assert "could not be made" in page
    assert steps.reports_waiting(app) == []


def test_jobs_remember_ids_alone(app: Flask, settings: Settings, cast: Cast) -> None:
    """What the engine keeps in plain is the name of a job and one id."""
    if not settings.jobs_database_url.startswith("sqlite"):
        pytest.skip("reads the engine's file")
    jobs.prepare(settings)
    jobs.enqueue(settings, "close_wave", str(cast.wave))
    kept = b"".join(file.read_bytes() for file in settings.data.glob("jobs.sqlite*"))
    assert f"close_wave-{cast.wave}".encode() in kept
    with app.app_context():
        public_key = the_wave(database_session(), cast).public_key
        db.session.remove()
    assert public_key is not None
    assert public_key not in kept
    assert not any(Path(file).read_bytes() in kept for file in settings.keys.iterdir())
