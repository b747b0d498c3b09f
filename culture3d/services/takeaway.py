"""Turns what is kept of an organisation, but answers and secrets, into an archive that any program reads."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.db import Base
from culture3d.models.comment_release import CommentRelease
from culture3d.models.organisation import Logo, Organisation
from culture3d.models.participant import Participant
from culture3d.models.task import Task
from culture3d.models.trustee import Trustee
from culture3d.models.unit import Unit
from culture3d.models.unit_change import UnitChange
from culture3d.models.wave import State, Wave
from culture3d.services import access, audit, messages, reporting
from culture3d.tables import csv_text

KIND = "takeaway"
Entry = tuple[str, bytes]

ABOUT = """What is in this archive
=======================

organisation.json   name, languages, looks, whom to ask, and for how long what is kept
logo.*              its picture, if it has one
units.csv           the tree of units, also of those that are gone; unit-changes.csv what became of them
access.csv          who has a role here
log.csv             who did what
waves/N/            of each wave: wave.json its plan and its promise, questionnaire.yaml what was asked,
                    people.csv who is asked, while that is kept; messages.json what they were
                    sent and when, in words of your own; results.json and results.csv what was
                    released, changes.json and changes.csv since the wave before, comments.json what may be
                    read of what people wrote, and the reports that were made

What is not in it: answers, sealed or not, and who has answered; keys, links, codes and passwords.
CSV files are in UTF-8; a cell that a spreadsheet might take for a formula begins with an apostrophe.
"""

# Tables of which nothing is in the archive, or nothing by itself, and why.
LEFT_OUT = {
    "ballot": "sealed answers",
    "comment": "what people wrote, before its review",
    "delivery": "whom a reminder is still to reach, and so who has not answered",
    "draft": "locked answers",
    "invitation": "who has answered, and hashes of secrets",
    "receipt_list": "each wave's page of receipts shows it",
    "release": "is in the results",
    "release_change": "is in the changes",
    "release_comparison": "is in the changes",
    "release_segment": "is in the results",
    "response": "answers",
    "task": "work of a moment",
}


def make(session: Session, task: Task, settings: Settings) -> Iterator[None]:
    """Writes the archive for whoever asked; done anew from the beginning where that was interrupted."""
    name = f"{task.id}.zip"
    task.total, task.done = len(_waves_of(session, task.organisation)) + 1, 0
    yield
    for _ in pack(session, task.organisation, settings, settings.files / name):
        task.done += 1
        yield
    task.done, task.file = task.total, name
    task.told = {"file_name": f"{task.organisation.slug}.zip", "waves": task.total - 1}


def pack(session: Session, organisation: Organisation, settings: Settings, file: Path) -> Iterator[Wave]:
    """Writes the archive; yields each wave before it is packed. The file is there once it is whole."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.touch(0o600)
    with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
        _write(archive, [("README.txt", ABOUT.encode()), *_of_organisation(session, organisation)])
        for wave in _waves_of(session, organisation):
            yield wave
            _write(archive, _of_wave(session, wave, settings.reports))
    unfinished.replace(file)


def _write(archive: ZipFile, entries: Iterable[Entry]) -> None:
    for name, content in entries:
        archive.writestr(name, content)


def _waves_of(session: Session, organisation: Organisation) -> Sequence[Wave]:
    found = select(Wave).where(Wave.organisation_id == organisation.id, Wave.rehearses_id.is_(None))
    found = found.order_by(Wave.number)
    return session.scalars(found).all()


def _of_organisation(session: Session, organisation: Organisation) -> Iterator[Entry]:
    yield "organisation.json", _json(_columns(organisation, "id", "firm_id"))
    for part in _PARTS.values():
        yield from part(session, organisation)


def _logo(session: Session, organisation: Organisation) -> Iterator[Entry]:
    logo = session.get(Logo, organisation.id)
    if logo is not None:
        yield f"logo.{logo.kind.rpartition('/')[2].partition('+')[0]}", logo.content


def _units(session: Session, organisation: Organisation) -> Iterator[Entry]:
    found = session.scalars(
        select(Unit).where(Unit.organisation_id == organisation.id).order_by(Unit.position)
    )
    head = ("path", "name", "gone")
    yield "units.csv", _csv(head, (("/".join(unit.path), unit.label, unit.gone) for unit in found))


def _unit_changes(session: Session, organisation: Organisation) -> Iterator[Entry]:
    theirs = UnitChange.organisation_id == organisation.id
    found = session.scalars(select(UnitChange).where(theirs).order_by(UnitChange.id))
    head = ("when", "kind", "name", "renamed", "before", "after")
    rows = (
        (_plain(each.at), each.kind.value, each.label, each.relabelled, each.before, each.after)
        for each in found
    )
    yield "unit-changes.csv", _csv(head, rows)


def _access(session: Session, organisation: Organisation) -> Iterator[Entry]:
    head = ("name", "email", "role", "unit")
    rows = (
        (account.name, account.email, grant.role.value, grant.unit.label if grant.unit else "")
        for account, grant in access.of_client(session, organisation)
    )
    yield "access.csv", _csv(head, rows)


def _log(session: Session, organisation: Organisation) -> Iterator[Entry]:
    head = ("when", "who", "action", "details")
    rows = (
        (_plain(each.at), each.who, each.action, json.dumps(each.details, ensure_ascii=False))
        for each in audit.entries(session, organisation, None, None)
    )
    yield "log.csv", _csv(head, rows)


def _of_wave(session: Session, wave: Wave, reports: Path) -> Iterator[Entry]:
    for part in _OF_A_WAVE.values():
        for name, content in part(session, wave):
            yield f"waves/{wave.number}/{name}", content
    yield from _results(session, wave)
    for number, report in enumerate(reporting.reports_on(session, wave), start=1):
        path = reports / str(report.file)
        if report.file and path.is_file():
            name = f"report-{number}-{report.language}{path.suffix}"
            yield f"waves/{wave.number}/{name}", path.read_bytes()


def _plan(_: Session, wave: Wave) -> Iterator[Entry]:
    secret = ("id", "organisation_id", "instrument_version_id", "public_key")
    yield "wave.json", _json(_columns(wave, *secret))
    yield "questionnaire.yaml", wave.instrument_version.text.encode()


def _people(session: Session, wave: Wave) -> Iterator[Entry]:
    asked = session.scalars(
        select(Participant)
        .where(Participant.wave_id == wave.id, Participant.removed.is_(False))
        .order_by(Participant.name)
    )
    rows = [
        (each.name, each.email, "/".join(each.unit.path) if each.unit else "", each.language)
        for each in asked
    ]
    if rows:
        yield "people.csv", _csv(("name", "email", "unit", "language"), rows)


def _messages(session: Session, wave: Wave) -> Iterator[Entry]:
    told = [
        {"kind": each.kind, "stage": each.stage, "due": _plain(each.due), "words": each.words}
        for each in messages.of(session, wave)
    ]
    if told:
        yield "messages.json", _json(told)


def _trustees(session: Session, wave: Wave) -> Iterator[Entry]:
    names = list(
        session.scalars(select(Trustee.name).where(Trustee.wave_id == wave.id).order_by(Trustee.place))
    )
    if names:
        yield "trustees.json", _json(names)


def _comments(session: Session, wave: Wave) -> Iterator[Entry]:
    found = session.get(CommentRelease, wave.id)
    if found is not None:
        yield "comments.json", _json(_columns(found, "wave_id"))


def _results(session: Session, wave: Wave) -> Iterator[Entry]:
    from culture3d.services import results  # brings what results are made of
    from reports import tables

    if wave.state is not State.RELEASED:
        return
    folder, told = f"waves/{wave.number}", tables.results_object(results.read_release(session, wave))
    yield f"{folder}/results.json", tables.to_json(told).encode()
    yield f"{folder}/results.csv", tables.results_csv(told).encode()
    changes = results.read_changes(session, wave)
    if changes is not None:
        compared = tables.comparison_object(changes)
        yield f"{folder}/changes.json", tables.to_json(compared).encode()
        yield f"{folder}/changes.csv", tables.comparison_csv(compared).encode()


# Table -> what is told of it, for an organisation and for one of its waves.
_PARTS: dict[str, Callable[[Session, Organisation], Iterator[Entry]]] = {
    "logo": _logo,
    "unit": _units,
    "unit_change": _unit_changes,
    "account_grant": _access,
    "audit_entry": _log,
}
_OF_A_WAVE: dict[str, Callable[[Session, Wave], Iterator[Entry]]] = {
    "wave": _plan,
    "message": _messages,
    "participant": _people,
    "trustee": _trustees,
    "comment_release": _comments,
}
TOLD = {"organisation", "report", *_PARTS, *_OF_A_WAVE}


def _columns(row: Base, *but: str) -> dict[str, object]:
    return {
        column.name: _plain(getattr(row, column.key))
        for column in row.__mapper__.columns
        if column.name not in but
    }


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    return value.isoformat() if isinstance(value, date | datetime) else value


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return csv_text([head, *rows]).encode()
