"""Turns a table of units into the tree that is wanted, or names every fault and its row and column."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from culture3d.models.organisation import Organisation
from culture3d.services.headings import Columns, understand
from culture3d.services.units import tree
from culture3d.services.writing import UNWRITTEN
from surveys.csv_files import Faults
from surveys.faults import BadInput, Fault, told
from surveys.tables import open_table

MOST_BYTES = 1024**2
_MOST_UNPACKED = 8 * 1024**2
NAMES = {
    "code": (
        *("unit", "unit code", "unit id", "id", "key", "number", "no", "short name", "cost centre"),
        *("kürzel", "kuerzel", "kennung", "schlüssel", "nummer", "nr", "einheitscode", "kostenstelle", "oe"),
    ),
    "name": (
        *("label", "title", "unit name", "department", "team"),
        *("bezeichnung", "abteilung", "abteilungsname", "einheit", "titel", "bereich"),
    ),
    "parent": (
        *("parent code", "parent id", "parent unit", "above", "belongs to", "reports to"),
        *("übergeordnet", "uebergeordnet", "übergeordnete einheit", "übergeordneter code", "gehört zu"),
        *("oberabteilung", "eltern", "elterneinheit", "unterstellt"),
    ),
    "path": ("pfad", "unit path", "full path"),
}
_Path = tuple[str, ...]
_Found = Iterator[tuple[int, str, str]]


@dataclass(frozen=True)
class Wanted:
    """A unit as the file has it; `path` are its codes from the top down."""

    path: _Path
    label: str


@dataclass(frozen=True)
class UnitList:
    """The tree of a file, parents first, and how its columns were understood."""

    units: tuple[Wanted, ...]
    columns: Columns


@dataclass(frozen=True)
class _Row:
    """`code` tells it from all rows, as `parent` does the one above; `own` is its code in the tree."""

    number: int
    code: str
    label: str
    parent: str
    own: str


def read_tree(organisation: Organisation, source: Path | bytes, name: str = "") -> UnitList:
    """Reads a CSV or XLSX with a row per unit: code, name and the code above it, or a path of codes.

    A single top row that is called like the organisation stands for it, and is no unit.

    :raise BadInput: with every fault: then nothing is taken from the file.
    """
    known = {each for name, others in NAMES.items() for each in (name, *others)}
    zipped = not isinstance(source, bytes) or source[:2] == b"PK"
    table = open_table(source, name, known, _MOST_UNPACKED if zipped else MOST_BYTES)
    columns = understand(table.header, NAMES, [("code", "path", "name")], table.name)
    faults = Faults(table.name)
    rows = [
        (number, columns.row(cells))
        for batch in table.batches(faults)
        for number, cells in zip(batch.numbers, zip(*batch.columns, strict=True), strict=True)
    ]
    faults.refuse()
    if not rows:
        raise BadInput([Fault(told("has no units"), table.name)])
    if len(rows) > tree.MOST_UNITS:
        raise BadInput(
            [Fault(told("There can be at most %(most)s units.", most=tree.MOST_UNITS), table.name)]
        )
    by_path = "path" in columns.places
    read = [*(map(_by_path, rows) if by_path else _by_code(organisation, rows))]
    wanted = _in_order(read, columns, faults)
    return UnitList(tuple(_without_whole(organisation, wanted)), columns)


def _by_path(row: tuple[int, Mapping[str, str]]) -> _Row:
    number, said = row
    parts = [part.strip() for part in re.split("[/>\\\\]", said["path"]) if part.strip()]
    code = parts[-1] if parts else ""
    return _Row(number, "/".join(parts), said.get("name") or code, "/".join(parts[:-1]), code)


def _by_code(organisation: Organisation, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[_Row]:
    """Where the file has no codes, they follow from the names, and the column above names a name."""
    if "code" in rows[0][1]:
        for number, said in rows:
            code = said["code"]
            yield _Row(number, code, said.get("name") or code, said.get("parent", ""), code)
        return
    called = Counter(unit.label for unit in organisation.units)
    codes = {unit.label: unit.code for unit in organisation.units if called[unit.label] == 1}
    for _, said in rows:
        if said["name"] not in codes:
            codes[said["name"]] = tree.free_code(said["name"], codes.values())
    for number, said in rows:
        name = said["name"]
        yield _Row(number, name, name, said.get("parent", ""), codes[name])


def _in_order(rows: Sequence[_Row], columns: Columns, faults: Faults) -> list[Wanted]:
    """Parents before those below them. :raise BadInput: with everything that is wrong."""
    code, above = (
        ("path", "path")
        if "path" in columns.places
        else ("code" if "code" in columns.places else "name", "parent")
    )
    faults.add(_bad_codes(rows, columns.heading(code)))
    faults.add(_bad_labels(rows, columns.heading("name")))
    known = {row.code: row for row in rows}
    faults.add(
        (row.number, columns.heading(above), told("“%(code)s” is no unit of this file", code=row.parent))
        for row in rows
        if row.parent and row.parent not in known
    )
    faults.refuse()
    paths = {row.code: _path(row, known) for row in rows}
    faults.add(
        (row.number, columns.heading(above), told("stands below itself"))
        for row in rows
        if paths[row.code] is None
    )
    faults.add(
        (row.number, columns.heading(code), told("is too deep or too long"))
        for row in rows
        if tree.too_deep(paths[row.code] or ())
    )
    faults.refuse()
    return _parents_first([Wanted(paths[row.code] or (), row.label) for row in rows])


def _path(row: _Row, known: Mapping[str, _Row]) -> _Path | None:
    """The codes from the top down; None where the way up never ends."""
    path = [row.own]
    seen = {row.code}
    while row.parent:
        if row.parent in seen:
            return None
        row = known[row.parent]
        seen.add(row.code)
        path.append(row.own)
    return tuple(reversed(path))


def _parents_first(units: Sequence[Wanted]) -> list[Wanted]:
    below: dict[_Path, list[Wanted]] = {}
    for unit in units:
        below.setdefault(unit.path[:-1], []).append(unit)

    def walk(path: _Path) -> Iterator[Wanted]:
        for unit in below.get(path, ()):
            yield unit
            yield from walk(unit.path)

    return list(walk(()))


def _bad_codes(rows: Sequence[_Row], heading: str) -> _Found:
    seen: dict[str, int] = {}
    for row in rows:
        if not row.code:
            yield row.number, heading, told("is blank")
        elif (first := seen.setdefault(row.code, row.number)) != row.number:
            yield row.number, heading, told("stands in row %(row)s already", row=first)
        elif len(row.own) > tree.MOST_CODE:
            yield row.number, heading, told("has more than %(most)s characters", most=tree.MOST_CODE)
        elif UNWRITTEN.search(row.code):
            yield row.number, heading, told("holds a character that cannot be printed, such as a line break")


def _bad_labels(rows: Sequence[_Row], heading: str) -> _Found:
    for row in rows:
        if wrong := tree.wrong_label(row.label):
            yield row.number, heading, wrong


def _without_whole(organisation: Organisation, units: list[Wanted]) -> list[Wanted]:
    """Without the row that stands for the organisation itself, as files of `units check` have one."""
    tops = [unit for unit in units if len(unit.path) == 1]
    if len(tops) != 1 or len(units) == 1 or tops[0].label.casefold() != organisation.name.casefold():
        return units
    return [Wanted(unit.path[1:], unit.label) for unit in units if unit is not tops[0]]
