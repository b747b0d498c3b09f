"""Copies the whole database into one file while people use it, and a file back into the database.

A copy holds what was committed at one moment. The key files of open waves are not in it, by intention:
whoever holds both can open sealed ballots.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

_SECONDS = 60.0  # that SQLite waits for somebody who writes
_MARK = "alembic_version"  # the table by which a copy of this application's database is known


class CannotCopy(Exception):
    """The copy was not made, or is none; says why."""


def backup(database_url: str, file: Path) -> None:
    """Writes a copy, readable by its owner alone; the file appears complete or not at all.

    :raise CannotCopy: if it cannot be made.
    """
    url = make_url(database_url)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:50]}.")
    os.close(handle)
    part = Path(name)
    try:
        _WAYS[url.get_backend_name()][0](url, part)
        _sync(part)
        part.replace(file)
        _sync(file.parent)
    finally:
        part.unlink(missing_ok=True)


def restore(database_url: str, file: Path) -> None:
    """Puts a copy in the place of all that is in the database, as a whole or not at all.

    :raise CannotCopy: if the file is no whole copy, or the database does not take it.
    """
    url = make_url(database_url)
    _WAYS[url.get_backend_name()][1](url, file)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _from_sqlite(url: URL, file: Path) -> None:
    try:
        with closing(_opened(url.database)) as source, closing(_opened(file)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            _require_whole(copy)
    except sqlite3.Error as error:
        raise CannotCopy(str(error)) from error


def _to_sqlite(url: URL, file: Path) -> None:
    try:
        with closing(_opened(file)) as copy, closing(_opened(url.database)) as target:
            _require_whole(copy)
            target.execute("PRAGMA secure_delete = ON")
            copy.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise CannotCopy(str(error)) from error


def _opened(file: str | Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(file or "", timeout=_SECONDS)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _require_whole(copy: sqlite3.Connection) -> None:
    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise CannotCopy("the file is damaged")
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_MARK,)).fetchone():
        raise CannotCopy("the file is no copy of this application's database")


def _from_postgresql(url: URL, file: Path) -> None:
    _run(url, "pg_dump", "--format=custom", "--enable-row-security", f"--file={file}")


def _to_postgresql(url: URL, file: Path) -> None:
    if _MARK not in _run(url, "pg_restore", "--list", str(file)):
        raise CannotCopy("the file is no copy of this application's database")
    replaced = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
    _run(url, "pg_restore", *replaced, f"--dbname={url.database}", str(file))


def _run(url: URL, program: str, *words: str) -> str:
    """What one of PostgreSQL's own programs says. The password is no word of the command, which all can see.

    :raise CannotCopy: if it is not installed, or ends with an error.
    """
    path = shutil.which(program)
    if path is None:
        raise CannotCopy(f"{program} is not installed; it comes with PostgreSQL")
    place = {
        "PGHOST": url.host,
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database,
        "PGOPTIONS": "-c culture3d.pass=yes",  # all rows, whoever they belong to: see culture3d.tenancy
    }
    environ = {**os.environ, **{name: value for name, value in place.items() if value}}
    done = subprocess.run([path, *words], env=environ, capture_output=True, text=True)  # noqa: S603  no shell
    if done.returncode:
        raise CannotCopy(done.stderr.strip().partition("\n")[0] or f"{program} failed")
    return done.stdout


_Way = Callable[[URL, Path], None]
_WAYS: dict[str, tuple[_Way, _Way]] = {
    "sqlite": (_from_sqlite, _to_sqlite),
    "postgresql": (_from_postgresql, _to_postgresql),
}
