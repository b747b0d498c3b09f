"""Turns a page's questions and answers into its part of the review, a line drawn once for all who say so."""

from collections.abc import Sequence
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from culture3d.i18n import chosen_language
from culture3d.web.answering.pages import Line

_TEMPLATE = "answering/told.html"


def part_told(number: int, count: int, lines: Sequence[Line]) -> Markup:
    """A page's heading, which leads back to it, and what was answered there."""
    language = chosen_language()
    told = [_line(line, number, language) for line in lines]
    return Markup('<section aria-labelledby="part-{}">{}<dl class="answers">\n{}\n</dl></section>').format(
        number, _heading(number, count, language), Markup("\n").join(told)
    )


@lru_cache(maxsize=512)
def _heading(number: int, count: int, _language: str) -> Markup:
    return _drawn("heading", number, count)


def _line(line: Line, number: int, language: str) -> Markup:
    """Only statements are kept: what somebody wrote stays in no memory but the page's own."""
    return _kept_line(line, number, language) if line.counts else _drawn("line", line, number)


@lru_cache(maxsize=4096)
def _kept_line(line: Line, number: int, _language: str) -> Markup:
    return _drawn("line", line, number)


def _drawn(macro: str, *values: object) -> Markup:
    return Markup(get_template_attribute(_TEMPLATE, macro)(*values))  # noqa: S704  the template has escaped it
