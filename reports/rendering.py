"""Turns figures into SVG and PNG with one browser that is kept open.

Kaleido loads plotly.js (4.8 MB) anew after every figure; here the page stays, which makes a figure cost
about 10 ms instead of 250. The page is loaded from plotly's wheel, without MathJax, behind a proxy that
leads nowhere: nothing is fetched from a network. Figures come from `reports.figures` only, never from users.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from kaleido import Kaleido

from reports.figures.picture import FigureDict, Label, Picture
from reports.svg import tidy

Format = Literal["svg", "png"]
Made = TypeVar("Made")

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chrome")
NOWHERE = "http://127.0.0.1:9"  # the discard port: whatever a page might ask of a network ends here
OPENING = 60.0  # seconds a browser may take to open
DRAWING = 30.0  # seconds a figure may take
CLOSING = 15.0


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


class Renderer:
    """One browser with one page, opened at the first figure; may be shared by threads, which take turns.

    renew_after  figures after which the browser is replaced, so that its memory stays bounded
    """

    def __init__(self, renew_after: int = 2000, drawing_seconds: float = DRAWING) -> None:
        self._renew_after = renew_after
        self._drawing_seconds = drawing_seconds
        self._turn = threading.Lock()
        self._browser: _Browser | None = None

    def draw(self, picture: Picture) -> Drawing:
        """:raise RenderingFailed: if it cannot be drawn."""
        svg = tidy(self._render(picture.figure, "svg", 1.0).decode())
        return Drawing(svg, picture.width, picture.height, picture.labels)

    def png(self, figure: FigureDict, scale: float = 2.0) -> bytes:
        """A figure as pixels, `scale` to the CSS px.

        :raise RenderingFailed: if it cannot be drawn.
        """
        return self._render(figure, "png", scale)

    def close(self) -> None:
        """Closes the browser; a later figure would open another."""
        with self._turn:
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _render(self, figure: FigureDict, form: Format, scale: float) -> bytes:
        """One figure; if the browser hangs or dies, once more with a fresh one."""
        with self._turn:
            try:
                return self._try(figure, form, scale)
            except Exception:
                self._drop()
            try:
                return self._try(figure, form, scale)
            except Exception as error:
                self._drop()
                raise RenderingFailed(
                    f"a figure could not be drawn: {error or type(error).__name__}"
                ) from error

    def _try(self, figure: FigureDict, form: Format, scale: float) -> bytes:
        if self._browser is not None and self._browser.drawn >= self._renew_after:
            self._drop()
        self._browser = self._browser or _Browser(self._drawing_seconds)
        return self._browser.draw(figure, form, scale)

    def _drop(self) -> None:
        if self._browser is not None:
            self._browser.close()
        self._browser = None


class _KeptPage(Kaleido):  # type: ignore[misc]  # Kaleido ships no types
    """Kaleido that hands its page back as it is. Overrides a private method of the pinned version."""

    async def _return_kaleido_tab(self, tab: Any) -> None:  # noqa: ANN401  # a type Kaleido does not export
        await self.tabs_ready.put(tab)


class _Browser:
    """A running browser and the thread on which its messages are read."""

    def __init__(self, drawing_seconds: float) -> None:
        self.drawn = 0
        self._seconds = drawing_seconds
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rendering", daemon=True)
        self._thread.start()
        self._kaleido: _KeptPage | None = None
        try:
            self._kaleido = self._await(_open(drawing_seconds), OPENING)
        except BaseException:
            self.close()
            raise

    def draw(self, figure: FigureDict, form: Format, scale: float) -> bytes:
        assert self._kaleido is not None
        layout = figure["layout"]
        options = {"format": form, "width": layout["width"], "height": layout["height"], "scale": scale}
        self.drawn += 1
        drawn = self._await(self._kaleido.calc_fig(figure, opts=options), self._seconds + 5)
        assert isinstance(drawn, bytes)
        return drawn

    def close(self) -> None:
        if self._kaleido is not None:
            with suppress(Exception):  # it may be dead already; nothing is lost with it
                self._await(self._kaleido.close(), CLOSING)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSING)

    def _await(self, work: Coroutine[Any, Any, Made], seconds: float) -> Made:
        future: Future[Made] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise


async def _open(drawing_seconds: float) -> _KeptPage:
    kaleido = _KeptPage(
        n=1,
        timeout=drawing_seconds,
        mathjax=False,
        path=_browser_path(),
        # Chromium refuses its sandbox to root.
        enable_sandbox=os.geteuid() != 0,
        proxy_server=NOWHERE,
    )
    await kaleido.open()
    return kaleido


def _browser_path() -> str:
    """Where the browser is: what BROWSER_PATH says, else the first one found."""
    asked = os.environ.get("BROWSER_PATH")
    found = asked or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise RenderingFailed(f"no browser found to draw figures with; install one of {', '.join(BROWSERS)}")
    return found
