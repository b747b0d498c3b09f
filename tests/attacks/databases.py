"""Copies a database as a thief or a backup would, byte by byte, and reads all that its rows carry unseen."""

import contextlib
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, create_engine, text

from tests.attacks.guesses import Clue
from tests.attacks.searching import places_of

# What PostgreSQL keeps beside every row, in a form that can be compared.
_UNSEEN = {
    "xmin": "xmin::text::bigint",
    "xmax": "xmax::text::bigint",
    "cmin": "cmin::text::bigint",
    "ctid": "(ctid::text::point)[0]::bigint * 65536 + (ctid::text::point)[1]::bigint",
}
# The files of what is ours, by table; those of the workflow engine are looked at apart.
_RELATIONS = """
    SELECT own.relname, array_agg(pg_relation_filepath(part.oid) ORDER BY part.oid = own.oid DESC, part.oid)
    FROM pg_class own
    JOIN pg_class part ON part.oid IN (own.oid, own.reltoastrelid)
        OR part.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (own.oid, own.reltoastrelid))
    WHERE own.relkind = 'r' AND own.relnamespace = 'public'::regnamespace
    GROUP BY own.relname
"""


@dataclass(frozen=True)
class Copy:
    """A database as it stood at one moment: to be asked, and as the bytes of its files."""

    url: str
    files: Mapping[str, bytes]

    @contextlib.contextmanager
    def opened(self) -> Iterator[Engine]:
        """To ask it, and let go of it again."""
        engine = create_engine(self.url)
        try:
            yield engine
        finally:
            engine.dispose()

    def database(self) -> "Database":
        """To go on with, as somebody who restores it does."""
        server, _, name = self.url.rpartition("/")
        if self.url.startswith("sqlite"):
            return Sqlite(Path(self.url.removeprefix("sqlite:///")))
        return Postgres(f"{server}/postgres", name)

    def rows(self, query: str) -> list[Any]:
        """What a query gives."""
        with self.opened() as engine, engine.connect() as connection:
            return list(connection.execute(text(query)).all())

    def unseen(self, table: str, key: str) -> dict[str, Clue]:
        """All that rows carry beside their columns, by its name and by the key of the row."""
        if self.url.startswith("postgresql"):
            rows = self.rows(f"SELECT {key}, {', '.join(_UNSEEN.values())} FROM {table} ORDER BY ctid")
            return {
                name: {_key(row[0]): row[place] for row in rows}
                for place, name in enumerate(_UNSEEN, start=1)
            }
        scanned = {_key(row[0]): place for place, row in enumerate(self.rows(f"SELECT {key} FROM {table}"))}
        # WITHOUT ROWID, a table has no such column.
        with contextlib.suppress(Exception):
            found = self.rows(f"SELECT {key}, rowid FROM {table}")
            return {"scan": scanned, "rowid": {_key(row[0]): row[1] for row in found}}
        return {"scan": scanned}

    def shown(self, table: str, key: str, known: Collection[str] = ()) -> dict[str, Clue]:
        """All that rows hold in their columns, by its name and by the key of the row; NULL is nothing."""
        rows = [row._mapping for row in self.rows(f"SELECT * FROM {table}")]
        names = [name for name in (rows[0] if rows else ()) if name not in known]
        return {
            name: {_key(row[key]): _key(row[name]) for row in rows if row[name] is not None} for name in names
        }

    def places(self, contents: Mapping[Any, bytes]) -> dict[str, Clue]:
        """Where in each file the given contents lie, first and last, by the name of the file."""
        found: dict[str, Clue] = {}
        for name, heap in self.files.items():
            places = places_of(set(contents.values()), heap)
            for way, end in (("first", 0), ("last", -1)):
                here = {key: places[content][end] for key, content in contents.items() if content in places}
                if here:
                    found[f"{way} in {name}"] = here
        return found


def _key(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


class Database(Protocol):
    """A database that can be copied while nobody is connected, or anybody is."""

    url: str

    def copy(self, name: str) -> Copy:
        """As it stands now."""


@dataclass(frozen=True)
class Sqlite:
    """A file of SQLite's; its log of pages lies beside it for as long as somebody is connected."""

    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def copy(self, name: str) -> Copy:
        folder = self.file.parent / f"copy-{name}"
        folder.mkdir()
        beside = (self.file, self.file.with_name(f"{self.file.name}-wal"))
        # By another process: whoever opens and closes the file in this one lets go of SQLite's locks on it.
        subprocess.run(["cp", *filter(Path.exists, beside), folder], check=True)
        files = {
            file.name.replace(self.file.name, "database"): file.read_bytes() for file in folder.iterdir()
        }
        return Copy(f"sqlite:///{folder / self.file.name}", files)


@dataclass(frozen=True)
class Postgres:
    """A database on a server whose files may be read, as its operator may."""

    server: str
    name: str

    @property
    def url(self) -> str:
        return self.server.rsplit("/", 1)[0] + f"/{self.name}"

    def copy(self, name: str) -> Copy:
        """PostgreSQL copies page by page: system columns, dead rows and freed bytes with them."""
        copy = f"{self.name}-{name}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{self.name}" STRATEGY file_copy')
        url = self.server.rsplit("/", 1)[0] + f"/{copy}"
        return Copy(url, {**self._tables(url), "log of pages": self.log_of_pages()})

    def _tables(self, url: str) -> dict[str, bytes]:
        """The files of all tables and indices, and those beside them that hold what is too long for a row."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            rows = connection.execute(_RELATIONS).fetchall()
        files = {name: [self._home() / path for path in paths] for name, paths in rows}
        return {name: b"".join(path.read_bytes() for path in paths) for name, paths in files.items()}

    def log_of_pages(self) -> bytes:
        """All of the write-ahead log that the server still has."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        files = sorted(file for file in (self._home() / "pg_wal").iterdir() if file.is_file())
        return b"".join(file.read_bytes().rstrip(b"\0") for file in files)

    def _home(self) -> Path:
        with psycopg.connect(self.server) as connection:
            (found,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        return Path(found)
