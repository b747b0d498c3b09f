"""Prints what people wrote in their own words, as far as a review released it, under the question asked."""

import re
import unicodedata
from dataclasses import dataclass

from reports.reader import Reader
from surveys.instrument import Question

MOST = 200  # of one question; more are no reading for paper, and stand on the page of comments
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Said:
    """One comment: its paragraphs in their lines, and the direction in which it is written."""

    paragraphs: tuple[tuple[str, ...], ...]
    direction: str


@dataclass(frozen=True)
class Asked:
    """One open question and what is told of it; `written` is None where too few wrote to tell even that."""

    text: str
    is_story: bool
    said: tuple[Said, ...]
    shown: int
    written: int | None


def build(reader: Reader) -> dict[str, object] | None:
    """Applies where something was released."""
    if not reader.comments:
        return None
    asked = tuple(_asked(reader, question) for question in reader.instrument.questions)
    return {"asked": asked, "has_more": any(len(each.said) < each.shown for each in asked)}


def _asked(reader: Reader, question: Question) -> Asked:
    released = reader.comments.get(question.id)
    told = released.told if released else ()
    return Asked(
        text=reader.wording(question.text) or question.id,
        is_story=question.purpose == "story",
        said=tuple(_said(words) for words in told[:MOST]),
        shown=len(told),
        written=released.written if released else None,
    )


def _said(words: str) -> Said:
    blocks = _PARAGRAPH.split(words.replace("\r\n", "\n").strip())
    return Said(tuple(tuple(block.strip().splitlines()) for block in blocks), _direction(words))


def _direction(words: str) -> str:
    """That of the first letter that has one: nobody was asked for a comment's language."""
    strong = (unicodedata.bidirectional(letter) for letter in words)
    return "rtl" if next((sort for sort in strong if sort in ("L", "R", "AL")), "L") != "L" else "ltr"
