"""Turns an XLSForm (a workbook, or sheets as CSV or Markdown) into rows whose words are those of today."""

import re
import warnings
from collections.abc import Mapping, Sequence

from surveys.faults import BadInput, Fault, told
from surveys.xlsx_files import check_xlsx, looks_like_xlsx

MAX_BYTES = 4 * 1024**2  # of a workbook, unpacked; reading takes some three seconds for each
_MAX_TEXT = 1024**2  # of CSV or Markdown
MAX_ROWS = 20_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
Row = Mapping[str, str]


def looks_like(content: bytes) -> bool:
    """Says whether a file is a workbook, or text with a sheet called survey."""
    if looks_like_xlsx(content) or content.startswith(_OLD_EXCEL):
        return True
    return bool(
        re.search(rb"""^[\s|"'\xef\xbb\xbf]*survey["'\s|,]*$""", content[:4000], re.IGNORECASE | re.MULTILINE)
    )


def sheets_of(content: bytes, file: str) -> Mapping[str, Sequence[Row]]:
    """Survey, choices and settings: the rows of each, below its header."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    kind = _kind(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of everything in a workbook that it does not read
            found = get_xlsform(content, file_type=kind)
    except PyXFormError as error:
        raise BadInput(
            [Fault(told("cannot be read as an XLSForm: %(why)s", why=str(error)[:200]), file)]
        ) from None
    except Exception as error:  # a broken workbook raises anything inside its readers
        broken = told("cannot be read as an XLSForm: %(why)s", why=type(error).__name__)
        raise BadInput([Fault(broken, file)]) from None
    sheets = {name: list(getattr(found, name) or ()) for name in ("survey", "choices", "settings")}
    for name, rows in sheets.items():
        if len(rows) > MAX_ROWS:
            raise BadInput(
                [Fault(told("has more than %(most)s rows", most=MAX_ROWS), file, field=f"sheet {name}")]
            )
    if not sheets["survey"]:
        raise BadInput([Fault(told("has no sheet called survey, or nothing stands in it"), file)])
    return {name: [_plain_row(row) for row in rows] for name, rows in sheets.items()}


def _kind(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        raise BadInput([Fault(told("is larger than %(most)s MB", most=MAX_BYTES // 1024**2), file)])
    if looks_like_xlsx(content):
        check_xlsx(content, file, MAX_BYTES)
        return ".xlsx"
    if content.startswith(_OLD_EXCEL):
        return ".xls"
    if len(content) > _MAX_TEXT:
        raise BadInput([Fault(told("is larger than %(most)s MB", most=_MAX_TEXT // 1024**2), file)])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput([Fault(told("is no workbook, and no text in UTF-8"), file, line)]) from None
    return ".md" if text.lstrip().startswith("|") else ".csv"


def _plain_row(row: Mapping[object, object]) -> Row:
    """A row with its columns by plain names: small letters, `::` before a language, the names of today."""
    plain: dict[str, str] = {}
    for column, value in row.items():
        if isinstance(column, str) and isinstance(value, str) and value.strip():
            name, *rest = re.split(r"\s*::?\s*", column.strip(), maxsplit=1)
            name = name.lower().replace(" ", "_")
            plain.setdefault("::".join((_TODAY.get(name, name), *rest)), value.strip())
    return plain


def type_of(kind: str) -> tuple[str, str]:
    """A type in today's words, and the list of answers behind it: `select one from x or specify other`."""
    words = kind.split()
    text = " ".join(words).lower()
    for start, name in _SELECTS.items():
        if text.startswith(f"{start} ") or text == start:
            rest = words[len(start.split()) :]
            return name, rest[0] if rest else ""
    return text.replace(" ", "_") if text in _SPACED else text, ""


_TODAY: Mapping[str, str] = {
    "value": "name",
    "list": "list_name",
    "caption": "label",
    "relevance": "relevant",
    "title": "form_title",
    "set_form_title": "form_title",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "bind": "bind",
    "repeat_count": "repeat_count",
    "jr:count": "repeat_count",
    "readonly": "read_only",
    "command": "type",
    "tag": "name",
}
# The beginning of a type -> the type; longer ones first.
_SELECTS: Mapping[str, str] = {
    "add select one prompt using": "select_one",
    "add select multiple prompt using": "select_multiple",
    "select one from file": "select_one_from_file",
    "select multiple from file": "select_multiple",
    "select one from": "select_one",
    "select all that apply from": "select_multiple",
    "select multiple from": "select_multiple",
    "select one external": "select_one_from_file",
    "select_one_external": "select_one_from_file",
    "select_one_from_file": "select_one_from_file",
    "select_multiple_from_file": "select_multiple",
    "select all that apply": "select_multiple",
    "select one": "select_one",
    "select_one": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select_multiple": "select_multiple",
    "rank": "rank",
}
_SPACED = frozenset({"select one", "select multiple"})
