"""Turns a Mailing into letters on paper, one page each and a sheet before every unit, as PDF/UA.

All letters of a mailing are one document: tagged PDFs cannot be joined without breaking their tags. Who
prints thousands takes them part by part.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from culture3d.i18n import translations
from culture3d.services.letters import Mailing
from reports.language import Language
from reports.pdf import Limits, Press, Printer

_TEMPLATES = Path(__file__).with_name("templates")
_LONG_NAME = 44  # characters that fit into two lines of the window
# Characters of a promise from which on it fits on the page only if everything stands closer, and is smaller.
_CLOSER = {0: "", 950: "tight", 1300: "tight fine"}

# What has no glyph, and what would turn round the direction of the words beside it.
_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def as_pdf(mailing: Mailing, limits: Limits | None = None, press: Press | None = None) -> bytes:
    """The letters as PDF/UA-1.

    :raise PrintingFailed: if they cannot be laid out within the limits.
    """
    with Printer(limits, press, mailing.language) as printer:
        return printer.print(as_html(mailing))


def as_html(mailing: Mailing) -> str:
    """The letters as one HTML document that fetches nothing.

    :raise ValueError: if the organisation's colour is not written as #rrggbb.
    """
    language = _language(mailing.language)
    page = _templates().get_template("letters/letters.html")
    html = page.render(
        mailing=mailing,
        language=language,
        say=language.say,
        say_number=language.say_number,
        style=_style(mailing.accent),
    )
    return _UNWRITTEN.sub("", html)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(language_of=_language, scanned=_scanned, long_name=_LONG_NAME, set_after=_set_after)
    return made


@cache
def _language(code: str) -> Language:
    return Language(code, translations(code, "letters"))


def _scanned(address: str) -> str:
    """A picture that phones read as the address, for a page that fetches nothing."""
    uri: str = segno.make_qr(address, error="m").svg_data_uri(border=4, omitsize=True)
    return uri


def _set_after(promise: Sequence[str]) -> str:
    """The classes of a letter with this promise, which is never cut."""
    length = len("".join(promise))
    return next(classes for least, classes in reversed(_CLOSER.items()) if length >= least)


def _style(accent: str) -> Markup:
    """The style sheet, with the organisation's colour in it."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", accent):
        raise ValueError(f"{accent!r} is not a colour as #rrggbb")
    # Our own file, and a colour that was just checked.
    return Markup(":root { --accent: " + accent + " }\n" + _sheet())  # noqa: S704


@cache
def _sheet() -> str:
    return (_TEMPLATES / "letters" / "letters.css").read_text(encoding="utf-8")
