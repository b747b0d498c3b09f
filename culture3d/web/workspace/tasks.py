"""Shows how far long work is, tells how it ended, and hands out the file that it made."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, send_file, url_for
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from culture3d.db import database_session
from culture3d.models.report import Status
from culture3d.models.task import Task
from culture3d.services.permissions import May
from culture3d.web.accounts import guard
from culture3d.web.fetching import organisation_or_404
from culture3d.web.queueing import ask_for

bp = Blueprint("tasks", __name__)
guard.protect(bp)


@dataclass(frozen=True)
class Words:
    """How work of one kind is told.

    may    what somebody has to be allowed, to see it
    doing  its heading while it goes on, and in the list of work
    done   the sentence at its end, from what came of it
    onward where its reader goes from there
    """

    may: May
    doing: LazyString
    done: Callable[[Task], str]
    onward: Callable[[Task], str]


# By kind of task.
WORDS: dict[str, Words] = {}


def queue(task: Task) -> Response:
    """Has a task done that was stored already, and leads to its page."""
    ask_for("do_task", task.id)
    return redirect(url_for("tasks.show", task_id=task.id), 303)


def _task(task_id: str) -> Task:
    """:raise 404: if there is no such task, or it is on an organisation that is none of one's business."""
    task = database_session().get(Task, task_id) or abort(404)
    organisation_or_404(database_session(), task.organisation.slug, WORDS[task.kind].may)
    return task


@bp.get("/tasks/<task_id>")
def show(task_id: str) -> str:
    """How far a task is, or what came of it. :raise 404: if there is none."""
    task = _task(task_id)
    words = WORDS[task.kind]
    return render_template("workspace/task.html", task=task, organisation=task.organisation, words=words)


@bp.get("/tasks/<task_id>/status")
def status(task_id: str) -> Response:
    """The same for a script that asks again and again. :raise 404: if there is none."""
    task = _task(task_id)
    return jsonify(status=task.status.value, progress=task.progress, ended=task.has_ended)


@bp.post("/tasks/<task_id>/again")
def again(task_id: str) -> Response:
    """Has a task done anew that failed. :raise 404: if there is none."""
    task = _task(task_id)
    if task.status is Status.FAILED:
        task.status, task.ended_at, task.done = Status.WAITING, None, 0
        database_session().commit()
    return queue(task)


@bp.get("/tasks/<task_id>/file")
def file(task_id: str) -> Response:
    """The file that a task made. :raise 404: if there is none, or none any longer."""
    task = _task(task_id)
    path = current_app.config["SETTINGS"].files / (task.file or "none")
    if task.file is None or not path.is_file():
        abort(404)
    name = str(task.told.get("file_name", task.file))
    return send_file(path, as_attachment=True, download_name=name)
