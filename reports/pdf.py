"""Turns a report's HTML into PDF/UA-1 in a child process with limits of time and memory.

The child is forked by a press (`reports.press`) that stands by with everything imported. An order is placed
before the HTML exists, so that a press that has only just started warms up while figures are drawn.
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import shortcuts
from reports.closing import Closing
from reports.substitutes import with_substitutes

if TYPE_CHECKING:
    from pydyf import PDF  # type: ignore[import-untyped]  # it has no types
    from weasyprint.document import Document as LaidOut

VARIANT = "pdf/ua-1"
_ENDING_SECONDS = 10.0  # for a press to end once nobody orders from it
_ENDED = "the PDF could not be made: its process was ended from outside"
_OUT_OF_MEMORY = ("MemoryError", "Cannot allocate memory", "Resource temporarily unavailable", "bad_alloc")


class PrintingFailed(RuntimeError):
    """The document could not be turned into a PDF within the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: seconds of processor and of clock time, bytes of memory."""

    seconds: int = 120
    memory: int = 1_500_000_000


class Press(Closing):
    """A process that forks printing children, started at the first order; may be shared by threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, once there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Starts the process before the first order, so that it is ready by then."""
        with self._turn:
            if self._control is None:
                self._start()

    def order(self, limits: Limits, language: str, pipes: list[int]) -> None:
        """Asks for a child; `pipes` as `reports.press` wants them. A press that has died is replaced."""
        wish = {"seconds": limits.seconds, "memory": limits.memory, "language": language[:64]}
        with self._turn:
            try:
                self._send(wish, pipes)
            except OSError:
                self._stop()
                self._send(wish, pipes)

    def close(self) -> None:
        """Ends the press; a later order would start another. Documents in print are still finished."""
        with self._turn:
            self._stop()

    def _send(self, wish: dict[str, object], pipes: list[int]) -> None:
        control = self._control or self._start()
        socket.send_fds(control, [json.dumps(wish).encode()], pipes)

    def _start(self) -> socket.socket:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "reports.press"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that Ctrl-C is ours alone; it ends when we do
            )
        return self._control

    def _stop(self) -> None:
        if self._control is not None and self._process is not None:
            self._control.close()
            try:
                self._process.wait(_ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None


class Printer(Closing):
    """A child process that prints one document; its `with` block should hold the drawing of figures too.

    press     where the child is forked; without one, a press of its own
    language  the document's, so that its hyphenation is at hand
    """

    def __init__(
        self, limits: Limits | None = None, press: Press | None = None, language: str = "en"
    ) -> None:
        self._limits = limits or Limits()
        chosen = press or Press()
        self._own = None if press else chosen
        ways = [os.pipe() for _ in range(4)]
        theirs = [ways[0][0], *(write for _, write in ways[1:])]
        self._html, self._answers = ways[0][1], [read for read, _ in ways[1:]]
        self._open = {self._html, *self._answers}
        try:
            chosen.order(self._limits, language, theirs)
        except OSError as error:  # a press that ends as soon as it starts, and did so twice
            self.close()
            raise PrintingFailed(_ENDED) from error
        except BaseException:
            self.close()
            raise
        finally:
            for pipe in theirs:
                os.close(pipe)

    def print(self, html: str) -> bytes:
        """The document as PDF/UA-1.

        :raise PrintingFailed: if the limits are exceeded or the document cannot be laid out.
        """
        pdf, errors, ending = self._exchange(html.encode(), time.monotonic() + self._limits.seconds)
        if not ending:
            raise PrintingFailed(_ENDED)
        status = int(ending)
        if status or not pdf.startswith(b"%PDF-"):
            raise PrintingFailed(_why(status, errors.decode(errors="replace"), self._limits))
        return pdf

    def close(self) -> None:
        """Lets go of the child, which is ended by that, and of a press of its own."""
        for pipe in [*self._open]:
            self._close(pipe)
        if self._own:
            self._own.close()

    def _close(self, pipe: int) -> None:
        self._open.discard(pipe)
        os.close(pipe)

    def _exchange(self, html: bytes, until: float) -> list[bytes]:
        """Writes the document and reads what the child answers: the PDF, errors, and how it ended."""
        answers = {pipe: bytearray() for pipe in self._answers}
        rest = memoryview(html)
        os.set_blocking(self._html, False)
        with selectors.DefaultSelector() as ready:
            ready.register(self._html, selectors.EVENT_WRITE)
            for pipe in answers:
                ready.register(pipe, selectors.EVENT_READ)
            while ready.get_map():
                events = ready.select(max(until - time.monotonic(), 0))
                if not events:
                    raise PrintingFailed(f"the PDF took longer than {self._limits.seconds} seconds")
                for key, _ in events:
                    if key.fd == self._html:
                        rest = _written(key.fd, rest)
                        done = not rest
                    else:
                        some = os.read(key.fd, 1 << 20)
                        answers[key.fd] += some
                        done = not some
                    if done:
                        ready.unregister(key.fd)
                        self._close(key.fd)
        return [bytes(answer) for answer in answers.values()]


def _written(pipe: int, rest: memoryview) -> memoryview:
    """What remains to be written; nothing where the reader has gone."""
    try:
        return rest[os.write(pipe, rest) :]
    except BrokenPipeError:
        return rest[:0]


def _why(status: int, errors: str, limits: Limits) -> str:
    if status == -signal.SIGKILL or any(sign in errors for sign in _OUT_OF_MEMORY):
        return f"the PDF needed more than {limits.memory // 1_000_000} MB of memory"
    if status == -signal.SIGXCPU:
        return f"the PDF took longer than {limits.seconds} seconds"
    last = errors.strip().splitlines()[-1:] or [f"status {status}"]
    return f"the PDF could not be made: {last[0]}"


def prepare(language: str) -> None:
    """Imports the layout engine and reads the language's hyphenation, if any, for children to share."""
    import pyphen  # type: ignore[import-untyped]  # it has no types
    import weasyprint

    shortcuts.take(weasyprint)
    shortcuts.style_sheet(weasyprint)
    known = pyphen.language_fallback(language)
    if known:
        pyphen.Pyphen(lang=known)


def lay_out(html: str) -> bytes:
    """The document as PDF/UA-1, in this process. Fetches nothing: images are data: addresses or missing.

    What holds `<meta name="print" content="as it is, on one side">`, as letters do, asks printers for that.
    """
    import weasyprint
    from weasyprint.urls import URLFetcher

    class Document(weasyprint.HTML):  # type: ignore[misc]  # it has no types
        """A document that is styled by the short style sheet."""

        def _ua_stylesheets(self, forms: bool = False) -> list[object]:
            return [shortcuts.style_sheet(weasyprint)]

    def printed(text: str) -> bytes:
        fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        pdf: bytes = Document(string=text, url_fetcher=fetcher).write_pdf(
            pdf_variant=VARIANT, finisher=_ask_printers
        )
        return pdf

    return with_substitutes(printed, html)


def _ask_printers(document: "LaidOut", pdf: "PDF") -> None:
    """Scaled, an address would miss its envelope's window; on both sides, two people would share a sheet."""
    if document.metadata.custom.get("print") == "as it is, on one side":
        pdf.catalog["ViewerPreferences"].update(PrintScaling="/None", Duplex="/Simplex")
