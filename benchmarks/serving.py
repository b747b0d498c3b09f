"""Runs the web server as people meet it, and tells what it uses."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

from benchmarks.measuring import descendants, megabytes_of, processor_seconds_of
from benchmarks.respondents import Seen, crowd
from culture3d.commands.serve import web_command
from culture3d.config import Settings
from tests.culture3d.postgres import free_port
from tests.faults.serving import environment


@dataclass(frozen=True)
class Server:
    """gunicorn with its workers."""

    port: int
    process: int

    def cost(self, links: list[str]) -> tuple[Seen, float]:
        """What people saw who came one after the other, and the seconds of processors for a response."""
        used = processor_seconds_of(descendants(self.process))
        seen = crowd(self.port, links, 1)
        used = processor_seconds_of(descendants(self.process)) - used
        return seen, used / max(1, seen.responses)

    def megabytes(self) -> float:
        """The memory of all its processes together."""
        return sum(map(megabytes_of, descendants(self.process)))


def served(settings: Settings) -> AbstractContextManager[Server]:
    """The pages of an installation."""
    port = free_port()
    return running(web_command(port), environment(settings), port)


@contextmanager
def running(command: list[str], environ: dict[str, str], port: int) -> Iterator[Server]:
    """What a command serves at a port, until it is left."""
    process = subprocess.Popen(command, env=environ, start_new_session=True)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit("the server does not listen")
