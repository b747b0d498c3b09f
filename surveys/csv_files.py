"""Turns the bytes of a CSV file into a header and numbered rows, or names what is wrong with them."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from surveys.faults import BadInput, Fault, told

MAX_BYTES = 512 * 1024**2  # of a file, unpacked: ten million answers and to spare
_BATCH = 20_000  # rows held as text at a time
_SHOWN = 20  # faults told one by one
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")  # cp1252 is what Excel calls Latin-1; the last fits always


class Faults:
    """Collects faults row by row and tells the first ones and how many more there are."""

    def __init__(self, name: str, shown: int = _SHOWN) -> None:
        self._name, self._shown = name, shown
        self._kept: list[Fault] = []
        self._count = 0

    def add(self, found: Iterable[tuple[int | None, str, str]]) -> None:
        """Adds (row, column, message) of one batch, in the order of the rows; row 1 is the header."""
        batch = sorted(found, key=lambda fault: fault[0] or 0)
        self._count += len(batch)
        room = self._shown - len(self._kept)
        self._kept += [Fault(message, self._name, row, column) for row, column, message in batch[:room]]

    def refuse(self) -> None:
        """:raise BadInput: if there is any fault."""
        more = self._count - len(self._kept)
        if more:
            self._kept.append(Fault(told("and %(more)s more faults", more=more), self._name))
        if self._kept:
            raise BadInput(self._kept)


@dataclass(frozen=True)
class Batch:
    """Some rows below each other: `numbers` are their rows in the file, `columns` their texts by column."""

    numbers: list[int]
    columns: list[tuple[str, ...]]


@dataclass
class CsvFile:
    """A readable CSV file: its header is known, its rows come in batches."""

    name: str
    header: tuple[str, ...]
    separator: str
    _lines: io.TextIOWrapper = field(repr=False)

    def batches(self, faults: Faults) -> Iterator[Batch]:
        """Yields the rows below the header; blank lines are no rows, ragged rows are faults."""
        reader = csv.reader(self._lines, delimiter=self.separator, strict=True)
        numbered = enumerate(reader, start=1)
        try:
            next(numbered)  # the header
            while rows := list(islice(numbered, _BATCH)):
                yield self._batch(rows, faults)
        except csv.Error as error:
            faults.add([(reader.line_num, "", told("not a CSV row: %(error)s", error=error))])

    def _batch(self, rows: list[tuple[int, list[str]]], faults: Faults) -> Batch:
        width = len(self.header)
        faults.add(
            (
                number,
                "",
                told("has %(found)s columns, the header has %(width)s", found=len(cells), width=width),
            )
            for number, cells in rows
            if cells and len(cells) != width
        )
        whole = [row for row in rows if len(row[1]) == width]
        columns: list[tuple[str, ...]] = [()] * width
        if whole:
            columns = list(zip(*(cells for _, cells in whole), strict=True))
        return Batch([number for number, _ in whole], columns)


def open_csv(
    source: Path | bytes, name: str = "", known: Iterable[str] = (), most: int | None = None
) -> CsvFile:
    """Reads a file, gzipped or not, in UTF-8, Windows-1252 or Latin-1, separated by comma, semicolon or tab.

    :param known: names of columns that are looked for; they tell the separators apart.
    :param most: bytes that it may have, unpacked; MAX_BYTES where not given.
    :raise BadInput: if it cannot be read, is not text, is too large, or has no header.
    """
    name = name or (str(source) if isinstance(source, Path) else "")
    content = _text_bytes(source, name, most or MAX_BYTES)
    encoding = _encoding_of(content)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    separator = _separator(lines, set(known), name)
    header = next(csv.reader(lines, delimiter=separator))
    lines.seek(0)
    return CsvFile(name, tuple(cell.strip() for cell in header), separator, lines)


def _text_bytes(source: Path | bytes, name: str, most: int) -> bytes:
    content = source if isinstance(source, bytes) else _read(source, name, most)
    if content[:2] == b"\x1f\x8b":
        content = _unzipped(content, name, most)
    if len(content) > most:
        raise BadInput([Fault(told("is larger than %(most)s MB", most=most // 1024**2), name)])
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        raise BadInput([Fault(told("is not plain text: save it as CSV in UTF-8, not in UTF-16"), name)])
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise BadInput([Fault(told("is empty"), name)])
    return content


def _read(path: Path, name: str, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BadInput([Fault(told("cannot be read: %(error)s", error=error.strerror), name)]) from error


def _unzipped(content: bytes, name: str, most: int) -> bytes:
    """Never more than one byte above the limit, however far a bomb would expand."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput([Fault(told("is a damaged gzip file: %(error)s", error=error), name)]) from error


def _encoding_of(content: bytes) -> str:
    for encoding in _ENCODINGS[:-1]:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return _ENCODINGS[-1]


def _separator(lines: io.TextIOWrapper, known: set[str], name: str) -> str:
    """The separator that finds most of the known columns in the header, else the most columns."""
    found: dict[str, tuple[int, int]] = {}
    for separator in (",", ";", "\t"):
        lines.seek(0)
        try:
            header = [cell.strip() for cell in next(csv.reader(lines, delimiter=separator, strict=True))]
        except csv.Error:
            continue
        found[separator] = (len(known.intersection(header)), len(header))
    lines.seek(0)
    if not found:
        raise BadInput([Fault(told("has no readable header"), name, 1)])
    return max(found, key=lambda separator: found[separator])
