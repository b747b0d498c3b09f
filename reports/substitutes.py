"""Puts a visible sign in the place of characters that no font of this machine draws, such as new emoji.

The layout engine would draw an empty box that says nothing to a screen reader, which PDF/UA forbids. Only the
engine knows which characters those are, once it has laid out the document; so that is done again, in the
rare case that there are any.
"""

import logging
from collections.abc import Callable

SUBSTITUTE = "\N{REPLACEMENT CHARACTER}"  # says that something stood here
_COMPLAINT = ".notdef glyph"


class _Listener(logging.Handler):
    """Hears which characters the layout engine misses; in the log is the only place where it tells."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missed: set[int] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Notes the character that a complaint is about: it is the last argument, as a number."""
        if record.msg.startswith(_COMPLAINT) and isinstance(record.args, tuple):
            self.missed.update(point for point in record.args[-1:] if isinstance(point, int))


def with_substitutes(lay_out: Callable[[str], bytes], html: str) -> bytes:
    """What the engine makes of a document, without any character that it cannot draw."""
    listener, log = _Listener(), logging.getLogger("weasyprint")
    log.addHandler(listener)
    try:
        pdf = lay_out(html)
    finally:
        log.removeHandler(listener)
    return lay_out(html.translate(dict.fromkeys(listener.missed, SUBSTITUTE))) if listener.missed else pdf
