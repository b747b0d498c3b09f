"""Puts everybody in a file on the list of a wave, as long work: all of them, or nobody and why."""

from collections.abc import Generator, Iterator
from pathlib import Path

from babel.support import Translations
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.i18n import translations
from culture3d.models.account import Account
from culture3d.models.task import Task
from culture3d.models.wave import State, Wave
from culture3d.services import audit, participants, sent_files, tasks
from culture3d.services.people_lists import SHOWN, PeopleList, reading_people
from culture3d.tables import csv_text
from surveys.faults import BadInput, Fault, Told, told

KIND = "import_people"
_LAST = 2**31  # where a fault of the whole file stands among those of rows
MOST_FAULTS = 5000  # that are written into the file of faults


def ask(session: Session, wave: Wave, sent: str, who: Account | None) -> Task:
    """Work to be done: the people in a file that was sent are put on the list."""
    return tasks.ask(session, wave.organisation, KIND, f"{wave.id} {sent}", who)


def wave_of(session: Session, task: Task) -> Wave:
    """The wave that an import is about."""
    return session.get_one(Wave, int(task.about.partition(" ")[0]))


def takes_lists(wave: Wave) -> bool:
    """Whether people are put on the list, changed or taken off it by hand: until the first invitation."""
    return wave.frozen_on is None and wave.state in (State.DRAFT, State.SCHEDULED)


def takes_latecomers(wave: Wave) -> bool:
    """Whether people come, move and leave one by one: from the first invitation until it closes."""
    return wave.frozen_on is not None and wave.state in (State.SCHEDULED, State.OPEN)


def work(session: Session, task: Task, settings: Settings) -> Iterator[None]:
    """Does it. The people and the end of the task are stored together, so a second run finds it ended."""
    wave, sent = wave_of(session, task), task.about.partition(" ")[2]
    try:
        listed = yield from _read(session, task, wave, settings, sent)
    except BadInput as bad:
        _tell(task, bad, settings)
        return
    many = participants.enrol_many(session, wave, listed.people)
    task.told = {"people": many, "ignored": ", ".join(listed.ignored)[:500]}
    audit.record(session, audit.Action.PEOPLE_IMPORTED, wave.organisation, task.account, {"wave": wave.name})
    sent_files.discard(settings.files, task.organisation_id, sent)


def _read(
    session: Session, task: Task, wave: Wave, settings: Settings, sent: str
) -> Generator[None, None, PeopleList]:
    """Everybody in the file; whoever else changes the list waits, in the last part until all is stored."""
    path = sent_files.kept(settings.files, task.organisation_id, sent)
    if path is None:
        raise BadInput([Fault(told("the file is not there any longer; send it again"))])
    task.total = 3 * _rows_about(path)
    reading = reading_people(session, wave, path, shown=MOST_FAULTS)
    while True:
        _hold(session, wave)
        try:
            task.done = min(task.done + next(reading), task.total - 1)
        except StopIteration as end:
            found: PeopleList = end.value
            return found
        yield


def _hold(session: Session, wave: Wave) -> None:
    """:raise BadInput: if people were invited to the wave: then its list is not for files any more."""
    held = select(Wave).where(Wave.id == wave.id).with_for_update()
    session.scalars(held.execution_options(populate_existing=True)).one()
    if not takes_lists(wave):
        raise BadInput([Fault(told("people were invited meanwhile, so the list takes no file any more"))])


def _rows_about(path: Path) -> int:
    """How many rows a file has, about: for the bar that shows how far the work is."""
    content = path.read_bytes()
    return max(content.count(b"\n") if content[:2] != b"PK" else len(content) // 25, 1)


def _tell(task: Task, bad: BadInput, settings: Settings) -> None:
    """Leaves what is wrong with the task, and as a table, in the language of whoever asked."""
    words = translations(task.account.language if task.account else "en", "messages")
    faults = sorted(bad.faults, key=lambda fault: fault.line or _LAST)
    rows = [(fault.line or "", fault.field, _said(fault.message, words)) for fault in faults]
    listed = [_listed(words, *row) for row in rows]
    table = csv_text([("row", "column", "fault"), *rows])
    task.file = f"faults-{task.id}.csv"
    (settings.files / task.file).write_text("\ufeff" + table, encoding="utf-8", newline="")
    task.told = {"faults": len(rows), "listed": "\n".join(listed[:SHOWN]), "file_name": "faults.csv"}


def _listed(words: Translations, row: int | str, column: str, said: str) -> str:
    place = words.gettext("row %(number)s") % {"number": row} if row else ""
    return ": ".join(part for part in (place, column, said) if part)


def _said(message: str, words: Translations) -> str:
    return words.gettext(message.words) % message.values if isinstance(message, Told) else message
