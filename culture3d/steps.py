"""Holds the steps of background jobs; each may be repeated, and commits what it did.

Pages know the steps, to ask for them; what only a worker needs is imported where a step is taken.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import clock, mail, post, printing, sealing
from culture3d.config import Settings
from culture3d.db import database_session, vacuum
from culture3d.models.message import Message, Stage
from culture3d.models.report import Report, Status
from culture3d.models.task import Task
from culture3d.models.wave import State, Wave
from culture3d.services import (
    audit,
    calendar,
    documents,
    health,
    reporting,
    retention,
    sent_files,
    takeaway,
    tasks,
    trustees,
    waves,
)


def _import_people(session: Session, task: Task, settings: Settings) -> Iterator[None]:
    from culture3d.services import people_imports

    return people_imports.work(session, task, settings)


def _make_document(session: Session, task: Task, settings: Settings) -> Iterator[None]:
    from culture3d.documents import making

    return making.make(session, task, settings)


# Kind of task -> what does its work. A handler brings what only a worker needs where it needs it.
TASKS: dict[str, tasks.Handler] = {
    "import_people": _import_people,
    documents.TASK: _make_document,
    printing.LETTERS: printing.make_letters,
    takeaway.KIND: takeaway.make,
}
SECONDS_OF_A_DAY = 86_400  # no transaction takes so long: a key without a wave is then left over


def _settings() -> Settings:
    settings = current_app.config["SETTINGS"]
    assert isinstance(settings, Settings)
    return settings


def _wave(wave_id: str) -> Wave:
    wave = database_session().get(Wave, int(wave_id))
    assert wave is not None, "waves are never deleted while a job is about them"
    return wave


def tally_wave(wave_id: str) -> None:
    """Opens and shuffles the ballots. Repeated, it finds the wave tallied."""
    from culture3d.services.answering.tally import tally

    session, wave = database_session(), _wave(wave_id)
    had_been = wave.tallied is not None
    tally(session, wave, _settings().keys)
    if wave.tallied is not None and not had_been:
        audit.record(session, audit.Action.WAVE_TALLIED, wave.organisation, None, {"wave": wave.name})
    session.commit()


def destroy_key(wave_id: str) -> None:
    """Destroys the key and what is left of the ballots in the files. Repeated, it finds no key."""
    public_key = _wave(wave_id).public_key
    assert public_key is not None, "a tallied or withdrawn wave had a key"
    sealing.destroy_wave_key(public_key, _settings().keys)
    mail.forget(_settings(), f"wave-{wave_id}-")
    database_session().commit()
    vacuum()


def release_wave(wave_id: str) -> None:
    """Makes the release and lets it be seen. Repeated, it finds the wave released."""
    from culture3d.services import results

    wave = _wave(wave_id)
    if wave.state is State.CLOSED:
        results.make_release(database_session(), wave, datetime.now(UTC).date())
        waves.release(wave)
        audit.record(
            database_session(), audit.Action.WAVE_RELEASED, wave.organisation, None, {"wave": wave.name}
        )
    database_session().commit()


def make_report(report_id: str) -> None:
    """Draws a report and keeps its file. Repeated, it finds the file, or begins anew."""
    from culture3d.services import report_making

    session = database_session()
    for _ in report_making.make(session, report_id, _settings().reports):
        session.commit()  # so that the page sees how far it is


def report_failed(report_id: str) -> None:
    """Says that a report could not be made. Repeated, it says the same."""
    report = database_session().get(Report, report_id)
    if report is not None:
        report.status = Status.FAILED
    database_session().commit()


def send_message(round_: str) -> None:
    """Sends a message to everybody who has not got it. Repeated, it goes on where it was broken off."""
    from culture3d.services.answering import deliveries

    session, settings = database_session(), _settings()
    message = _of_round(round_)
    if message is not None:
        for _ in deliveries.send(session, message, settings, post.post(settings)):
            session.commit()  # so that no mail is sent twice


def message_failed(round_: str) -> None:
    """Puts a message off whose sending failed for another reason than mail. Repeated, it changes nothing."""
    from culture3d.services.answering import deliveries

    message = _of_round(round_)
    if message is not None:
        deliveries.put_off(message, "an error of ours, which stands in the worker's log")
    database_session().commit()


def _of_round(round_: str) -> Message | None:
    """The message that a job is about, unless that round is over."""
    id_, _, number = round_.partition(".")
    found = database_session().get(Message, int(id_))
    if found is None or found.stage is not Stage.SENDING or found.round != int(number):
        return None
    return found


def do_task(task_id: str) -> None:
    """Does what a task asks for. Repeated, it finds it done, or its handler begins anew."""
    session = database_session()
    task = session.get_one(Task, task_id)
    for _ in tasks.work(session, task, TASKS[task.kind], _settings()):
        session.commit()  # so that the page sees how far it is


def compact(_: str) -> None:
    """Leaves nothing of what was deleted in the database's files. Repeated, it does so again."""
    vacuum()


def task_failed(task_id: str) -> None:
    """Says that a task could not be done. Repeated, it says the same."""
    task = database_session().get(Task, task_id)
    if task is not None:
        tasks.fail(task)
    database_session().commit()


def tasks_waiting(app: Flask) -> list[str]:
    """The tasks that were asked for and not begun, as with reports."""
    with app.app_context():
        return list(database_session().scalars(select(Task.id).where(Task.status == Status.WAITING)))


def reports_waiting(app: Flask) -> list[str]:
    """The reports that were asked for and not begun: a crash may have come before their job was queued."""
    with app.app_context():
        found = select(Report.id).where(Report.status == Status.WAITING)
        return list(database_session().scalars(found))


def waves_waiting(app: Flask) -> list[str]:
    """The waves that were closed and not released: as with reports, their job may never have been queued.

    Those that wait for their trustees are left to wait.
    """
    with app.app_context():
        session = database_session()
        return [str(wave.id) for wave in waves.closed(session) if _may_be_tallied(session, wave)]


def _may_be_tallied(session: Session, wave: Wave) -> bool:
    return trustees.waited_for(session, wave, _settings().keys) is None


def beat(app: Flask, now: datetime) -> None:
    """Shows that this worker lives."""
    with app.app_context():
        health.beat(database_session(), now)
        database_session().commit()


def keep_calendar(app: Flask, now: datetime) -> list[str]:
    """Opens and closes what is due; gives the waves whose results can be made now."""
    with app.app_context():
        session = database_session()
        calendar.open_due(session, now, _settings().keys)
        due = calendar.close_due(session, now)
        session.commit()
        printing.clear_away(session, _settings(), clock.stored(now))
        session.commit()
        return [str(wave.id) for wave in due if _may_be_tallied(session, wave)]


def withdrawn_waiting(app: Flask) -> list[str]:
    """The withdrawn waves whose key file is still there: as with reports."""
    with app.app_context():
        found = waves.withdrawn(database_session())
        return [
            str(wave.id) for wave in found if sealing.has_wave_key(wave.public_key or b"", _settings().keys)
        ]


def messages_due(app: Flask, now: datetime) -> list[str]:
    """Begins the messages whose time has come; gives the rounds of sending that are to begin."""
    from culture3d.services.answering import deliveries

    with app.app_context():
        session = database_session()
        deliveries.begin_due(session, now)
        session.commit()
        return [f"{message.id}.{message.round}" for message in deliveries.to_send(session, now)]


def purge(app: Flask, today: date) -> retention.Purged:
    """Deletes what is past its days, its traces in the database's files, old files, and keys of no wave."""
    with app.app_context():
        settings = _settings()
        purged = retention.purge(database_session(), today, settings.invitation_days, settings.response_days)
        database_session().commit()
        if purged != retention.Purged(0, 0, 0):
            vacuum()
        reporting.sweep(database_session(), settings.reports)
        known = waves.all_keys(database_session())
        sent_files.sweep(settings.files, sent_files.a_day_ago())
        sealing.sweep(settings.keys, known, time.time() - SECONDS_OF_A_DAY)
        retention.sweep_files(settings.files, time.time() - retention.FILE_DAYS * SECONDS_OF_A_DAY)
        return purged
