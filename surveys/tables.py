"""Opens a table that somebody sent, a CSV file or an XLSX workbook, as a header and numbered rows."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from surveys.csv_files import Batch, Faults, open_csv
from surveys.faults import BadInput, Fault, told
from surveys.xlsx_files import looks_like_xlsx, open_xlsx

_OTHERS = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"{\\rt")  # how other files begin


class Table(Protocol):
    """A readable table: its header is known, its rows come in batches."""

    @property
    def name(self) -> str:
        """What its faults call it."""
        ...

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns, as they stand there."""
        ...

    def batches(self, faults: Faults) -> Iterator[Batch]:
        """Yields the rows below the header; blank lines are no rows."""
        ...


def open_table(
    source: Path | bytes, name: str = "", known: Iterable[str] = (), most: int | None = None
) -> Table:
    """Opens a file by what is in it, whatever it is called.

    :param known: names of columns that are looked for; they tell a CSV's separators apart.
    :param most: bytes that it may have, unpacked.
    :raise BadInput: if it cannot be read, or has no header.
    """
    name = name or (str(source) if isinstance(source, Path) else "")
    beginning = source[:4] if isinstance(source, bytes) else _beginning(source, name)
    if beginning.startswith(_OTHERS):
        raise BadInput([Fault(told("is no spreadsheet: save the table as .xlsx or .csv"), name)])
    if looks_like_xlsx(beginning):
        return open_xlsx(source, name, most)
    return open_csv(source, name, known, most)


def _beginning(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError as error:
        raise BadInput([Fault(told("cannot be read: %(error)s", error=error.strerror), name)]) from error
