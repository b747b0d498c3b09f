"""Turns the passphrases of three trustees into boxes around a wave's key, which any two of them open.

Each trustee has a key pair that follows from the passphrase. The wave's private key is sealed for one trustee
and that again for another, for every ordered pair. So nobody need be there together: the first opens the
outer boxes at one time, the second an inner one at another, and neither alone learns anything.
"""

from itertools import permutations

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.utils import random

TRUSTEES, NEEDED = 3, 2
LEAST_CHARACTERS = 14


class WrongPassphrase(Exception):
    """The passphrase is not the one this trustee chose, or is too short to be chosen."""


def new_salt() -> bytes:
    """What makes equal passphrases of two trustees give different keys."""
    return bytes(random(argon2id.SALTBYTES))


def trustee_key(passphrase: str, salt: bytes) -> bytes:
    """The public half of a trustee's key. :raise WrongPassphrase: if the passphrase is too short."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise WrongPassphrase(f"a passphrase needs {LEAST_CHARACTERS} characters or more")
    return bytes(_private(passphrase, salt).public_key)


def _private(passphrase: str, salt: bytes) -> PrivateKey:
    """Takes most of a second and 256 MB: whoever steals the boxes pays that for every guess."""
    return PrivateKey(
        argon2id.kdf(
            PrivateKey.SIZE,
            passphrase.encode(),
            salt,
            opslimit=argon2id.OPSLIMIT_MODERATE,
            memlimit=argon2id.MEMLIMIT_MODERATE,
        )
    )


def wrapped(secret: bytes, publics: list[bytes]) -> dict[str, str]:
    """The secret in a box within a box for each ordered pair of trustees, by their places: "0>1"."""
    return {
        f"{outer}>{inner}": _sealed(_sealed(secret, publics[inner]), publics[outer]).hex()
        for outer, inner in permutations(range(len(publics)), NEEDED)
    }


def _sealed(content: bytes, public: bytes) -> bytes:
    return bytes(SealedBox(PublicKey(public)).encrypt(content))


def opened(boxes: dict[str, str], passphrase: str, salt: bytes) -> dict[str, bytes]:
    """What the passphrase opens of the given boxes. :raise WrongPassphrase: if it opens one of them not."""
    box = SealedBox(_private(passphrase, salt))
    try:
        return {name: bytes(box.decrypt(bytes.fromhex(content))) for name, content in boxes.items()}
    except CryptoError as error:
        raise WrongPassphrase("this is not the passphrase that was chosen") from error
