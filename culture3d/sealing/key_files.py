"""Keeps the keys of a wave in a file of its own, outside the database, until the tally destroys them.

The file holds the mail key, from which people's secrets follow, and the private key that opens the ballots:
as it is, or in boxes that two of three trustees have to open (`culture3d.sealing.trustees`).
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.bindings import sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from culture3d.sealing.boxes import CannotOpen
from culture3d.sealing.trustees import opened, wrapped

_MAIL_KEY_BYTES = 32
_KEY = ".key"
_UNFINISHED = ".new"  # a file that a crash may leave before it takes its place
_UNSURE = ".unsure"  # an empty file beside a key whose wave may never be stored


class KeyMissing(Exception):
    """The key file of a wave is not there: its ballots cannot be opened."""


class KeyLocked(Exception):
    """The trustees have not opened the key of a wave yet."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How far the trustees of a wave are.

    unlocked  whether the private key lies open
    by        the places of those who were there, in the order in which they came
    """

    unlocked: bool
    by: tuple[int, ...] = ()


def new_wave_key(directory: Path, trustees: Sequence[bytes] = ()) -> bytes:
    """Makes a wave's keys, puts them into a file on disk, and gives the public half.

    Until `keep_wave_key` says that the wave is stored, the file is marked as one that `sweep` may destroy.

    :param trustees: the public keys of the people of whom two have to open the private one.
    """
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    content: dict[str, Any] = {"mail_key": secrets.token_hex(_MAIL_KEY_BYTES)}
    if trustees:
        content["boxes"] = wrapped(bytes(private), list(trustees))
    else:
        content["private"] = bytes(private).hex()
    path = _key_file(directory, public)
    path.with_suffix(_UNSURE).touch(mode=0o600)
    _write(path, content)
    return public


def keep_wave_key(public_key: bytes, directory: Path) -> None:
    """Says that the wave of a key is stored, so that only its tally destroys the file."""
    _key_file(directory, public_key).with_suffix(_UNSURE).unlink(missing_ok=True)


def sweep(directory: Path, known: Iterable[bytes], before: float) -> None:
    """Destroys key files that were made before a moment for waves that were never stored.

    A file that was once kept is left alone, whatever the database says: it may be a copy of yesterday's.

    :param known: the public keys of all waves there are.
    :param before: seconds since 1970.
    """
    stored = {_key_file(directory, public) for public in known}
    for mark in directory.glob(f"wave-*{_UNSURE}"):
        path = mark.with_suffix(_KEY)
        if path in stored:
            mark.unlink(missing_ok=True)
        elif mark.stat().st_mtime < before:
            _destroy_all(path)


def has_wave_key(public_key: bytes, directory: Path) -> bool:
    """Says whether a wave's key file is there."""
    return _key_file(directory, public_key).exists()


def mail_key(public_key: bytes, directory: Path) -> bytes:
    """From what the secrets of a wave's participants follow. :raise KeyMissing: if its file is not there."""
    return bytes.fromhex(_read(_key_file(directory, public_key))["mail_key"])


def shares_opened(public_key: bytes, directory: Path) -> Shares:
    """How far the trustees are. :raise KeyMissing: if the key file is not there."""
    content = _read(_key_file(directory, public_key))
    first = [content["first"]] if "first" in content else []
    return Shares("private" in content, tuple(content.get("by", first)))


def open_share(public_key: bytes, directory: Path, place: int, passphrase: str, salt: bytes) -> bool:
    """Opens a trustee's boxes; says whether that was new. Repeated, it changes nothing.

    Of two trustees who come at the same moment, the second waits for the first.

    :param place: which trustee it is, counted from 0 in the order in which the key was made.
    :raise KeyMissing: if the key file is not there.
    :raise WrongPassphrase: if the passphrase is not this trustee's.
    """
    path = _key_file(directory, public_key)
    with _alone(directory):
        content = _read(path)
        if "private" in content or content.get("first") == place:
            return False
        advance = _second if "first" in content else _first
        _write(path, advance(content, place, passphrase, salt))
        return True


def _first(content: dict[str, Any], place: int, passphrase: str, salt: bytes) -> dict[str, Any]:
    """The outer boxes are gone from here on: what is left, only the other two can open."""
    inner = opened(_outer(content["boxes"], place), passphrase, salt)
    return {**content, "first": place, "boxes": {name: box.hex() for name, box in inner.items()}}


def _second(content: dict[str, Any], place: int, passphrase: str, salt: bytes) -> dict[str, Any]:
    name = f"{content['first']}>{place}"
    private = opened({name: content["boxes"][name]}, passphrase, salt)[name]
    return {"mail_key": content["mail_key"], "private": private.hex(), "by": [content["first"], place]}


def _outer(boxes: dict[str, str], place: int) -> dict[str, str]:
    return {name: box for name, box in boxes.items() if name.startswith(f"{place}>")}


def unseal(ballots: Iterable[bytes], public_key: bytes, directory: Path, size: int) -> list[bytes]:
    """Opens all ballots of a wave.

    :raise KeyMissing: if the wave's key file is not there.
    :raise KeyLocked: if the trustees have not opened it.
    :raise CannotOpen: if a ballot was not sealed for this wave.
    """
    content = _read(_key_file(directory, public_key))
    if "private" not in content:
        raise KeyLocked("two of the three trustees have to give their passphrases first")
    box = SealedBox(PrivateKey(bytes.fromhex(content["private"])))
    try:
        return [bytes(sodium_unpad(box.decrypt(ballot), size)) for ballot in ballots]
    except CryptoError as error:
        raise CannotOpen from error


def destroy_wave_key(public_key: bytes, directory: Path) -> None:
    """Overwrites and removes a wave's key file; harmless where that was done before."""
    _destroy_all(_key_file(directory, public_key))


def _destroy_all(path: Path) -> None:
    """The mark goes last, so that one who is interrupted begins again."""
    for suffix in (_KEY, _UNFINISHED, _UNSURE):
        _destroy(path.with_suffix(suffix))
    _sync(path.parent)


def _destroy(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def _key_file(directory: Path, public_key: bytes) -> Path:
    """Named after the key, not the wave: a database made anew never meets an old file."""
    return directory / f"wave-{hashlib.sha256(public_key).hexdigest()[:24]}{_KEY}"


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise KeyMissing(f"the key file {path.name} is not in the directory of keys") from error
    return content


def _write(path: Path, content: dict[str, Any]) -> None:
    """Puts a whole file in the place of the one before, so that a crash leaves one or the other."""
    new = path.with_suffix(_UNFINISHED)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(json.dumps(content).encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync(path.parent)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Lets one process at a time read a key file and put another in its place."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
