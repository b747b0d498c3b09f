"""Turns figures into SVG and PNG with one browser that is kept open.

Kaleido loads plotly.js (4.8 MB) anew after every figure; here its page stays, which makes a figure cost about
20 ms instead of 250. Figures come from `reports.figures` only, never from users.
"""

import json
import threading
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from reports.browser import Browser
from reports.closing import Closing
from reports.figures.picture import FigureDict, Label, Picture
from reports.svg import tidy

Format = Literal["svg", "png"]

DRAWING = 30.0  # seconds a figure may take
# Kaleido's function, which answers with {code, message, result} and never throws.
DRAW = "spec => kaleido_scopes.plotly(spec).then(JSON.stringify)"


class RenderingFailed(RuntimeError):
    """No browser was found, or a figure could not be drawn even by a fresh one."""


@dataclass(frozen=True)
class Drawing:
    """A picture as vectors without words, and its words; `width` and `height` in CSS px, shown at that size.

    See `reports.figures.placing` for putting the two together.
    """

    svg: str
    width: float
    height: float
    labels: tuple[Label, ...]


class Renderer(Closing):
    """One browser with one page, opened at the first figure; may be shared by threads, which take turns.

    renew_after      figures after which the browser is replaced, so that its memory stays bounded
    drawing_seconds  after which a browser is taken to hang
    """

    def __init__(self, renew_after: int = 2000, drawing_seconds: float = DRAWING) -> None:
        self._renew_after = renew_after
        self._drawing_seconds = drawing_seconds
        self._turn = threading.Lock()
        self._browser: Browser | None = None
        self._drawn = 0

    def open(self) -> None:
        """Opens the browser before the first figure; what hinders it is told when something is drawn."""
        with self._turn, suppress(Exception):
            self._browser = self._browser or Browser()

    def draw(self, picture: Picture) -> Drawing:
        """:raise RenderingFailed: if it cannot be drawn."""
        svg = tidy(self._render(picture.figure, "svg", 1.0))
        return Drawing(svg, picture.width, picture.height, picture.labels)

    def png(self, figure: FigureDict, scale: float = 2.0) -> bytes:
        """A figure as pixels, `scale` to the CSS px.

        :raise RenderingFailed: if it cannot be drawn.
        """
        return b64decode(self._render(figure, "png", scale))

    def close(self) -> None:
        """Closes the browser; a later figure would open another."""
        with self._turn:
            self._drop()

    def _render(self, figure: FigureDict, form: Format, scale: float) -> str:
        """One figure; if the browser hangs or has died, once more with a fresh one."""
        with self._turn:
            try:
                return self._try(figure, form, scale)
            except Exception:
                self._drop()
            try:
                return self._try(figure, form, scale)
            except Exception as error:
                self._drop()
                raise RenderingFailed(f"a figure could not be drawn: {error}") from error

    def _try(self, figure: FigureDict, form: Format, scale: float) -> str:
        if self._drawn >= self._renew_after:
            self._drop()
        self._browser = self._browser or Browser()
        self._drawn += 1
        layout = figure["layout"]
        size = {"width": layout["width"], "height": layout["height"], "scale": scale}
        answer = json.loads(
            self._browser.call(DRAW, {"format": form, "data": figure, **size}, self._drawing_seconds)
        )
        if answer["code"] != 0:
            raise RenderingFailed(answer["message"])
        drawn: str = answer["result"]
        return drawn

    def _drop(self) -> None:
        if self._browser is not None:
            self._browser.close()
        self._browser, self._drawn = None, 0
