"""Turns a CSV of people into the Persons of a wave, or names every fault and its row and column."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services.participants import Person
from culture3d.services.questionnaires import attributes_of, instrument_of
from surveys.codes import PERSPECTIVES
from surveys.csv_files import CsvFile, Faults, open_csv
from surveys.faults import BadInput, Fault
from surveys.keys import unit_key

if TYPE_CHECKING:
    from surveys.instrument import Instrument

MOST_BYTES = 32 * 1024**2  # a quarter of a million people
COLUMNS = ("name", "email", "unit", "language", "perspective")
_MOST = {"name": 200, "email": 254}  # characters that are stored
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]{2,}")
# Line breaks and other control characters, and what turns round the direction of the words beside it.
UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")

_Row = Mapping[str, str]
_Found = Iterator[tuple[str, str]]  # column and what is wrong
_Known = tuple[str, str, int | None]  # by which column somebody is known, as what, and in which unit


@dataclass(frozen=True)
class PeopleList:
    """Everybody in a file, and its columns that nothing names."""

    people: tuple[Person, ...]
    ignored: tuple[str, ...]


def read_people(session: Session, wave: Wave, source: Path | bytes, name: str = "") -> PeopleList:
    """Reads the people who are to be put on a wave's list; nobody on it already may be among them.

    A blank language is the organisation's, a blank perspective staff; a blank background answer is asked in
    the survey.

    :raise BadInput: if the file cannot be read, or anything in it is wrong.
    """
    reading = _Reading(wave, instrument_of(wave.instrument_version))
    file = open_csv(source, name, (*COLUMNS, *reading.options), MOST_BYTES)
    _check_header(file, reading)
    faults = Faults(file.name)
    rows = list(_rows(file, faults))
    faults.refuse()
    if not rows:
        raise BadInput([Fault("names nobody", file.name)])
    faults.add((number, column, wrong) for number, row in rows for column, wrong in _wrong(row, reading))
    faults.add(_twice(rows, _listed(session, wave), reading))
    faults.refuse()
    people = tuple(reading.person(row) for _, row in rows)
    return PeopleList(people, tuple(column for column in file.header if column not in reading.checks))


@dataclass(frozen=True)
class _Reading:
    """What the file is read against."""

    wave: Wave
    instrument: "Instrument"

    @cached_property
    def units(self) -> dict[str, Unit]:
        """By path, as codes between slashes and as results name it."""
        units = self.wave.organisation.units
        return {"/".join(unit.path): unit for unit in units} | {unit_key(unit.path): unit for unit in units}

    @cached_property
    def options(self) -> dict[str, list[str]]:
        """The ids of the options of each attribute that the wave has.

        One called like a column of ours is asked in the survey.
        """
        return {
            attribute.id: [option.id for option in attribute.options]
            for attribute in self.instrument.attributes
            if attribute.id not in COLUMNS and attribute.id in attributes_of(self.wave)
        }

    @cached_property
    def checks(self) -> dict[str, Callable[[str], str | None]]:
        """By column, what says what is wrong with a text, if anything."""
        return {
            "name": lambda text: None if text else "is blank",
            "email": lambda text: None if not text or ADDRESS.fullmatch(text) else f"“{text}” is no address",
            "unit": self._wrong_unit,
            "language": lambda text: _none_of(text, self.instrument.languages),
            "perspective": lambda text: _none_of(text, PERSPECTIVES),
            **{id_: _one_of(options) for id_, options in self.options.items()},
        }

    def _wrong_unit(self, text: str) -> str | None:
        if not text or text in self.units:
            return None
        near = get_close_matches(text, self.units, n=1)
        return f"“{text}” is no unit{f'; perhaps “{near[0]}”' if near else ''}"

    @cached_property
    def language(self) -> str:
        """Where none is given: the organisation's if the instrument speaks it, else its first."""
        spoken, theirs = self.instrument.languages, self.wave.organisation.language
        return theirs if theirs in spoken else spoken[0]

    def person(self, row: _Row) -> Person:
        return Person(
            name=row["name"],
            email=row.get("email") or None,
            unit=self.units.get(row.get("unit", "")),
            language=row.get("language") or self.language,
            perspective=next((each for each in PERSPECTIVES if each == row.get("perspective")), "staff"),
            attributes={id_: row[id_] for id_ in self.options if row.get(id_)},
        )


def _one_of(known: Iterable[str]) -> Callable[[str], str | None]:
    return lambda text: _none_of(text, known)


def _none_of(text: str, known: Iterable[str]) -> str | None:
    if not text or text in known:
        return None
    return f"“{text}” is none of {', '.join(known)}; it may be blank"


def _check_header(file: CsvFile, reading: _Reading) -> None:
    if "name" not in file.header:
        raise BadInput([Fault("this column is missing", file.name, 1, "name")])
    twice = sorted({column for column in file.header if column and file.header.count(column) > 1})
    if twice:
        raise BadInput([Fault("this column is there twice", file.name, 1, column) for column in twice])


def _rows(file: CsvFile, faults: Faults) -> Iterator[tuple[int, _Row]]:
    """Each row with its number in the file."""
    for batch in file.batches(faults):
        for place, number in enumerate(batch.numbers):
            cells = (column[place].strip() for column in batch.columns)
            yield number, dict(zip(file.header, cells, strict=True))


def _wrong(row: _Row, reading: _Reading) -> _Found:
    """What is wrong within one row."""
    for column, check in reading.checks.items():
        text = row.get(column, "")
        if UNWRITTEN.search(text):
            yield column, "holds a character that cannot be printed, such as a line break"
        elif len(text) > _MOST.get(column, len(text)):
            yield column, f"has {len(text)} characters; {_MOST[column]} are stored"
        elif wrong := check(text):
            yield column, wrong


def _twice(
    rows: list[tuple[int, _Row]], listed: frozenset[_Known], reading: _Reading
) -> Iterator[tuple[int, str, str]]:
    """People who stand in the file twice, or on the list already."""
    seen: dict[_Known, int] = {}
    for number, row in rows:
        known = _known_by(row.get("email"), row["name"], reading.units.get(row.get("unit", "")))
        column = known[0]
        if known in listed:
            yield number, column, "is on the list of this wave already"
        elif (first := seen.setdefault(known, number)) != number:
            yield number, column, f"stands in row {first} already{_APART[column]}"


_APART = {"email": "", "name": ", in the same unit: write them so that their letters can be told apart"}


def _listed(session: Session, wave: Wave) -> frozenset[_Known]:
    units = {unit.id: unit for unit in wave.organisation.units}
    rows = session.execute(
        select(Participant.email, Participant.name, Participant.unit_id).where(Participant.wave_id == wave.id)
    ).all()
    return frozenset(
        _known_by(email, name, units[unit_id] if unit_id else None) for email, name, unit_id in rows
    )


def _known_by(email: str | None, name: str, unit: Unit | None) -> _Known:
    """By their address; without one by their name in their unit, as on their letter."""
    if email:
        return "email", email.casefold(), None
    return "name", name.casefold(), unit.id if unit else None
