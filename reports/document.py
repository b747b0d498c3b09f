"""Turns a Brief into one self-contained HTML document: on screen as it is, on paper by way of `pdf`."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import choice, paragraphs, tints
from reports.brief import Brief
from reports.chapters import wanted
from reports.language import Language
from reports.reader import Reader

_HOUSE = Path(__file__).parent

# What has no glyph, and what would turn round the direction of the words beside it.
_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def compose(brief: Brief, language: Language, drawings: Mapping[str, Markup]) -> str:
    """The whole report as HTML that fetches nothing; `drawings` as `illustrations.placed` makes them.

    :raise BadInput: if what was chosen for it is not to be had.
    :raise ValueError: if its accent is no colour.
    """
    choice.check(brief)
    reader = Reader(brief, language)
    page = _templates().get_template("report.html")
    html = page.render(
        brief=brief,
        language=language,
        say=language.say,
        title=_title(reader),
        style=_style(brief.brand.ink),
        chapters=_chapters(reader),
        drawings=drawings,
    )
    # Half a surrogate pair, as an argument may hold, is no text and cannot be written.
    return _UNWRITTEN.sub("", html.encode(errors="replace").decode())


def _chapters(reader: Reader) -> list[SimpleNamespace]:
    """The chapters that are wanted and apply."""
    own = reader.brief.contents.paragraphs
    pages = ((chapter, chapter.build(reader)) for chapter in wanted(reader.brief.contents))
    return [
        SimpleNamespace(
            id=chapter.id,
            title=reader.language.say(chapter.title),
            about=reader.language.say(chapter.about) if chapter.about else "",
            own=paragraphs.as_html(own.get(chapter.id, "")),
            **page,
        )
        for chapter, page in pages
        if page is not None
    ]


def _title(reader: Reader) -> str:
    instrument = reader.wording(reader.instrument.title) or reader.instrument.id
    return f"{reader.brief.organisation} – {instrument} – {reader.brief.current.name}"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HOUSE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["ink"] = tints.ink
    return made


def _style(accent: str) -> Markup:
    """The style sheet, with the brand's colour in it."""
    # Our own file, and a colour that was checked when it was made readable.
    return Markup(":root { --accent: " + accent + " }\n" + _sheet())  # noqa: S704


@cache
def _sheet() -> str:
    return (_HOUSE / "static" / "report.css").read_text(encoding="utf-8") + tints.sheet()
