"""Turns the XML of a LimeSurvey survey (.lss) into the rows of its tables, each row once and in order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self
from xml.etree.ElementTree import Element, ParseError

from surveys.faults import BadInput, Fault, told

MAX_BYTES = 8 * 1024**2  # the largest sample survey of LimeSurvey has less than one
Row = Mapping[str, str]


@dataclass(frozen=True)
class Tables:
    """The tables of LimeSurvey's database, as far as a survey has rows in them."""

    root: Element

    @classmethod
    def of(cls, content: bytes, file: str) -> Self:
        """:raise BadInput: if it is no survey of LimeSurvey, is broken, or is too large."""
        return cls(_document(content, file))

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table as they come."""
        for row in self.root.iterfind(f"{table}/rows/row"):
            yield {cell.tag: cell.text or "" for cell in row}

    def once(self, table: str, *keys: str) -> Iterator[Row]:
        """The rows of a table in their order; older surveys repeat each for every language."""
        first: dict[tuple[str, ...], Row] = {}
        for row in self.rows(table):
            first.setdefault(tuple(row.get(key, "") for key in keys), row)
        yield from sorted(first.values(), key=_order)


def _document(content: bytes, file: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(content) > MAX_BYTES:
        raise BadInput(
            [Fault(told("is larger than %(most)s MB: no survey is", most=MAX_BYTES // 1024**2), file)]
        )
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise BadInput(
            [Fault(told("declares entities or a document type, as no survey of LimeSurvey does"), file)]
        ) from None
    except ParseError as error:
        broken = told("is not XML: %(why)s", why=str(error).split(":")[0])
        raise BadInput([Fault(broken, file, error.position[0])]) from None
    except (LookupError, ValueError):
        raise BadInput(
            [Fault(told("is in an encoding that XML does not know: save it as UTF-8"), file, 1)]
        ) from None
    if (root.findtext("LimeSurveyDocType") or "").strip() != "Survey":
        other = told("is no survey of LimeSurvey: export the survey's structure (.lss)")
        raise BadInput([Fault(other, file, 1)])
    return root


def _order(row: Row) -> tuple[int, int]:
    order = next((row[name] for name in ("group_order", "question_order", "sortorder") if name in row), "0")
    return _number(row.get("scale_id", "0")), _number(order)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\s*-?\d{1,9}\s*", text, re.ASCII) else 0
