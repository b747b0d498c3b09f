"""Turns WeasyPrint's slow paths into quick ones that lead to the same bytes; only `reports.pdf` takes them.

Each saves what a report with thousands of table cells pays for without using it. They know the inside of one
version of WeasyPrint, the one in `setup.cfg`; `tests/reports/test_shortcuts.py` compares the bytes.
"""

import re
import sys
from functools import cache
from types import ModuleType
from typing import Protocol

# Rules of the browser's own style sheet that match every element: footnotes, which there are none of, and the
# bullets of lists. Six styles would be made for every cell.
_NOTES = re.compile(r"^::(?:footnote|note)-[^\n]*$", re.MULTILINE)
_MARKERS = re.compile(r"^::marker\b", re.MULTILINE)


class _Layout(Protocol):
    """What Pango knows of one line of text."""

    layout: object
    justification_spacing: float


class _Style(Protocol):
    """The computed style of an element."""

    strut: tuple[float, float]


@cache
def style_sheet(weasyprint: ModuleType) -> object:
    """The browser's own style sheet without notes, and with bullets for lists only."""
    html = weasyprint.html
    rules = _MARKERS.sub("li::marker", _NOTES.sub("", html.UA))
    sheet: object = weasyprint.CSS(string=rules, counter_style=html.UA_COUNTER_STYLE)
    return sheet


@cache
def take(weasyprint: ModuleType) -> None:
    """Takes the shortcuts in text for this whole process."""
    _keep_layouts(weasyprint)
    _remember_struts(weasyprint)


def _keep_layouts(weasyprint: ModuleType) -> None:
    """Draws a text with the layout that measured it, instead of shaping it once more.

    A layout is prepared for drawing, which wants a single paragraph, as soon as it gets its text.
    """
    lines = sys.modules[f"{weasyprint.__name__}.text.line_break"]
    layout, pango = lines.Layout, lines.pango
    reactivate, set_text = layout.reactivate, layout.set_text

    def set_for_drawing(self: _Layout, text: str, justify: bool = False) -> None:
        set_text(self, text, justify)
        pango.pango_layout_set_single_paragraph_mode(self.layout, "\n" not in text)

    def reactivate_justified(self: _Layout, style: _Style) -> None:
        if self.justification_spacing or not hasattr(self, "layout"):
            reactivate(self, style)

    def keep(self: _Layout) -> None:
        """Nothing: the process ends with the document."""

    layout.set_text, layout.reactivate, layout.deactivate = set_for_drawing, reactivate_justified, keep


def _remember_struts(weasyprint: ModuleType) -> None:
    """Works out the height of a line once for each style, instead of looking it up by a long key."""
    original = sys.modules[f"{weasyprint.__name__}.text.line_break"].strut

    def strut(style: _Style) -> tuple[float, float]:
        try:
            return style.strut
        except AttributeError:
            found: tuple[float, float] = original(style)
            style.strut = found
            return found

    for name, module in [*sys.modules.items()]:
        if name.startswith(f"{weasyprint.__name__}.") and getattr(module, "strut", None) is original:
            module.strut = strut  # type: ignore[attr-defined]  # wherever it was imported to
