"""Turns the text of a message, with placeholders for what differs, into what one person is sent.

What is put in is never looked at again for placeholders, and nothing is formatted by it: a name in braces
stays a name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from culture3d.models.message import Kind

_DEFAULTS = Path(__file__).parent.parent / "templates" / "messages"
_PLACE = re.compile(r"\{([^{}\n]*)\}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
MOST_SUBJECT, MOST_TEXT = 150, 5_000
# What a placeholder may be called, and of those what may not stand in a subject.
PLACES = ("name", "link", "organisation", "closes", "contact", "minutes", "smallest_group")
_LINK = "link"
HAVE_LINK = frozenset({Kind.INVITATION, Kind.REMINDER})


@dataclass(frozen=True, slots=True)
class Words:
    """A message in one language, with its placeholders."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one person is sent."""

    subject: str
    text: str
    html: str


class Wrong(StrEnum):
    """What can be wrong with a subject or a text."""

    BLANK = "blank"
    LONG = "long"
    BREAK = "break"  # a line break in a subject
    CONTROL = "control"  # a character that nobody can see
    BRACE = "brace"  # one without the other
    UNKNOWN = "unknown"  # a placeholder that there is not
    NO_LINK = "no link"
    LINK = "link"  # where there can be none


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and the piece of text that it is about, if any."""

    wrong: Wrong
    piece: str = ""


def faults_of_subject(subject: str) -> list[Fault]:
    """Everything wrong with a subject."""
    found = [Fault(Wrong.BREAK)] if re.search(r"[\r\n\x85\u2028\u2029]", subject) else []
    if _LINK in _PLACE.findall(subject):
        found.append(Fault(Wrong.LINK, "{link}"))
    return found + _faults(subject, MOST_SUBJECT)


def faults_of_text(kind: Kind, text: str) -> list[Fault]:
    """Everything wrong with a text."""
    has_link = _LINK in _PLACE.findall(text)
    found = [Fault(Wrong.NO_LINK, "{link}")] if kind in HAVE_LINK and not has_link else []
    if has_link and kind not in HAVE_LINK:
        found.append(Fault(Wrong.LINK, "{link}"))
    return found + _faults(text, MOST_TEXT)


def _faults(text: str, most: int) -> list[Fault]:
    found = [Fault(Wrong.BLANK)] if not text.strip() else []
    if len(text) > most:
        found.append(Fault(Wrong.LONG, str(most)))
    if _CONTROLS.search(text):
        found.append(Fault(Wrong.CONTROL))
    unknown = [name for name in _PLACE.findall(text) if name not in PLACES]
    found += [Fault(Wrong.UNKNOWN, f"{{{name}}}") for name in dict.fromkeys(unknown)]
    lone = re.search(r".{0,12}[{}].{0,12}", _PLACE.sub("", text))
    return [*found, Fault(Wrong.BRACE, lone[0])] if lone else found


@cache
def suggested(kind: Kind, language: str, otherwise: str = "en") -> Words:
    """The text that a message has until somebody changes it; in another language where there is none."""
    files = [_DEFAULTS / f"{kind}.{code}.txt" for code in (language, otherwise, "en")]
    file = next(file for file in files if file.exists())
    subject, _, text = file.read_text(encoding="utf-8").partition("\n")
    return Words(subject, text.strip())


def fill(words: Words, values: Mapping[str, str], footer: str, language: str, direction: str = "ltr") -> Told:
    """What one person is sent.

    :param footer: why they get it, at the end of both parts.
    """
    text = _filled(words.text, values.__getitem__)
    return Told(
        subject=_CONTROLS.sub(" ", " ".join(_filled(words.subject, values.__getitem__).split())),
        text=f"{text}\n\n-- \n{footer}\n",
        html=_page(_html(words.text, values), _paragraphs(str(escape(footer))), language, direction),
    )


def _filled(text: str, value: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda found: value(found[1]), text)


def _html(text: str, values: Mapping[str, str]) -> Markup:
    """Paragraphs, with every character that means something to a browser made harmless."""

    def shown(place: str) -> str:
        if place == _LINK:
            return str(Markup('<a href="{0}">{0}</a>').format(values[place]))
        return str(escape(values[place]))

    # Escaping leaves braces and the names of placeholders as they are.
    return _paragraphs(_filled(str(escape(text)), shown))


def _paragraphs(escaped: str) -> Markup:
    """HTML of text that was escaped: a blank line ends a paragraph, another one a line."""
    made = (paragraph.strip() for paragraph in re.split(r"\n\s*\n", escaped.replace("\r\n", "\n")))
    lines = "\n".join(f"<p>{each}</p>".replace("\n", "<br>\n") for each in made if each)
    return Markup(lines)  # noqa: S704  both who call it have escaped it


_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{}" dir="{}"><head><meta charset="utf-8"></head>\n'
    '<body style="font: 16px/1.5 system-ui, sans-serif; color: #16233a; max-width: 38em; margin: 1em auto; '
    'padding: 0 1em">\n{}\n<div style="color: #4d5769; font-size: 14px; border-top: 1px solid #c9ced6; '
    'margin-top: 2em">\n{}\n</div>\n</body></html>\n'
)


def _page(body: Markup, footer: Markup, language: str, direction: str) -> str:
    return str(_PAGE.format(language, direction, body, footer))
