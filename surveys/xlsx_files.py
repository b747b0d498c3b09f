"""Turns the first sheet of an XLSX workbook into a header and numbered rows.

A workbook is an archive: a small file can hold gigabytes, or a sheet that claims a million columns. So the
archive's directory is checked before anything is unpacked, and a sheet is read row by row within bounds.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from surveys.csv_files import Batch, Faults
from surveys.faults import BadInput, Fault, told

MOST_BYTES = 64 * 1024**2  # of all its parts together, unpacked
_MOST_PARTS = 500
_MOST_COLUMNS = 200
_MOST_ROWS = 300_000
_Row = tuple[object, ...]
_BATCH = 20_000  # rows held as text at a time
_NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
# A part that is no sheet and holds no texts: opening takes up to ten seconds for a MiB of styles or names;
# real workbooks have a few dozen KiB of them. Pictures are not looked at.
_MOST_OTHERWISE = 256 * 1024
_LARGE = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/media/")
# Kind of content -> where it stands. It may stand anywhere, but every program that people use puts it here.
_PLACES = {"main+xml": "/xl/workbook.xml", "sharedStrings+xml": "/xl/sharedStrings.xml"}


def looks_like_xlsx(beginning: bytes) -> bool:
    """Whether a file's first bytes are those of an archive, which no text begins with."""
    return beginning.startswith(b"PK\x03\x04")


@dataclass
class XlsxFile:
    """A workbook whose first sheet has a header; its rows come in batches."""

    name: str
    header: tuple[str, ...]
    _rows: Iterator[_Row] = field(repr=False)
    _first: int

    def batches(self, faults: Faults) -> Iterator[Batch]:
        """Yields the rows below the header; blank rows are none, and cells beyond the header faults."""
        numbered = enumerate(_carefully(self._rows, self.name), start=self._first + 1)
        while rows := list(islice(numbered, _BATCH)):
            there = [(number, row) for number, row in rows if number <= _MOST_ROWS and any(map(_said, row))]
            faults.add(self._too_much(there, rows[-1][0]))
            texts = [tuple(map(text_of, row[: len(self.header)])) for _, row in there]
            columns = list(zip(*texts, strict=True)) or [()] * len(self.header)
            yield Batch([number for number, _ in there], columns)

    def _too_much(self, rows: Sequence[tuple[int, _Row]], last: int) -> Iterator[tuple[int, str, str]]:
        width = len(self.header)
        for number, row in rows:
            if any(map(_said, row[width:])):
                yield number, "", told("has more columns than the header, which has %(width)s", width=width)
        if last > _MOST_ROWS:
            yield last, "", told("is beyond the last row that is read")


def open_xlsx(source: Path | bytes, name: str, most: int | None = None) -> XlsxFile:
    """Opens a workbook; its first sheet's first row that is not blank is the header.

    :param most: bytes that its parts may have together, unpacked; MOST_BYTES where not given.
    :raise BadInput: if it is no workbook, is too large, or has no header.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    check_xlsx(content, name, most or MOST_BYTES)
    rows = _carefully(_rows_of(content), name)
    for number, row in enumerate(islice(rows, 100), start=1):
        cells = [text_of(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            return XlsxFile(name, tuple(cells), rows, number)
    raise BadInput([Fault(told("is empty"), name)])


def check_xlsx(content: bytes, name: str, most: int = MOST_BYTES) -> None:
    """Reads the archive's directory and list of contents alone, before anybody opens the workbook.

    What the directory says is kept to: a part ends where it says, or fails.

    :raise BadInput: if it is no workbook, or would be slow to open.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist(), name, most)
            _check_places(archive.read("[Content_Types].xml"), name)
    except BadInput:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise _unreadable(name) from error


def _check_directory(parts: Sequence[zipfile.ZipInfo], name: str, most: int) -> None:
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise BadInput([Fault(told("is larger than %(most)s MB when unpacked", most=most // 1024**2), name)])
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput([Fault(told("is locked by a password"), name)])
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or not set(names) >= _NEEDED:
        raise _unreadable(name)

    if any(part.file_size > _MOST_OTHERWISE and not part.filename.startswith(_LARGE) for part in parts):
        raise BadInput(
            [Fault(told("holds more than texts; save its sheets anew in an empty workbook"), name)]
        )


def _check_places(content_types: bytes, name: str) -> None:
    """What takes long to open must stand where its size was looked at."""
    from defusedxml.ElementTree import fromstring

    try:
        kinds = {part.get("PartName", ""): part.get("ContentType", "") for part in fromstring(content_types)}
    except SyntaxError as error:  # of the XML
        raise _unreadable(name) from error
    if any(
        kind.endswith(end) and part not in ("", place)
        for part, kind in kinds.items()
        for end, place in _PLACES.items()
    ):
        raise _unreadable(name)


def _unreadable(name: str) -> BadInput:
    return BadInput([Fault(told("cannot be read as an XLSX workbook; save it anew, or as CSV"), name)])


def _rows_of(content: bytes) -> Iterator[_Row]:
    # It takes a third of a second to load, which CSV files need not wait for.
    from openpyxl import DEFUSEDXML, load_workbook

    assert DEFUSEDXML, "XML that refers to itself is refused by defusedxml, which openpyxl takes where it is"
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet: Any = workbook.worksheets[0]
        sheet.reset_dimensions()  # it may claim any size
        yield from sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS, values_only=True)
    finally:
        workbook.close()


def _carefully(rows: Iterator[_Row], name: str) -> Iterator[_Row]:
    """The same rows; whatever a broken workbook makes the library stumble over is a fault of the file."""
    try:
        yield from rows
    except BadInput:
        raise
    except Exception as error:
        raise _unreadable(name) from error


def _said(cell: object) -> bool:
    return cell is not None and cell != ""


def text_of(cell: object) -> str:
    """What a cell holds, as its CSV would say it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell).strip()
