"""Turns a consultant's own words, in a little Markdown, into HTML in which nothing else can hide.

Paragraphs, *emphasis*, **strong**, lists and links. What else Markdown knows (headings, pictures, code, HTML)
stays the text that was typed. A link prints its address, for paper cannot be clicked.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.figures.lettering import wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MOST_LETTERS = 6_000  # of one chapter: two pages
RULES = ("list", "emphasis", "link", "autolink", "escape", "entity", "newline")
_ADDRESS = re.compile("(?:https?://|mailto:)", re.IGNORECASE)
_BLOCK = re.compile("</?(?:p|li)>")

# What the words take on the page, in px as the style sheet sets it.
WIDE, LETTERS, LINE, GAP, AROUND = 560.0, 12.0, 18.0, 9.0, 50.0


def as_html(words: str) -> Markup:
    """The words as paragraphs and lists."""
    # The renderer escapes all text, HTML is off, and only lists have an attribute: a number.
    return Markup(_markdown().render(words))  # noqa: S704


def high(words: str, language: str) -> float:
    """About how high they stand on a page, px; 0 for none."""
    texts = (Markup(block).striptags() for block in _BLOCK.split(as_html(words)))  # noqa: S704 only measured
    lines = [len(wrap(text, WIDE, LETTERS, language)) for text in texts if text]
    return AROUND + LINE * sum(lines) + GAP * len(lines) if lines else 0.0


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    made = MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(RULES))
    # How its documentation says to accept fewer addresses.
    made.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]
    made.add_render_rule("link_open", lambda *_: "")
    made.add_render_rule("link_close", _address)
    return made


def _address(_: object, tokens: "Sequence[Token]", place: int, *__: object) -> str:
    """The address of the link that ends here, unless the link's words are the address."""
    opened = next(token for token in reversed(tokens[:place]) if token.type == "link_open")
    return "" if opened.info == "auto" else str(Markup(" ({})").format(opened.attrs["href"]))
