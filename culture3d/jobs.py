"""Runs long work in the background, so that it outlives the page that asked for it and the death of a worker.

The only module that knows the workflow engine. A job is a name and one id: the engine stores both in
plain, so no secret is ever an argument or a result. A step runs at least once, and says why a second run
is harmless.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from culture3d import post, steps
from culture3d.config import Settings
from culture3d.db import cannot_store, database_session, was_away

if TYPE_CHECKING:
    from dbos import DBOSClient, DBOSConfig

QUEUE = "culture3d"
MAIL_QUEUE = "culture3d-mail"  # so that nobody's results wait for a mail server that does not answer
Step = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """Steps to take in order, and what to do when one has failed for good."""

    steps: tuple[Step, ...]
    failed: Step | None = None
    queue: str = QUEUE

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """Those in order, and the one for when they have failed."""
        return (*self.steps, self.failed) if self.failed else self.steps


JOBS = {
    "close_wave": Job((steps.tally_wave, steps.destroy_key, steps.release_wave)),
    "withdraw_wave": Job((steps.destroy_key,)),
    "make_report": Job((steps.make_report,), steps.report_failed),
    "compact": Job((steps.compact,)),
    "send_message": Job((steps.send_message,), steps.message_failed, MAIL_QUEUE),
    "do_task": Job((steps.do_task,), steps.task_failed),
}
ATTEMPTS = 3
SECONDS_BETWEEN_LOOKS = 30  # at the calendar
SECONDS_BETWEEN_MAILS = 5  # of accounts: who forgot a password waits for one
SECONDS_BETWEEN_TRIES, MOST_TRIES = 3, 20  # to reach a database that is away
GIVEN_UP = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"]  # as the engine calls it


def enqueue(settings: Settings, job: str, about: str) -> None:
    """Asks for a job about something; asking twice for the same is asking once.

    One that was given up begins anew, from its first step.

    :raise KeyError: if there is no such job.
    """
    from dbos._error import DBOSException  # it is offered nowhere else

    queue = JOBS[job].queue
    with _client(settings) as client:
        client.enqueue({"workflow_name": job, "queue_name": queue, "workflow_id": _id(job, about)}, about)
        if _is_given_up(client, job, about):
            with suppress(DBOSException):  # somebody else asked again at the same moment
                client.rewind_workflow(_id(job, about), queue_name=queue)


def is_given_up(settings: Settings, job: str, about: str) -> bool:
    """Whether a job failed as often as it is tried, and rests until somebody asks again."""
    with _client(settings) as client:
        return _is_given_up(client, job, about)


def _is_given_up(client: "DBOSClient", job: str, about: str) -> bool:
    found = client.list_workflows(
        workflow_ids=[_id(job, about)], status=GIVEN_UP, load_input=False, load_output=False
    )
    return bool(found)


def _id(job: str, about: str) -> str:
    return f"{job}-{about}"


@contextmanager
def _client(settings: Settings) -> "Iterator[DBOSClient]":
    from dbos import DBOSClient, DBOSPortableJSONSerializer

    client = DBOSClient(
        system_database_url=settings.jobs_database_url, serializer=DBOSPortableJSONSerializer()
    )
    try:
        yield client
    finally:
        client.destroy()


def prepare(settings: Settings) -> None:
    """Makes or updates the database in which jobs are remembered."""
    from dbos import DBOS

    DBOS.migrate(settings.jobs_database_url)


def launch(app: Flask) -> None:
    """Starts to work on jobs in this process, first on those that a dead worker left behind."""
    from dbos import DBOS

    settings: Settings = app.config["SETTINGS"]
    DBOS(config=_engine(settings))
    # A step that two jobs take is made durable once: the engine knows steps by their names.
    every = dict.fromkeys(step for job in JOBS.values() for step in job.all_steps)
    durable = {step: _durable(app, step) for step in every}
    for name, job in JOBS.items():
        _register(name, job, durable)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=2, polling_interval_sec=0.3)
    DBOS.register_queue(MAIL_QUEUE, worker_concurrency=1, polling_interval_sec=0.3)
    waiting = {
        "make_report": steps.reports_waiting,
        "close_wave": steps.waves_waiting,
        "withdraw_wave": steps.withdrawn_waiting,
        "do_task": steps.tasks_waiting,
    }
    for name, found in waiting.items():
        for about in found(app):
            enqueue(settings, name, about)


def shut_down() -> None:
    """Stops; what was not finished is taken up by the next worker."""
    from dbos import DBOS

    DBOS.destroy(destroy_registry=True)


def work_until_told(app: Flask) -> None:
    """Works on jobs until the process is asked to end. A database that is away is waited for."""
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    while not has_launched(app):
        if ended.wait(SECONDS_BETWEEN_TRIES):
            return
    # A mail server that does not answer is waited for in a thread of its own: waves open and close meanwhile.
    threading.Thread(target=_send_mail, args=(app, ended), daemon=True).start()
    purged_on = None
    while not ended.is_set():
        with _unless_away(app):
            now = datetime.now(UTC)
            steps.beat(app, now)
            _keep_calendar(app, now)
            if purged_on != now.date():
                steps.purge(app, now.date())
                purged_on = now.date()
        ended.wait(SECONDS_BETWEEN_LOOKS)
    shut_down()


def _send_mail(app: Flask, ended: threading.Event) -> None:
    """Hands over what lies in the outbox, until the process is asked to end."""
    while not ended.wait(SECONDS_BETWEEN_MAILS):
        if why := post.empty_outbox(app.config["SETTINGS"]):
            app.logger.warning("mail waits in the outbox: %s", why)


@contextmanager
def _unless_away(app: Flask) -> Iterator[None]:
    """Lets a look at the calendar fail that the database was away, locked or full for; the next one comes."""
    try:
        yield
    except DBAPIError as error:
        if not cannot_store(error):
            raise
        app.logger.warning("the database cannot be used now; the worker looks again in a moment")


def has_launched(app: Flask) -> bool:
    """Launches, unless the database is away; where it goes in the middle of that, nothing is left begun."""
    with _unless_away(app):
        with app.app_context():
            database_session().execute(text("SELECT 1"))
        try:
            launch(app)
        except DBAPIError:
            shut_down()
            raise
        return True
    return False


def _keep_calendar(app: Flask, now: datetime) -> None:
    for wave_id in steps.keep_calendar(app, now):
        enqueue(app.config["SETTINGS"], "close_wave", wave_id)
    for round_ in steps.messages_due(app, now):
        enqueue(app.config["SETTINGS"], "send_message", round_)


def _engine(settings: Settings) -> "DBOSConfig":
    """One version for all code: steps are harmless when repeated, so a newer worker may finish old jobs."""
    from dbos import DBOSPortableJSONSerializer

    return {
        "name": "culture3d",
        "system_database_url": settings.jobs_database_url,
        "serializer": DBOSPortableJSONSerializer(),
        "application_version": "culture3d",
        "log_level": "WARNING",
    }


def _register(name: str, job: Job, durable: Mapping[Step, Step]) -> None:
    from dbos import DBOS

    def run(about: str) -> None:
        try:
            for step in job.steps:
                durable[step](about)
        except Exception:
            if job.failed is None:
                raise
            durable[job.failed](about)

    DBOS.workflow(name=name)(run)


def _durable(app: Flask, step: Step) -> Step:
    from dbos import DBOS

    def within(about: str) -> None:
        patiently(app, step, about)

    return DBOS.step(name=step.__name__, retries_allowed=True, max_attempts=ATTEMPTS)(within)


def patiently(app: Flask, step: Step, about: str) -> None:
    """Takes a step, and takes it again where the database was away meanwhile, for a minute at most."""
    for _ in range(MOST_TRIES):
        try:
            with app.app_context():
                step(about)
                return
        except DBAPIError as error:
            if not was_away(error):
                raise
        time.sleep(SECONDS_BETWEEN_TRIES)
    with app.app_context():
        step(about)
