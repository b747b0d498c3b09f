"""Runs the web server as `culture3d serve` does, and kills it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from culture3d.commands.serve import web_command
from culture3d.config import Settings
from tests.culture3d.postgres import free_port

PATIENCE = 60  # seconds


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a process of this installation."""
    return {
        **os.environ,
        "CULTURE3D_DATA": str(settings.data),
        "CULTURE3D_KEYS": str(settings.keys),
        "DATABASE_URL": settings.database_url,
        "JOBS_DATABASE_URL": settings.jobs_database_url,
        "CULTURE3D_HOSTS": "127.0.0.1,localhost",
    }


class Server:
    """gunicorn with its workers, in a process group of its own."""

    def __init__(self, settings: Settings) -> None:
        self.environ = environment(settings)
        self.port = free_port()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.kill()

    def start(self) -> None:
        """Starts, and waits until the port is open."""
        self.process = subprocess.Popen(web_command(self.port), env=self.environ, start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._listens():
                return
            assert self.process.poll() is None, "the server ended as it started"
            time.sleep(0.05)
        raise AssertionError("the server does not listen")

    def kill(self) -> None:
        """Ends every process of the server at once, in the middle of whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        # A worker dies after its master: until then it holds the port, and looks like a server that started.
        while self._listens():
            assert time.monotonic() < deadline, "the killed server still listens"
            time.sleep(0.01)

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def processes(self) -> list[int]:
        """The master and the workers that answer requests."""
        below = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, below.split())]
