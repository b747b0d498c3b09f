"""Turns a wave's mail key into people's secrets, secrets into links and codes, and a secret into its keys."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from nacl.secret import SecretBox


class Way(StrEnum):
    """How an invitation reaches its participant: as a link to follow, or as a code to type."""

    LINK = "link"
    CODE = "code"


# A link is followed and can be long. A code is typed: 80 bits are sixteen characters, and still beyond
# guessing even for somebody who holds the database and the pepper.
SECRET_BYTES = {Way.LINK: 16, Way.CODE: 10}
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: without I, L, O and U
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE_LENGTH, _GROUP = 16, 4


@dataclass(frozen=True)
class PersonalKeys:
    """What follows from a person's secret. None of the four leads back to it, or from one to another.

    Each is derived when it is first asked for: most pages need two of them.
    """

    root: bytes = field(repr=False)

    @cached_property
    def draft_id(self) -> bytes:
        return _expand(self.root, b"draft id", 16)

    @cached_property
    def draft_key(self) -> bytes:
        return _expand(self.root, b"draft key", SecretBox.KEY_SIZE)

    @cached_property
    def ballot_id(self) -> bytes:
        return _expand(self.root, b"ballot id", 16)

    @cached_property
    def order_seed(self) -> bytes:
        """Gives the order in which this person meets the statements of a part."""
        return _expand(self.root, b"order", 16)


def new_secret() -> bytes:
    """A secret for somebody who came by an open link: 128 random bits."""
    return secrets.token_bytes(SECRET_BYTES[Way.LINK])


def secret_of(mail_key: bytes, participant_id: int, way: Way) -> bytes:
    """A participant's secret in a wave, the same each time, so that a reminder carries the same link."""
    purpose = f"culture3d {way} of participant {participant_id}".encode()
    return hmac.digest(mail_key, purpose, "sha256")[: SECRET_BYTES[way]]


def hash_of(secret: bytes, pepper: bytes) -> bytes:
    """By what a secret is known in the database: 32 bytes that only the pepper's holder can check."""
    return hmac.digest(pepper, b"culture3d invitation" + secret, "sha256")


def personal_keys(secret: bytes, wave_id: int) -> PersonalKeys:
    """Derives a person's keys for one wave from the secret in their link, code or browser."""
    return PersonalKeys(hmac.digest(f"culture3d wave {wave_id}".encode(), secret, "sha256"))


def _expand(root: bytes, purpose: bytes, length: int) -> bytes:
    """The first block of HKDF-SHA-256 (RFC 5869); `length` is at most 32."""
    return hmac.digest(root, purpose + b"\x01", "sha256")[:length]


def link_text(secret: bytes) -> str:
    """A secret as it stands in a link: 22 characters."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def read_link(text: str) -> bytes | None:
    """The secret in a link, or None if there is none."""
    try:
        secret = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return None
    # Only the one text that we write for it: Python's decoder skips over what is not base 64.
    return secret if len(secret) == SECRET_BYTES[Way.LINK] and link_text(secret) == text else None


def code_text(secret: bytes) -> str:
    """A secret as a code to be typed: four groups of four."""
    number = int.from_bytes(secret)
    characters = [_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CODE_LENGTH))]
    groups = ("".join(characters[start : start + _GROUP]) for start in range(0, _CODE_LENGTH, _GROUP))
    return "-".join(groups)


def read_code(text: str) -> bytes | None:
    """The secret that somebody typed, however they set it, or None if it can be no code."""
    typed = "".join(text.split()).replace("-", "")
    characters = typed.upper().translate(_MISREAD)
    # Some letters of other scripts turn into our own when written large.
    if len(characters) != _CODE_LENGTH or not typed.isascii() or not set(characters) <= set(_ALPHABET):
        return None
    number = 0
    for character in characters:
        number = number << 5 | _ALPHABET.index(character)
    return number.to_bytes(SECRET_BYTES[Way.CODE])
