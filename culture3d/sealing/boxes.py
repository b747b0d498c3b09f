"""Turns a person's answers into a locked draft or a sealed ballot, and a ballot into its receipt."""

import hashlib

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox
from nacl.secret import SecretBox

RECEIPT_BYTES = 16


class CannotOpen(Exception):
    """A ballot or draft was not made for this key, or was changed."""


def lock(plain: bytes, key: bytes, size: int) -> bytes:
    """Locks a draft, padded to `size` bytes so that its length says nothing."""
    return bytes(SecretBox(key).encrypt(padded(plain, size)))


def unlock(locked: bytes, key: bytes) -> bytes:
    """:raise CannotOpen: if the key is not the one it was locked with."""
    try:
        content = SecretBox(key).decrypt(locked)
        return bytes(sodium_unpad(content, len(content)))
    except CryptoError as error:
        raise CannotOpen from error


def seal(plain: bytes, public_key: bytes, size: int) -> bytes:
    """Seals a ballot for a wave, padded to `size` bytes: all ballots of a wave are equally long."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(padded(plain, size)))


def receipt_hash(sealed: bytes) -> bytes:
    """By what a ballot is known to whoever cast it: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(sealed).digest()[:RECEIPT_BYTES]


def receipt(hash_: bytes) -> str:
    """The hash of a ballot, in groups that can be read aloud."""
    digits = hash_.hex()
    return "-".join(digits[start : start + 8] for start in range(0, len(digits), 8))


def padded(plain: bytes, size: int) -> bytes:
    """:raise ValueError: if it does not fit."""
    if len(plain) >= size:
        raise ValueError(f"{len(plain)} bytes do not fit into {size}")
    return bytes(sodium_pad(plain, size))
