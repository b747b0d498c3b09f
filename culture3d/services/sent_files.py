"""Keeps files that people sent until they are used: under random names, for a day at most."""

import re
import secrets
import time
from pathlib import Path

_BEGINNING = "sent-"
_NAME = re.compile(r"sent-[0-9]{1,12}-[A-Za-z0-9_-]{22}")


def keep(files: Path, organisation_id: int, content: bytes) -> str:
    """Stores a file for an organisation, readable by this program alone; the name under which it lies."""
    name = f"{_BEGINNING}{organisation_id}-{secrets.token_urlsafe(16)}"
    path = files / name
    path.touch(mode=0o600)
    path.write_bytes(content)
    return name


def kept(files: Path, organisation_id: int, name: str) -> Path | None:
    """A file that was sent for this organisation; None where there is none, or none any longer."""
    mine = _NAME.fullmatch(name) and name.startswith(f"{_BEGINNING}{organisation_id}-")
    return files / name if mine and (files / name).is_file() else None


def all_of(files: Path, organisation_id: int) -> list[Path]:
    """Everything that was sent for an organisation and lies there still."""
    return list(files.glob(f"{_BEGINNING}{organisation_id}-*"))


def discard(files: Path, organisation_id: int, name: str) -> None:
    """Deletes it; repeated, nothing happens."""
    path = kept(files, organisation_id, name)
    if path is not None:
        path.unlink(missing_ok=True)


def sweep(files: Path, before: float) -> None:
    """Deletes what was sent before a moment and never used."""
    for path in files.glob(f"{_BEGINNING}*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def a_day_ago() -> float:
    """Until when what was sent may be deleted."""
    return time.time() - 86_400
