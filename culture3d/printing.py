"""Turns the invitations of a wave into a file of letters, which lies here for a day at the longest.

It holds everybody's code: nobody else on the machine may read it.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.task import Task
from culture3d.models.wave import State, Wave
from culture3d.sealing import Way
from culture3d.services.letters import mailing, parts_of

LETTERS = "letters"  # the kind of task; it is about a wave, or about one person on its list
LIES_FOR = timedelta(hours=24)


def about(wave: Wave, only: int | None = None) -> str:
    """What a task is about: the letters of a wave, or of one of its people alone."""
    return f"{wave.id}" if only is None else f"{wave.id}.{only}"


def wave_id_of(task: Task) -> int:
    """The wave whose letters a task makes."""
    return int(task.about.partition(".")[0])


def _only(task: Task) -> int | None:
    person = task.about.partition(".")[2]
    return int(person) if person else None


def make_letters(session: Session, task: Task, settings: Settings) -> Iterator[None]:
    """Makes the letters of everybody who has a code: a PDF, or several in an archive.

    Repeated, it begins anew.
    """
    from culture3d.letters import as_pdf  # brings the typesetting, which only a worker needs
    from reports.pdf import Press

    wave, only = session.get_one(Wave, wave_id_of(task)), _only(task)
    ways = (Way.CODE,) if only is None else tuple(Way)
    parts = parts_of(mailing(session, wave, settings.keys, settings.address, ways, only))
    task.total, task.done = len(parts), 0
    letters = sum(part.count for part in parts)
    yield
    made: list[bytes] = []
    with Press() as press:
        for part in parts:
            made.append(as_pdf(part, press=press))
            task.done = len(made)
            yield
    task.told = {"letters": letters, "file_name": "letters.pdf" if len(made) == 1 else "letters.zip"}
    if made and _takes_answers(session, task):
        task.file = f"{LETTERS}-{task.id}"
        _store(settings.files / task.file, made)


def _store(path: Path, made: list[bytes]) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        if len(made) == 1:
            file.write(made[0])
            return
        with ZipFile(file, "w", ZIP_STORED) as archive:
            for number, content in enumerate(made, start=1):
                archive.writestr(f"letters-{number}.pdf", content)


def clear_away(session: Session, settings: Settings, now: datetime) -> None:
    """Deletes letters that were made a day ago, and those of waves that take no answers any more.

    Also what a worker that died has left of others. :param now: in UTC, without a zone.
    """
    with_file = select(Task).where(Task.kind == LETTERS, Task.file.is_not(None))
    kept = set()
    for task in session.scalars(with_file):
        is_fresh = task.ended_at is None or task.ended_at > now - LIES_FOR
        if is_fresh and _takes_answers(session, task):
            kept.add(task.file)
        else:
            task.file = None
    for path in settings.files.glob(f"{LETTERS}-*"):
        if path.name not in kept and _is_over(session, path):
            path.unlink(missing_ok=True)


def _is_over(session: Session, path: Path) -> bool:
    """Whether nobody is making this file just now."""
    task = session.get(Task, path.name.removeprefix(f"{LETTERS}-"))
    return task is None or task.has_ended


def _takes_answers(session: Session, task: Task) -> bool:
    wave = session.get(Wave, wave_id_of(task), populate_existing=True)
    return wave is not None and wave.state in (State.SCHEDULED, State.OPEN)
