"""Turns the reports of mail servers on what they could not deliver (RFC 3464) into which mail each is about.

A report is known by the word that the mail carried in its Message-ID, or in the address that reports go to.
Only we can make such a word, so nobody has somebody's mail called undeliverable by writing a report.
"""

import hmac
import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import BinaryIO

from culture3d.config import Settings
from culture3d.post import without_addresses
from culture3d.services.answering.deliveries import word

MOST_BYTES = 1024**2  # of one report; what is larger is cut, and says its reason at the beginning
_WORD = re.compile(rb"c3d-([0-9]{1,9})-([0-9]{1,9})-[0-9a-f]{20}")
_FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that could not be delivered for good."""

    message_id: int
    participant_id: int
    reason: str


def read_reports(source: Path | BinaryIO) -> Iterator[bytes]:
    """The mails in a file of one mail, a mailbox of many (mbox), a Maildir, or a folder of files.

    :raise OSError: if it cannot be read.
    """
    if not isinstance(source, Path):
        yield source.read(MOST_BYTES)
    elif source.is_dir():
        yield from _in_folder(source)
    else:
        with source.open("rb") as file:
            is_mailbox = file.read(5) == b"From "
        if is_mailbox:
            with closing(mailbox.mbox(source, create=False)) as box:
                yield from (each.as_bytes()[:MOST_BYTES] for each in box)
        else:
            yield _beginning(source)


def _in_folder(folder: Path) -> Iterator[bytes]:
    inside = [folder / name for name in ("new", "cur") if (folder / name).is_dir()] or [folder]
    for path in sorted(path for place in inside for path in place.iterdir() if path.is_file()):
        yield _beginning(path)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def returned(report: bytes, settings: Settings) -> Returned | None:
    """What a report is about; None where it is no report, none of our mail, or only tells of a delay."""
    mail = message_from_bytes(report, policy=policy.compat32)
    told = _delivery_status(mail)
    if told is None:
        return None
    for found in _WORD.finditer(report):
        message_id, participant_id = int(found[1]), int(found[2])
        if hmac.compare_digest(found[0], word(settings, message_id, participant_id).encode()):
            return Returned(message_id, participant_id, without_addresses(told))
    return None


def _delivery_status(mail: Message) -> str | None:
    """Why a mail could not be delivered, in the words of the report; None if it does not say so."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if isinstance(part.get_payload(), list) else ():
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == _FAILED:
                said = str(block.get("Diagnostic-Code") or block.get("Status") or "")
                return said.partition(";")[2].strip() or said.strip()
    return None
