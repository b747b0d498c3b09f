"""Turns a table of people, CSV or XLSX, into the Persons of a wave, or names every fault and its place."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services.headings import Columns, understand
from culture3d.services.participants import Person
from culture3d.services.people_columns import FIRST, LAST, Reading, Row
from surveys.csv_files import Faults
from surveys.faults import BadInput, Fault, told
from surveys.tables import Table, open_table

MOST_BYTES = 32 * 1024**2  # a quarter of a million people
MOST_UNPACKED = 64 * 1024**2  # of a workbook, whose cells say more than their texts
SHOWN = 20  # faults told one by one
_Known = tuple[str, str, int | None]  # by which column somebody is known, as what, and in which unit
_Read = Sequence[tuple[int, Row]]


@dataclass(frozen=True)
class PeopleList:
    """Everybody in a file, and how its columns were understood."""

    people: tuple[Person, ...]
    columns: Columns

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that nothing names."""
        return self.columns.ignored


def read_people(session: Session, wave: Wave, source: Path | bytes, name: str = "") -> PeopleList:
    """Reads the people who are to be put on a wave's list; nobody on it already may be among them.

    A blank language is the organisation's, a blank perspective staff; a blank background answer is asked in
    the survey.

    :raise BadInput: if the file cannot be read, or anything in it is wrong.
    """
    reading = reading_people(session, wave, source, name)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            found: PeopleList = end.value
            return found


def reading_people(
    session: Session, wave: Wave, source: Path | bytes, name: str = "", shown: int = SHOWN
) -> Generator[int, None, PeopleList]:
    """The same, saying again and again how many rows were read.

    :param shown: how many faults are told one by one.
    """
    reading = Reading(wave)
    table, columns = open_people(reading, source, name)
    faults = Faults(table.name, shown)
    rows: list[tuple[int, Row]] = []
    for batch in table.batches(faults):
        rows += [
            (number, _named(columns.row(cells)))
            for number, cells in zip(batch.numbers, zip(*batch.columns, strict=True), strict=True)
        ]
        yield len(rows)
    faults.refuse()
    if not rows:
        raise BadInput([Fault(told("names nobody"), table.name)])
    faults.add(
        (number, columns.heading(column), wrong)
        for number, row in rows
        for column, wrong in reading.wrong(row)
    )
    yield len(rows)
    faults.add(_twice(rows, _listed(session, wave), reading, columns))
    faults.refuse()
    return PeopleList(tuple(reading.person(row) for _, row in rows), columns)


def open_people(reading: Reading, source: Path | bytes, name: str = "") -> tuple[Table, Columns]:
    """The table, and what its columns are taken for. :raise BadInput: if it is no list of people."""
    known = {each for ours, others in reading.names.items() for each in (ours, *others)}
    packed = _beginning(source) == b"PK"
    table = open_table(source, name, known, MOST_UNPACKED if packed else MOST_BYTES)
    columns = understand(table.header, reading.names, [("name", LAST)], table.name)
    return table, columns


def _beginning(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:2]
    try:
        with source.open("rb") as file:
            return file.read(2)
    except OSError:  # told when it is opened
        return b""


def _named(row: dict[str, str]) -> dict[str, str]:
    """First and last name are one name to us."""
    if "name" not in row:
        row["name"] = f"{row.get(FIRST, '')} {row[LAST]}".strip()
    return row


def read_person(session: Session, wave: Wave, row: Row, but: Participant | None = None) -> Person:
    """Somebody who is put on the list by hand, or said anew; a fault's field is the column.

    :param but: whoever is on the list already and is meant.
    :raise BadInput: if anything is wrong.
    """
    reading = Reading(wave)
    texts = {column: text.strip() for column, text in row.items()}
    faults = [Fault(wrong, field=column) for column, wrong in reading.wrong(texts)]
    known = _known_of(texts, reading)
    if not faults and known in _listed(session, wave, but):
        faults = [Fault(told("is on the list of this wave already"), field=known[0])]
    if faults:
        raise BadInput(faults)
    return reading.person(texts)


def _twice(
    rows: _Read, listed: frozenset[_Known], reading: Reading, columns: Columns
) -> Iterator[tuple[int, str, str]]:
    """People who stand in the file twice, or on the list already."""
    seen: dict[_Known, int] = {}
    for number, row in rows:
        known = _known_of(row, reading)
        heading = columns.heading(known[0])
        if known in listed:
            yield number, heading, told("is on the list of this wave already")
        elif (first := seen.setdefault(known, number)) != number:
            yield number, heading, _stands(known[0], first)


def _stands(column: str, first: int) -> str:
    if column == "email":
        return told("stands in row %(row)s already", row=first)
    return told(
        "stands in row %(row)s already, in the same unit: write them so that their letters can be told apart",
        row=first,
    )


def _listed(session: Session, wave: Wave, but: Participant | None = None) -> frozenset[_Known]:
    """Who is on the list already."""
    listed = select(Participant.email, Participant.name, Participant.unit_id).where(
        Participant.wave_id == wave.id, Participant.id != (but.id if but else 0)
    )
    return frozenset(_known_by(email, name, unit_id) for email, name, unit_id in session.execute(listed))


def _known_of(row: Row, reading: Reading) -> _Known:
    unit: Unit | None = reading.unit(row.get("unit", ""))
    return _known_by(row.get("email"), row["name"], unit.id if unit else None)


def _known_by(email: str | None, name: str, unit_id: int | None) -> _Known:
    """By their address; without one by their name in their unit, as on their letter."""
    if email:
        return "email", email.casefold(), None
    return "name", name.casefold(), unit_id
