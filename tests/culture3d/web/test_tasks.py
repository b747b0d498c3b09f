"""Shows that long work has a page from the asking to its end, whatever becomes of the worker."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.models.report import Status
from culture3d.models.task import Task
from culture3d.services import tasks
from culture3d.web.workspace.tasks import WORDS
from tests.culture3d.cast import Cast
from tests.culture3d.web.counting import COUNTING, count
from tests.culture3d.web.signing_in import consulting, post


@pytest.fixture(autouse=True)
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, "counting", COUNTING)
    monkeypatch.setitem(steps.TASKS, "counting", count)


def ask(app: Flask, cast: Cast, about: str = "1") -> str:
    with app.app_context():
        session = database_session()
        organisation = session.get_one(Organisation, cast.organisation)
        task = tasks.ask(session, organisation, "counting", about, None)
        session.commit()
        return task.id


def stored(app: Flask, task_id: str) -> Task:
    with app.app_context():
        return database_session().get_one(Task, task_id)


@pytest.fixture
def consultant(app: Flask, cast: Cast) -> FlaskClient:
    return consulting(app)


def test_work_is_waited_for_then_told(app: Flask, cast: Cast, consultant: FlaskClient) -> None:
    task = ask(app, cast)
    page = consultant.get(f"/tasks/{task}").text
    assert "You may leave this page" in page and f'data-poll="/tasks/{task}/status"' in page
    assert consultant.get(f"/tasks/{task}/file").status_code == 404
    with app.app_context():
        steps.do_task(task)
    assert consultant.get(f"/tasks/{task}/status").json == {"status": "done", "progress": 100, "ended": True}
    assert "Counted to 3." in consultant.get(f"/tasks/{task}").text
    file = consultant.get(f"/tasks/{task}/file", buffered=True)
    assert file.data == b"1;2;3" and "counted.csv" in file.headers["Content-Disposition"]


def test_its_page_says_how_far_it_is(app: Flask, cast: Cast, consultant: FlaskClient) -> None:
    task = ask(app, cast)
    with app.app_context():
        session = database_session()
        going = tasks.work(session, session.get_one(Task, task), count, app.config["SETTINGS"])
        for _ in range(2):
            next(going)
            session.commit()
    assert consultant.get(f"/tasks/{task}/status").json == {
        "status": "running",
        "progress": 33,
        "ended": False,
    }


def test_whoever_asks_twice_asks_once(app: Flask, cast: Cast) -> None:
    assert ask(app, cast) == ask(app, cast)
    assert ask(app, cast, "2") != ask(app, cast)


def test_work_that_is_done_is_not_done_again(app: Flask, cast: Cast, settings: Settings) -> None:
    task = ask(app, cast)
    with app.app_context():
        steps.do_task(task)
        ended = stored(app, task).ended_at
        (settings.files / "counted.csv").unlink()
        steps.do_task(task)
    assert stored(app, task).ended_at == ended and not (settings.files / "counted.csv").exists()


def test_what_failed_says_so_and_is_tried_again(
    app: Flask, cast: Cast, consultant: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda *what: asked.append(what[1:]))
    task = ask(app, cast, "broken")
    with app.app_context(), pytest.raises(RuntimeError):
        steps.do_task(task)
    with app.app_context():
        db.session.rollback()
        steps.task_failed(task)
    assert "could not be done" in consultant.get(f"/tasks/{task}").text
    reply = post(consultant, f"/tasks/{task}/again", f"/tasks/{task}")
    assert reply.location == f"/tasks/{task}" and asked == [("do_task", task)]
    assert stored(app, task).status is Status.WAITING


def test_a_worker_that_starts_takes_up_what_was_never_queued(app: Flask, cast: Cast) -> None:
    task = ask(app, cast)
    assert steps.tasks_waiting(app) == [task]
