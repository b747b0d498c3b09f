"""Turns a Brief into the files people get: the report's words and pictures put together, as PDF or HTML.

They take a Renderer and a Press, so that whoever makes many reports keeps one browser and one layout engine
for all of them; without them they open their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Thread

from babel import UnknownLocaleError

from culture3d.i18n import translations
from reports.brief import Brief
from reports.document import compose
from reports.illustrations import pictures, placed
from reports.language import Language
from reports.pdf import Limits, Press, Printer, PrintingFailed
from reports.reader import Reader
from reports.rendering import Renderer, RenderingFailed
from surveys.faults import BadInput, Fault


@contextmanager
def started(*, printing: bool) -> Iterator[tuple[Renderer, Press]]:
    """A browser and, for `printing`, a press that start in the background, while answers are still read."""
    with Renderer() as renderer, Press() as press:
        Thread(target=renderer.open, daemon=True).start()
        if printing:
            press.start()
        yield renderer, press


def as_pdf(
    brief: Brief, renderer: Renderer | None = None, limits: Limits | None = None, press: Press | None = None
) -> bytes:
    """The report as PDF/UA-1.

    :raise BadInput: if it cannot be drawn, or not be printed within the limits.
    """
    try:
        with Printer(limits, press, brief.language) as printer:
            return printer.print(as_html(brief, renderer))
    except PrintingFailed as failure:
        raise BadInput([Fault(str(failure))]) from failure


def as_html(brief: Brief, renderer: Renderer | None = None) -> str:
    """The report as one HTML file that fetches nothing.

    :raise BadInput: if it cannot be drawn or the language is unknown.
    """
    language = language_of(brief.language)
    asked = pictures(Reader(brief, language))
    try:
        with nullcontext(renderer) if renderer else Renderer() as drawing:
            drawn = {name: drawing.draw(picture) for name, picture in asked.items()}
    except RenderingFailed as failure:
        raise BadInput([Fault(str(failure))]) from failure
    return compose(brief, language, placed(language, asked, drawn))


def language_of(code: str) -> Language:
    """A language with the report's words in it; English words where nobody has translated them.

    :raise BadInput: if the code is no language's.
    """
    language = Language(code, translations(code.replace("-", "_"), "reports"))
    try:
        language.locale.get_display_name()
    except (ValueError, UnknownLocaleError):
        raise BadInput([Fault(f"“{code}” is no language", field="--language")]) from None
    return language
