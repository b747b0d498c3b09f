"""Starts a Chromium that shows Kaleido's page, and turns calls of that page's functions into their results.

It is spoken to over a pipe in Chromium's DevTools protocol, one call at a time. Kaleido's own way of doing so
needs an event loop and loads the page anew after every figure; its page and its script are used as they are.
Nothing is fetched from a network: the page is a file, and its proxy leads nowhere.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from kaleido import PageGenerator

from reports.browser_folder import BrowserFolder

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chrome")
NOWHERE = "http://127.0.0.1:9"  # the discard port: whatever the page might ask of a network ends here
OPENING = 60.0  # seconds in which the page must be there
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    f"--proxy-server={NOWHERE}",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--password-store=basic",
    "--no-first-run",
)
# Chromium reads its commands from descriptor 3 and answers on 4.
PLUMBING = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null'
LOADED = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"


class BrowserFailed(RuntimeError):
    """The browser is missing, dead or silent, or the page could not do what it was asked."""


class Browser:
    """A running browser with one page. Not to be used by two threads at once.

    :raise BrowserFailed: if there is none, or it does not show the page in time.
    """

    def __init__(self) -> None:
        path = browser_path()
        self._folder = BrowserFolder()
        self._process = subprocess.Popen(  # noqa: S603  # our own command, no shell text from outside
            [
                "/bin/sh",
                "-c",
                PLUMBING,
                "sh",
                path,
                *FLAGS,
                *_sandbox(),
                f"--user-data-dir={self._folder.path}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._calls = 0
        self._read = b""
        self._session = ""
        try:
            self._open(time.monotonic() + OPENING)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The process, which leads a process group of its own."""
        return self._process.pid

    @property
    def page(self) -> Path:
        """The page that is shown."""
        return self._folder.path / "index.html"

    def call(self, function: str, argument: object, seconds: float) -> Any:  # noqa: ANN401  # what a page returns
        """What a JavaScript function makes of an argument; a promise is waited for.

        :raise BrowserFailed: if it throws, or takes longer than `seconds`.
        """
        # The text of the argument is a JSON string literal, so that no name in a figure can become script.
        expression = f"({function})(JSON.parse({json.dumps(json.dumps(argument))}))"
        return self._evaluate(expression, time.monotonic() + seconds)

    def close(self) -> None:
        """Ends the browser with all its processes and removes its files."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process.wait()
        self._folder.remove()

    def _open(self, until: float) -> None:
        self.page.write_text(PageGenerator(mathjax=False).generate_index(), encoding="utf-8")
        target = self._send("Target.createTarget", {"url": self.page.as_uri()}, until)["targetId"]
        attached = self._send("Target.attachToTarget", {"targetId": target, "flatten": True}, until)
        self._session = attached["sessionId"]
        while not self._evaluate("location.protocol === 'file:'", until):
            time.sleep(0.01)
        self._evaluate(LOADED, until)

    def _evaluate(self, expression: str, until: float) -> Any:  # noqa: ANN401  # what a page returns
        wish = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self._send("Runtime.evaluate", wish, until)
        if "exceptionDetails" in answer:
            raise BrowserFailed(str(answer["exceptionDetails"].get("text", "the page failed")))
        return answer["result"].get("value")

    def _send(self, method: str, parameters: dict[str, Any], until: float) -> dict[str, Any]:
        """Sends one command and waits for its answer, passing over what the browser tells unasked."""
        self._calls += 1
        command = {"id": self._calls, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        self._write(json.dumps(command).encode() + b"\0", until)
        while True:
            message = self._message(until)
            if message.get("id") == self._calls:
                break
        if "error" in message:
            raise BrowserFailed(str(message["error"].get("message")))
        result: dict[str, Any] = message["result"]
        return result

    def _write(self, message: bytes, until: float) -> None:
        assert self._process.stdin is not None
        pipe = self._process.stdin.fileno()
        while message:
            _, ready, _ = select.select([], [pipe], [], max(until - time.monotonic(), 0))
            if not ready:
                raise BrowserFailed("the browser does not listen")
            try:
                # A pipe that is ready takes at least this much without blocking.
                message = message[os.write(pipe, message[: select.PIPE_BUF]) :]
            except BrokenPipeError as error:
                raise BrowserFailed("the browser has died") from error

    def _message(self, until: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        while b"\0" not in self._read:
            ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
            if not ready:
                raise BrowserFailed("the browser does not answer")
            some = os.read(pipe, 1 << 20)
            if not some:
                raise BrowserFailed("the browser has died")
            self._read += some
        text, _, self._read = self._read.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message


def browser_path() -> str:
    """Where the browser is: what BROWSER_PATH says, else the first one found.

    :raise BrowserFailed: if there is none.
    """
    found = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise BrowserFailed(f"no browser found; install one of {', '.join(BROWSERS)}")
    return found


def _sandbox() -> tuple[str, ...]:
    """Chromium refuses its sandbox to root."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()
