"""Shows that a workbook is read like a CSV, and that a hostile one is refused before it is unpacked."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from surveys import xlsx_files
from surveys.csv_files import Faults
from surveys.faults import BadInput
from surveys.tables import open_table

UNREADABLE = "cannot be read as an XLSX workbook; save it anew, or as CSV"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part in place of another, or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    return kept.getvalue()


def rows_of(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    table, faults = open_table(content, "people.xlsx"), Faults("people.xlsx")
    found = [
        (number, cells)
        for batch in table.batches(faults)
        for number, cells in zip(batch.numbers, zip(*batch.columns, strict=True), strict=True)
    ]
    faults.refuse()
    return found


def refusal(content: bytes) -> list[str]:
    with pytest.raises(BadInput) as caught:
        rows_of(content)
    return [str(fault) for fault in caught.value.faults]


def test_cells_read_as_their_csv_would_say_them() -> None:
    content = workbook((), ("name ", "n", "since"), ("Jörg", 7.0, date(2020, 1, 2)), (), (None, 7.5, True))
    assert open_table(content).header == ("name", "n", "since")
    assert rows_of(content) == [(3, ("Jörg", "7", "2020-01-02")), (5, ("", "7.5", "True"))]


def test_a_row_that_is_wider_than_the_header_is_a_fault() -> None:
    content = workbook(("name",), ("Anna", "", "x"))
    assert refusal(content) == ["people.xlsx:2: has more columns than the header, which has 1"]


@pytest.mark.parametrize("content", [workbook(), b"PK\x03\x04 and no more", workbook()[:-30]])
def test_what_is_no_workbook_or_empty_is_refused(content: bytes) -> None:
    assert len(refusal(content)) == 1


def test_an_archive_is_measured_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_part(workbook(("name",)), "xl/media/picture.png", bytes(65 * 1024**2))
    assert len(bomb) < 128 * 1024
    monkeypatch.setattr(xlsx_files, "_rows_of", lambda _: pytest.fail("it was opened"))
    assert refusal(bomb) == ["people.xlsx: is larger than 64 MB when unpacked"]


def test_a_part_that_is_larger_than_the_directory_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(workbook(("name",), *[("Anna",)] * 2000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    content = content.replace(size.to_bytes(4, "little"), (200).to_bytes(4, "little"))
    assert refusal(bytes(content)) == [f"people.xlsx: {UNREADABLE}"]


def test_a_sheet_that_claims_a_million_columns_and_rows_is_read_within_bounds() -> None:
    far = b'<row r="9"><c r="XFD9" t="inlineStr"><is><t>x</t></is></c></row>'
    with zipfile.ZipFile(io.BytesIO(workbook(("name",), ("Anna",)))) as archive:
        sheet = archive.read(SHEET)
    sheet = sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"').replace(
        b"</sheetData>", far + b"</sheetData>"
    )
    assert rows_of(with_part(workbook(("name",), ("Anna",)), SHEET, sheet)) == [(2, ("Anna",))]


def test_xml_that_refers_to_itself_is_refused() -> None:
    content = workbook(("name",), ("Anna",))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).replace(b">Anna<", b">&b;<")
    laughs = b'<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    assert rows_of(with_part(content, SHEET, sheet.replace(b"&b;", b"Ben"))) == [(2, ("Ben",))]
    assert refusal(with_part(content, SHEET, laughs + sheet)) == [f"people.xlsx: {UNREADABLE}"]


def test_a_locked_workbook_says_so() -> None:
    content = bytearray(workbook(("name",)))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == ["people.xlsx: is locked by a password"]


def test_rows_beyond_the_last_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_files, "_MOST_ROWS", 3)
    content = workbook(("name",), ("Anna",), ("Ben",), ("Cleo",), ("Dora",))
    assert refusal(content) == ["people.xlsx:4: is beyond the last row that is read"]


def test_a_csv_is_a_csv_whatever_it_is_called() -> None:
    assert rows_of(b"name;n\nAnna;7\n") == [(2, ("Anna", "7"))]
