"""Keeps long work that people asked for: asks for it, says how far it is, and ends it."""

import secrets
from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import clock
from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.report import Status
from culture3d.models.task import Task

# Does the work of a task, from its beginning however often that is repeated; yields whenever what it has
# done is worth keeping. It counts in `done` and `total`, and leaves what came of it in `told` and `file`.
Handler = Callable[[Session, Task, Settings], Iterator[None]]


def ask(session: Session, organisation: Organisation, kind: str, about: str, who: Account | None) -> Task:
    """Work to be done; whoever commits it then has it queued. One that waits or runs already is that one.

    :param about: an id that the kind of work understands; no secret.
    """
    task = _under_way(session, organisation, kind, about)
    if task is None:
        task = Task(
            id=secrets.token_urlsafe(16),
            organisation=organisation,
            account_id=who and who.id,
            kind=kind,
            about=about,
            asked_at=clock.now(),
            status=Status.WAITING,
            done=0,
            total=0,
            told={},
        )
        session.add(task)
    return task


def _under_way(session: Session, organisation: Organisation, kind: str, about: str) -> Task | None:
    """So that whoever presses twice asks once."""
    same = (Task.organisation_id == organisation.id, Task.kind == kind, Task.about == about)
    going = Task.status.in_([Status.WAITING, Status.RUNNING])
    return session.scalar(select(Task).where(*same, going).order_by(Task.asked_at).limit(1))


def work(session: Session, task: Task, handler: Handler, settings: Settings) -> Iterator[None]:
    """Does the work of a task that has not ended; yields whenever the caller is to commit."""
    if task.has_ended:
        return
    task.status = Status.RUNNING
    yield
    yield from handler(session, task, settings)
    _end(task, Status.DONE)
    yield


def fail(task: Task) -> None:
    """Says that a task was tried as often as it is worth."""
    _end(task, Status.FAILED)


def latest(session: Session, organisation: Organisation, most: int = 20) -> list[Task]:
    """The work that was asked for in an organisation, the latest first."""
    found = select(Task).where(Task.organisation_id == organisation.id)
    return list(session.scalars(found.order_by(Task.asked_at.desc()).limit(most)))


def _end(task: Task, status: Status) -> None:
    task.status, task.ended_at = status, clock.now()
