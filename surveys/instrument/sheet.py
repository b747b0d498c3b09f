"""Turns a questionnaire into a translation sheet, a row for each text, and the filled sheet back."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Any

from pydantic import TypeAdapter, ValidationError

from surveys.csv_files import Faults
from surveys.faults import BadInput, Fault, told
from surveys.instrument.advice import Note
from surveys.instrument.marked import parse
from surveys.instrument.places import Place, places
from surveys.instrument.reading import read_instrument
from surveys.instrument.values import Text
from surveys.instrument.writing import write_fields
from surveys.tables import Table, open_table

MAX_BYTES = (
    4 * 1024**2
)  # unpacked; the largest questionnaire that ships fills a tenth of one in two languages
COLUMNS = ("id", "place", "perspective")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_Key = tuple[str, str, str]
_WIDTHS = (18, 16, 12)  # of COLUMNS, in letters
_WIDE = 50  # of a language


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """The questionnaire's YAML with the words of a sheet.

    languages  those of the sheet, the questionnaire's first one aside
    missing    places without words, as `de: A1.1 leader`
    changed    rows whose reference text is not the questionnaire's: they may translate other words
    ignored    columns that are neither of ours nor a language
    """

    text: str
    languages: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[Note, ...]
    ignored: tuple[str, ...]


def looks_like_sheet(content: bytes) -> bool:
    """Says whether a file is a workbook, or a CSV with the columns of a sheet; else it may be YAML."""
    return content.startswith(b"PK\x03\x04") or bool(re.match(rb'(\xef\xbb\xbf)?"?id"?\s*[,;\t]', content))


def blank_sheet(text: str, language: str, file: str = "") -> bytes:
    """A workbook with every text of a questionnaire in every language, and a column for `language`.

    The first language is the reference. No cell is a formula or a link, whatever it begins with.

    :raise BadInput: if the text is no sound questionnaire, or the language is none.
    """
    instrument = read_instrument(text, file)
    if not LANGUAGE.fullmatch(language):
        raise BadInput(
            [Fault(told("%(language)s is no language code such as en or pt-BR", language=language))]
        )
    languages = tuple(dict.fromkeys((*instrument.languages, language)))
    rows = (
        (place.id, place.part, place.perspective, *(place.words.get(code, "") for code in languages))
        for place in places(_fields(text))
    )
    return _workbook((*COLUMNS, *map(_column, languages)), rows, instrument.id)


def fill(text: str, sheet: bytes, file: str = "", sheet_file: str = "") -> FilledSheet:
    """The questionnaire with the words of a sheet; a blank cell leaves what stands there.

    The reference text of the sheet is compared and never taken over.

    :raise BadInput: with every fault of the questionnaire, or else of the sheet by row and column.
    """
    first = read_instrument(text, file).languages[0]
    fields = _fields(text)
    filling = _Filling(open_table(sheet, sheet_file, COLUMNS, MAX_BYTES), fields, first)
    filling.take()
    written = write_fields(fields)
    read_instrument(written, sheet_file)
    missing = (
        f"{code}: {place.name}"
        for code in filling.languages
        for place in places(fields)
        if code not in place.words
    )
    return FilledSheet(written, filling.languages, tuple(missing), tuple(filling.changed), filling.ignored)


def _fields(text: str) -> dict[str, Any]:
    value = parse(text).value
    assert isinstance(value, dict), "it was read as a questionnaire before"
    return value


@dataclass
class _Filling:
    """Takes the rows of a sheet into the fields of a questionnaire, in place."""

    table: Table
    fields: dict[str, Any]
    first: str
    changed: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        named = [name.strip() for name in self.table.header]
        self.header = [name.lower() if name.lower() in COLUMNS else name for name in named]
        spoken = {name: code for name in self.header if (code := _language(name))}
        self.columns = {code: name for name, code in spoken.items()}
        self.languages = tuple(code for code in self.columns if code != self.first)
        self.ignored = tuple(name for name in self.header if name and name not in (*COLUMNS, *spoken))
        self.places: dict[_Key, Place] = {
            (place.id, place.part, place.perspective): place for place in places(self.fields)
        }
        self.rows: dict[_Key, int] = {}
        self.faults = Faults(self.table.name)

    def take(self) -> None:
        """:raise BadInput: with every fault, and nothing is taken then."""
        self.faults.add(self._header_faults())
        self.faults.refuse()
        taken: list[tuple[Place, dict[str, str]]] = []
        for number, cells in self._rows():
            found = list(self._row_faults(number, cells))
            self.faults.add(found)
            if not found and any(cells.get(name) for name in COLUMNS):
                place = self.places[_key(cells)]
                self._compare(number, cells, place)
                taken.append((place, self._words(cells)))
        self.faults.refuse()
        for place, words in taken:
            if words:
                place.write({**place.words, **words})

    def _words(self, cells: dict[str, str]) -> dict[str, str]:
        found = {code: cells[self.columns[code]] for code in self.languages}
        return {code: words for code, words in found.items() if words}

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        for batch in self.table.batches(self.faults):
            for number, cells in zip(batch.numbers, zip(*batch.columns, strict=True), strict=True):
                yield number, {name: _tidy(cell) for name, cell in zip(self.header, cells, strict=True)}

    def _header_faults(self) -> Iterator[tuple[int, str, str]]:
        yield from ((1, name, told("column is missing")) for name in COLUMNS if name not in self.header)
        twice = dict.fromkeys(name for name in self.header if name and self.header.count(name) > 1)
        yield from ((1, name, told("column is there twice")) for name in twice)
        if not self.languages:
            yield (
                1,
                "",
                told("has no column for a language other than %(first)s, such as de", first=self.first),
            )

    def _row_faults(self, number: int, cells: dict[str, str]) -> Iterator[tuple[int, str, str]]:
        if not any(cells.values()):
            return
        key = _key(cells)
        if key not in self.places:
            yield number, *self._unknown(key)
        elif key in self.rows:
            yield (
                number,
                "id",
                told(
                    "%(place)s stands in row %(row)s already",
                    place=self.places[key].name or key[0],
                    row=self.rows[key],
                ),
            )
        self.rows.setdefault(key, number)
        for code in self.languages:
            if wrong := _wrong(cells[self.columns[code]]):
                yield number, self.columns[code], wrong

    def _unknown(self, key: _Key) -> tuple[str, str]:
        """The column in which a row begins to name nothing, and what it may have meant."""
        ids = {place[0] for place in self.places}
        column = "id" if key[0] not in ids else "place"
        known = ids if column == "id" else {place[1] for place in self.places if place[0] == key[0]}
        if column == "place" and key[1] in known:
            column, known = "perspective", {place[2] for place in self.places if place[:2] == key[:2]}
        said = key[COLUMNS.index(column)]
        close = get_close_matches(said[:80], known, 1)
        if close:
            return column, told(
                "“%(said)s” names nothing in the questionnaire; did you mean %(close)s?",
                said=said[:60],
                close=close[0],
            )
        return column, told("“%(said)s” names nothing in the questionnaire", said=said[:60])

    def _compare(self, number: int, cells: dict[str, str], place: Place) -> None:
        said = cells[self.columns[self.first]] if self.first in self.columns else None
        if said is not None and said.split() != place.words.get(self.first, "").split():
            self.changed.append(
                Note(
                    told(
                        "the %(language)s text of %(place)s is another than in the questionnaire",
                        language=self.first,
                        place=place.name,
                    ),
                    f"row {number}",
                )
            )


def _column(language: str) -> str:
    """The name of a language's column; Indonesian is called like one of ours, and Filipino like any word."""
    return language if _language(language) else f"language {language}"


def _language(column: str) -> str:
    """The language whose column this is, if it is one's; `who` and `url` are none, though they could be."""
    code = column.removeprefix("language ")
    bare = code == column
    sound = LANGUAGE.fullmatch(code) and not (bare and (code in COLUMNS or len(code.split("-")[0]) > 2))
    return code if sound else ""


def _key(cells: dict[str, str]) -> _Key:
    id_, place, perspective = (cells[name] for name in COLUMNS)
    return id_, place, perspective


def _tidy(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _wrong(words: str) -> str:
    """What is wrong with the words of a cell, if anything."""
    try:
        if words:
            _text().validate_python(words)
    except ValidationError as error:
        details = error.errors()[0]
        most = details.get("ctx", {}).get("max_length")
        return (
            told("is longer than %(most)s characters", most=most)
            if most
            else told("holds a control character")
        )
    return ""


@cache
def _text() -> TypeAdapter[str]:
    return TypeAdapter(Text)


def _workbook(header: tuple[str, ...], rows: Iterable[tuple[str, ...]], name: str) -> bytes:
    from xlsxwriter import Workbook  # needed where somebody takes a sheet out

    kept = io.BytesIO()
    safe = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with Workbook(kept, safe) as book:
        book.set_properties({"title": name, "created": datetime(2000, 1, 1)})  # noqa: DTZ001  the same text, the same file
        sheet = book.add_worksheet("translation")
        plain, reference, title = (
            book.add_format({"text_wrap": True, "valign": "top", **look})
            for look in ({"num_format": "@"}, {"bg_color": "#EEF2F6"}, {"bold": True, "bottom": 1})
        )
        for column in range(len(header)):
            given = column <= len(COLUMNS)
            width = _WIDTHS[column] if column < len(COLUMNS) else _WIDE
            sheet.set_column(column, column, width, reference if given else plain)
        for number, cells in enumerate(chain([header], rows)):
            for column, cell in enumerate(cells):
                look = title if number == 0 else reference if column <= len(COLUMNS) else plain
                sheet.write_string(number, column, cell, look)
        sheet.freeze_panes(1, len(COLUMNS))
    return kept.getvalue()
