"""Turns a report's HTML into PDF/UA-1 in a child process with limits of time and memory.

The child is started before the HTML exists, so that its imports (over a second) pass while figures are drawn.
"""

import resource
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

VARIANT = "pdf/ua-1"
_ENDING_SECONDS = 10.0  # for a child to end once it is killed
_OUT_OF_MEMORY = ("MemoryError", "Cannot allocate memory", "Resource temporarily unavailable", "bad_alloc")


class PrintingFailed(RuntimeError):
    """The document could not be turned into a PDF within the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: seconds of processor and of clock time, bytes of memory."""

    seconds: int = 120
    memory: int = 1_500_000_000


class Printer:
    """A child process that prints one document; its `with` block should hold the drawing of figures too."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "reports.pdf", str(self._limits.seconds), str(self._limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def print(self, html: str) -> bytes:
        """The document as PDF/UA-1.

        :raise PrintingFailed: if the limits are exceeded or the document cannot be laid out.
        """
        try:
            pdf, errors = self._child.communicate(html.encode(), timeout=self._limits.seconds)
        except subprocess.TimeoutExpired:
            raise PrintingFailed(f"the PDF took longer than {self._limits.seconds} seconds") from None
        if self._child.returncode or not pdf.startswith(b"%PDF-"):
            raise PrintingFailed(_why(self._child.returncode, errors.decode(errors="replace"), self._limits))
        return pdf

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait(_ENDING_SECONDS)
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            with suppress(OSError):  # what the child no longer read
                if pipe is not None:
                    pipe.close()


def _why(status: int, errors: str, limits: Limits) -> str:
    if status == -signal.SIGKILL or any(sign in errors for sign in _OUT_OF_MEMORY):
        return f"the PDF needed more than {limits.memory // 1_000_000} MB of memory"
    if status == -signal.SIGXCPU:
        return f"the PDF took longer than {limits.seconds} seconds"
    last = errors.strip().splitlines()[-1:] or [f"status {status}"]
    return f"the PDF could not be made: {last[0]}"


def lay_out(html: str) -> bytes:
    """The document as PDF/UA-1, in this process. Fetches nothing: images are data: addresses or missing."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant=VARIANT)
    return pdf


def _child_main(seconds: int, memory: int) -> None:
    """Reads HTML from standard input and writes a PDF to standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    import weasyprint  # noqa: F401 - imported while the parent is still drawing

    html = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(lay_out(html))


if __name__ == "__main__":
    _child_main(int(sys.argv[1]), int(sys.argv[2]))
