"""Seals ballots and locks drafts: keys of waves in files of their own, keys of persons from their secret.

The only package that imports cryptography. What it protects and what not is told in docs/threat-model.md.
"""

from culture3d.sealing.boxes import CannotOpen, lock, receipt, receipt_hash, seal, unlock
from culture3d.sealing.key_files import (
    KeyLocked,
    KeyMissing,
    Shares,
    destroy_wave_key,
    has_wave_key,
    keep_wave_key,
    mail_key,
    new_wave_key,
    open_share,
    shares_opened,
    sweep,
    unseal,
)
from culture3d.sealing.personal import (
    PersonalKeys,
    Way,
    code_text,
    hash_of,
    link_text,
    new_secret,
    personal_keys,
    read_code,
    read_link,
    secret_of,
)
from culture3d.sealing.trustees import (
    LEAST_CHARACTERS,
    NEEDED,
    TRUSTEES,
    WrongPassphrase,
    new_salt,
    trustee_key,
)

__all__ = [
    "LEAST_CHARACTERS",
    "NEEDED",
    "TRUSTEES",
    "CannotOpen",
    "KeyLocked",
    "KeyMissing",
    "PersonalKeys",
    "Shares",
    "Way",
    "WrongPassphrase",
    "code_text",
    "destroy_wave_key",
    "has_wave_key",
    "hash_of",
    "keep_wave_key",
    "link_text",
    "lock",
    "mail_key",
    "new_salt",
    "new_secret",
    "new_wave_key",
    "open_share",
    "personal_keys",
    "read_code",
    "read_link",
    "receipt",
    "receipt_hash",
    "seal",
    "secret_of",
    "shares_opened",
    "sweep",
    "trustee_key",
    "unlock",
    "unseal",
]
