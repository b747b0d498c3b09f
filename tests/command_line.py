"""Runs `culture3d` inside the test's own process, as a shell would see it."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from unittest import mock

from culture3d.cli import main


@dataclass(frozen=True)
class Run:
    """What a call left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output as JSON; a number that is none, such as NaN, is an error."""
        return json.loads(self.out, parse_constant=lambda word: pytest_fail(word))

    @property
    def faults(self) -> list[str]:
        """The lines on standard error, without the name of the program."""
        return [line.removeprefix("culture3d: ") for line in self.err.splitlines()]


def pytest_fail(word: str):
    raise AssertionError(f"{word} is no JSON")


def run(*words: object) -> Run:
    """Calls `culture3d` with these words; an exception that escapes is a traceback, and fails the test."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status = 0
    with (
        mock.patch.object(sys, "argv", ["culture3d", *map(str, words)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return Run(status, *texts)
