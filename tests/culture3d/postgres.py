"""Starts PostgreSQL from Debian's packages for the length of a test run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

BINARIES = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """The directory of the newest PostgreSQL that is installed."""
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A server with its files, on a loopback port of its own."""

    home: Path
    folder: Path
    port: int

    @property
    def address(self) -> str:
        """Of its database `postgres`."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self, fsync: str = "off") -> None:
        """Starts it, and waits until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._control("-l", self.folder / "log", "-o", f"{options} -c fsync={fsync}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Ends it: `fast` in order, `immediate` as a crash does."""
        self._control("-m", mode, "stop")

    def _control(self, *words: object) -> None:
        _run(self.home / "pg_ctl", "-D", self.folder / "data", "-w", *words)


@contextmanager
def cluster(fsync: str = "off") -> Iterator[Cluster]:
    """Runs a server; removes it and its files in the end.

    :param fsync: whether it waits for the disk, `on` as it does in earnest.
    """
    home = binaries()
    assert home is not None
    folder = Path(tempfile.mkdtemp(prefix="culture3d-postgres-"))
    made = Cluster(home, folder, free_port())
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        user = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run(home / "initdb", "-D", folder / "data", *user)
        made.start(fsync)
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """Runs a server; gives the address of its database `postgres`."""
    with cluster() as made:
        yield made.address


def create(server: str, name: str, template: str = "template1") -> str:
    """Makes a database and gives its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.rsplit("/", 1)[0] + f"/{name}"


def drop(server: str, name: str) -> None:
    """Removes a database, whoever is still connected."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(*command: object) -> None:
    """PostgreSQL refuses to run as root, so root hands over to its own user."""
    user = ["runuser", "-u", pwd.getpwnam("postgres").pw_name, "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *map(str, command)], check=True, cwd="/", stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
