"""Gives tests small questionnaires of LimeSurvey, XLSForm and SurveyJS, and says what became of one."""

import io
import json
from collections.abc import Iterable, Mapping

import pytest
from openpyxl import Workbook

from surveys.faults import BadInput
from surveys.importers import Imported, import_questionnaire
from surveys.instrument import read_instrument

Rows = Iterable[Mapping[str, object]]


def imported(content: bytes, format: str | None = None) -> Imported:
    """What a file becomes: sound by the rules of every questionnaire, and the same each time."""
    done = import_questionnaire(content, "theirs.file", format)
    assert read_instrument(done.text) == done.instrument
    assert import_questionnaire(content, "theirs.file", format) == done
    return done


def left(content: bytes) -> list[str]:
    """What could not be carried over, as people read it."""
    return [str(note) for note in imported(content).left]


def refusal(content: bytes, format: str | None = None) -> str:
    """The first fault of a file that is refused."""
    with pytest.raises(BadInput) as caught:
        import_questionnaire(content, "theirs.file", format)
    return str(caught.value.faults[0]).removeprefix("theirs.file:").strip()


def lss(languages: str = "<language>en</language>", **tables: Rows) -> bytes:
    """A LimeSurvey survey of some tables."""
    parts = (f"<{name}><rows>{''.join(map(_row, rows))}</rows></{name}>" for name, rows in tables.items())
    document = (
        f"<LimeSurveyDocType>Survey</LimeSurveyDocType><languages>{languages}</languages>{''.join(parts)}"
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><document>{document}</document>'.encode()


def _row(row: Mapping[str, object]) -> str:
    return (
        "<row>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items()) + "</row>"
    )


def xlsform(**sheets: Iterable[Iterable[object]]) -> bytes:
    """A workbook of some sheets."""
    kept, book = io.BytesIO(), Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(kept)
    return kept.getvalue()


def surveyjs(*elements: Mapping[str, object], **rest: object) -> bytes:
    """A SurveyJS survey of one page."""
    return json.dumps({**rest, "pages": [{"name": "page", "elements": elements}]}).encode()


AGREEMENT = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
