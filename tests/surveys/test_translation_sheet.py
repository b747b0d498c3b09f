"""Translates questionnaires by a sheet: out and in again is the same, every fault has its row and column."""

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook

from surveys.catalogue import available, text_of
from surveys.faults import BadInput
from surveys.instrument import read_instrument
from surveys.instrument.advice import each_wording
from surveys.instrument.sheet import FilledSheet, blank_sheet, fill, looks_like_sheet

Cells = list[list[object]]
TEXT = text_of("culture3d-1")


def cells_of(sheet: bytes) -> Cells:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(sheet)).worksheets[0].rows]


def sheet_of(cells: Cells) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    for row in cells:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def filled(change: Callable[[Cells], object], language: str = "ar", text: str = TEXT) -> FilledSheet:
    """What a sheet that somebody worked on gives."""
    cells = cells_of(blank_sheet(text, language))
    change(cells)
    return fill(text, sheet_of(cells), "q.yaml", "ar.xlsx")


def faults(change: Callable[[Cells], object]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        filled(change)
    return [str(fault).removeprefix("ar.xlsx:") for fault in caught.value.faults]


def put(row: int, column: int, value: object) -> Callable[[Cells], object]:
    return lambda cells: cells[row - 1].__setitem__(column - 1, value)


@pytest.mark.parametrize("name", available())
def test_out_and_in_again_is_the_same(name: str) -> None:
    text = text_of(name)
    done = fill(text, blank_sheet(text, "de"))
    assert read_instrument(done.text) == read_instrument(text)
    assert (done.languages, done.missing, done.changed, done.ignored) == (("de",), (), (), ())


@pytest.mark.parametrize("name", available())
def test_a_whole_sheet_reaches_every_wording(name: str) -> None:
    def every(cells: Cells) -> None:
        for number, row in enumerate(cells[1:], 2):
            row[5] = f"text {number}"

    text = text_of(name)
    done = filled(every, text=text)
    wordings = [wording["ar"] for _, wording in each_wording(read_instrument(done.text))]
    assert len(set(wordings)) == len(wordings) == len(cells_of(blank_sheet(text, "ar"))) - 1


def test_a_sheet_has_a_row_for_each_text_and_the_first_language_first() -> None:
    cells = cells_of(blank_sheet(TEXT, "ar"))
    assert cells[0] == ["id", "place", "perspective", "en", "de", "ar"]
    rows = [tuple(cell or "" for cell in row[:3]) for row in cells]
    for row in (
        *(("", "title", ""), ("scale", "5", ""), ("information_flow", "playbook 2", "")),
        *(("A1.1", "text", "staff"), ("A1.1", "text", "leader"), ("tenure", "option under_2", "")),
    ):
        assert rows.count(row) == 1, row


def test_no_cell_is_a_formula_or_a_link() -> None:
    words = ["=1+1", "+1", "@SUM(A1)", "http://127.0.0.1/", "-2", "0012", "{=1}"]
    items = "".join(f"  - {{id: i{n}, text: '{word}'}}\n" for n, word in enumerate(words))
    text = f"id: q\nversion: 1\nscale: {{min: 0, max: 1}}\nitems:\n{items}"
    sheet = blank_sheet(text, "de")
    cells = [row[3] for row in load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        (word, "s", None) for word in words
    ]
    assert read_instrument(fill(text, sheet).text) == read_instrument(text)


def test_csv_says_the_same_and_blank_cells_leave_what_stands_there() -> None:
    done = fill(TEXT, b"id;place;perspective;de;fr;remarks\nA1.1;text;leader;;Bonjour;hm\n")
    item = read_instrument(done.text).all_items[0]
    assert item.perspectives["leader"]["fr"] == "Bonjour"
    assert item.perspectives["leader"]["de"].startswith("Wenn meine Teams")
    assert (done.languages, done.ignored) == (("de", "fr"), ("remarks",))
    assert "fr: A1.1" in done.missing and "fr: A1.1 leader" not in done.missing


def test_a_changed_reference_text_is_noticed_and_not_taken() -> None:
    done = filled(put(2, 4, "Culture 4D"))
    assert [str(note) for note in done.changed] == [
        "row 2: the en text of title is another than in the questionnaire"
    ]
    assert read_instrument(done.text).title["en"] == "Culture 3D"


def test_every_fault_has_its_row_and_column() -> None:
    def many(cells: Cells) -> None:
        cells[3][0] = "scael"
        cells[4][1] = "77"
        cells[5][:3] = ["A1.1", "text", "boss"]
        cells[6][5] = "x" * 4001
        cells[7][:3] = cells[8][:3]

    assert faults(many) == [
        "4: id: “scael” names nothing in the questionnaire; did you mean scale?",
        "5: place: “77” names nothing in the questionnaire",
        "6: perspective: “boss” names nothing in the questionnaire",
        "7: ar: is longer than 4000 characters",
        "9: id: scale not_applicable stands in row 8 already",
    ]


def test_columns_that_are_missing_or_there_twice_are_faults() -> None:
    assert faults(put(1, 2, "where")) == ["1: place: column is missing"]
    assert faults(put(1, 6, "de")) == ["1: de: column is there twice"]
    assert faults(lambda cells: [row.__delitem__(slice(4, 6)) for row in cells])[0].startswith(
        "1: has no column for"
    )


def test_what_is_no_sheet_is_refused() -> None:
    for content in (b"PK\x03\x04", b"", b"id,place\n", blank_sheet(TEXT, "ar")[:3000]):
        with pytest.raises(BadInput):
            fill(TEXT, content)
    with pytest.raises(BadInput, match="no language code"):
        blank_sheet(TEXT, "Arabic")
    assert not looks_like_sheet(b"language: ar\nwordings: {}\n")
    assert looks_like_sheet(b"\xef\xbb\xbfid,place,perspective,en\n") and looks_like_sheet(
        blank_sheet(TEXT, "ar")
    )


def test_the_same_questionnaire_makes_the_same_file() -> None:
    assert blank_sheet(TEXT, "ar") == blank_sheet(TEXT, "ar")


def test_indonesian_is_a_language_though_its_code_is_the_name_of_a_column() -> None:
    cells = cells_of(blank_sheet(TEXT, "id"))
    assert cells[0][-1] == "language id"
    cells[1][-1] = "Budaya"
    done = fill(TEXT, sheet_of(cells))
    assert (done.languages, read_instrument(done.text).title["id"]) == (("de", "id"), "Budaya")
    assert cells_of(blank_sheet(TEXT, "fil"))[0][-1] == "language fil"
    assert fill(TEXT, b"id,place,perspective,de,who\n").ignored == ("who",)
