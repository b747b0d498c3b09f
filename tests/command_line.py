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
        """Standard output as JSON; fails for a number that is none, such as NaN."""
        return json.loads(self.out, parse_constant=_refuse)

    @property
    def faults(self) -> list[str]:
        """The lines on standard error, without the name of the program."""
        return [line.removeprefix("culture3d: ") for line in self.err.splitlines()]


def _refuse(word: str):
    raise AssertionError(f"{word} is no JSON")


def run(*words: object) -> Run:
    """Calls `culture3d` with these words; an exception that escapes is a traceback, and fails the test."""
    out, err = io.BytesIO(), io.BytesIO()
    status = 0
    with (
        mock.patch.object(sys, "argv", ["culture3d", *map(str, words)]),
        io.TextIOWrapper(out, encoding="utf-8", write_through=True) as out_text,
        io.TextIOWrapper(err, encoding="utf-8", write_through=True) as err_text,
        contextlib.redirect_stdout(out_text),
        contextlib.redirect_stderr(err_text),
    ):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        return Run(status, out.getvalue().decode(), err.getvalue().decode())
