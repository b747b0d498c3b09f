"""Seals ballots and locks drafts: keys of waves in files of their own, keys of persons from their secret.

The only module that imports cryptography. What it protects and what not is told in TRUST.md.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

SECRET_BYTES = 16


class KeyMissing(Exception):
    """The key file of a wave is not there: its ballots cannot be opened."""


class CannotOpen(Exception):
    """A ballot or draft was not made for this key, or was changed."""


@dataclass(frozen=True, slots=True)
class PersonalKeys:
    """What follows from a person's secret. None leads back to it, or from one to another."""

    draft_id: bytes
    draft_key: bytes
    ballot_id: bytes


def new_secret() -> bytes:
    """A secret for one person: 128 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def personal_keys(secret: bytes, wave_id: int) -> PersonalKeys:
    """Derives a person's keys for one wave from the secret in their link or browser."""
    root = hmac.digest(f"culture3d wave {wave_id}".encode(), secret, "sha256")
    return PersonalKeys(
        draft_id=_expand(root, b"draft id", 16),
        draft_key=_expand(root, b"draft key", SecretBox.KEY_SIZE),
        ballot_id=_expand(root, b"ballot id", 16),
    )


def _expand(root: bytes, purpose: bytes, length: int) -> bytes:
    """The first block of HKDF-SHA-256 (RFC 5869); `length` is at most 32."""
    return hmac.digest(root, purpose + b"\x01", "sha256")[:length]


def lock(plain: bytes, key: bytes, size: int) -> bytes:
    """Locks a draft, padded to `size` bytes so that its length says nothing."""
    return bytes(SecretBox(key).encrypt(_padded(plain, size)))


def unlock(locked: bytes, key: bytes, size: int) -> bytes:
    """:raise CannotOpen: if the key is not the one it was locked with."""
    try:
        return bytes(sodium_unpad(SecretBox(key).decrypt(locked), size))
    except CryptoError as error:
        raise CannotOpen from error


def seal(plain: bytes, public_key: bytes, size: int) -> bytes:
    """Seals a ballot for a wave, padded to `size` bytes: all ballots of a wave are equally long."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(_padded(plain, size)))


def receipt(sealed: bytes) -> str:
    """The hash of a ballot, in groups that can be read aloud."""
    digest = hashlib.sha256(sealed).hexdigest()[:32]
    return "-".join(digest[start : start + 8] for start in range(0, 32, 8))


def _padded(plain: bytes, size: int) -> bytes:
    if len(plain) >= size:
        raise ValueError(f"{len(plain)} bytes do not fit into {size}")
    return bytes(sodium_pad(plain, size))


def new_wave_key(directory: Path) -> bytes:
    """Makes a wave's key pair, puts the private half in a file on disk, and gives the public half."""
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    descriptor = os.open(_key_file(directory, public), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(private))
        file.flush()
        os.fsync(descriptor)
    _sync(directory)
    return public


def unseal(ballots: Iterable[bytes], public_key: bytes, directory: Path, size: int) -> list[bytes]:
    """Opens all ballots of a wave.

    :raise KeyMissing: if the wave's key file is not there.
    :raise CannotOpen: if a ballot was not sealed for this wave.
    """
    try:
        box = SealedBox(PrivateKey(_key_file(directory, public_key).read_bytes()))
    except FileNotFoundError as error:
        raise KeyMissing from error
    try:
        return [bytes(sodium_unpad(box.decrypt(ballot), size)) for ballot in ballots]
    except CryptoError as error:
        raise CannotOpen from error


def destroy_wave_key(public_key: bytes, directory: Path) -> None:
    """Overwrites and removes a wave's key file; harmless where that was done before."""
    path = _key_file(directory, public_key)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(PrivateKey.SIZE))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    _sync(directory)


def _key_file(directory: Path, public_key: bytes) -> Path:
    """Named after the key, not the wave: a database made anew never meets an old file."""
    return directory / f"wave-{hashlib.sha256(public_key).hexdigest()[:24]}.key"


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
