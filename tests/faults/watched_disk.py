"""Watches what SQLite writes and when it waits for the disk, and makes the states that a power cut may leave.

A disk keeps what was synced. Of what was written since, it keeps any part, sector by sector.
SQLite reaches a file through a table of functions; copies of such tables lead through here first.
"""

import _sqlite3
import ctypes
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

NAME = "watched"
SECTOR = 512
# `sqlite3_io_methods`: its version, then functions; those of version 3 are nineteen.
_METHODS, _CLOSE, _WRITE, _TRUNCATE, _SYNC = 19, 1, 3, 4, 5
_Table = ctypes.c_void_p * _METHODS


class _File(ctypes.Structure):
    """`sqlite3_file`."""

    _fields_ = (("methods", ctypes.POINTER(_Table)),)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`; what comes after `xOpen` is copied as it is."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("size_of_file", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("others", ctypes.c_void_p * 15),
    )


_Handle = ctypes.POINTER(_File)
_Flags = ctypes.POINTER(ctypes.c_int)
# SQLite keeps the very pointer to a name, and reads on behind it: no copy of the name may take its place.
_Open = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, _Handle, ctypes.c_int, _Flags)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, ctypes.c_int)


@dataclass(frozen=True)
class Write:
    """Bytes put into a file."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True)
class Truncate:
    """A file cut to a length."""

    file: str
    length: int


@dataclass(frozen=True)
class Sync:
    """SQLite waited until a file was on the disk."""

    file: str


@dataclass(frozen=True)
class Told:
    """Somebody was told that something is stored; None: they began to store it anew."""

    who: str
    what: str | None


Event = Write | Truncate | Sync | Told


class Disk:
    """All that happened, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._kept: list[object] = []  # what SQLite calls must not be collected

    def told(self, who: str, what: str | None) -> None:
        """Notes what somebody was told, or that they begin anew."""
        self.events.append(Told(who, what))

    def opener(self, real: "_Open") -> "_Open":
        """As the real function opens a file, but with a table whose writing functions lead through here."""

        def opened(vfs: int, path: int | None, file: "ctypes._Pointer[_File]", how: int, flags: int) -> int:
            status = int(real(vfs, path, file, how, flags))
            name = Path(ctypes.string_at(path).decode()).name if path else ""
            # A journal is used once, before there is anything to lose: to make the file one with such a log.
            if name.endswith((".sqlite", "-wal")) and status == 0:
                file.contents.methods = ctypes.pointer(self._table(name, file.contents.methods.contents))
            return status

        self._kept.append(made := _Open(opened))
        return made

    def _table(self, name: str, real: "ctypes.Array[ctypes.c_void_p]") -> "ctypes.Array[ctypes.c_void_p]":
        write, truncate, sync = _Write(real[_WRITE]), _Truncate(real[_TRUNCATE]), _Sync(real[_SYNC])

        def writing(file: object, content: int, length: int, offset: int) -> int:
            self.events.append(Write(name, offset, ctypes.string_at(content, length)))
            return int(write(file, content, length, offset))

        def truncating(file: object, length: int) -> int:
            self.events.append(Truncate(name, length))
            return int(truncate(file, length))

        def syncing(file: object, flags: int) -> int:
            status = int(sync(file, flags))
            self.events.append(Sync(name))
            return status

        through = (_Write(writing), _Truncate(truncating), _Sync(syncing))
        table = _Table(*real)
        for place, function in zip((_WRITE, _TRUNCATE, _SYNC), through, strict=True):
            table[place] = ctypes.cast(function, ctypes.c_void_p).value
        self._kept += [*through, table]
        return table


@contextmanager
def watching() -> Iterator[Disk]:
    """While it lasts, SQLite has a way to files named `watched` beside its own: `file:NAME?vfs=watched`."""
    library = ctypes.CDLL(_sqlite3.__file__)  # finds the very library that Python's module is linked with
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    own = library.sqlite3_vfs_find(None).contents
    disk = Disk()
    watched = _Vfs.from_buffer_copy(own)
    watched.name = NAME.encode()
    opener = disk.opener(_Open(own.open))
    watched.open = ctypes.cast(opener, ctypes.c_void_p).value
    library.sqlite3_vfs_register(ctypes.byref(watched), 0)
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(watched))


def promised(events: Sequence[Event]) -> dict[str, str | None]:
    """What each person was told last; None if they have begun anew since, so that either may be stored."""
    return {event.who: event.what for event in events if isinstance(event, Told)}


def after_power_cut(events: Sequence[Event], chance: random.Random) -> dict[str, bytes]:
    """The files as they may be on the disk after all this happened and the power failed.

    What was synced is there. Of later writes each sector is there or is not; a file that was cut may be
    uncut, and one that grew may end anywhere.
    """
    names = {event.file for event in events if not isinstance(event, Told)}
    return {name: _survived([event for event in events if _concerns(event, name)], chance) for name in names}


def _concerns(event: Event, name: str) -> bool:
    return not isinstance(event, Told) and event.file == name


def _survived(events: Sequence[Event], chance: random.Random) -> bytes:
    synced = max((place for place, event in enumerate(events, 1) if isinstance(event, Sync)), default=0)
    content = bytearray()
    for event in events[:synced]:
        _apply(event, content)
    for event in events[synced:]:
        for part in _sectors(event):
            if chance.random() < 0.5:
                _apply(part, content)
    return bytes(content)


def _sectors(event: Event) -> list[Event]:
    """A write as the disk makes it: up to the next border of a sector, and on from there."""
    if not isinstance(event, Write):
        return [event]
    start, end = event.offset, event.offset + len(event.content)
    cuts = [start, *range(start - start % SECTOR + SECTOR, end, SECTOR), end]
    return [
        Write(event.file, one, event.content[one - start : other - start]) for one, other in pairwise(cuts)
    ]


def _apply(event: Event, content: bytearray) -> None:
    if isinstance(event, Truncate):
        del content[event.length :]
    elif isinstance(event, Write):
        end = event.offset + len(event.content)
        content.extend(bytes(max(0, end - len(content))))
        content[event.offset : end] = event.content
