"""Gives a browser a temporary folder that goes when its process does, or with the next one's start.

A process that is killed removes nothing. So each folder is locked by the process it belongs to, for as long
as that lives: the system itself lets go of the lock, and whoever finds a folder unlocked may remove it.
Unlike the number of a process, a lock is never another's, and holds across containers that share a folder.
"""

import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path

NAMED = "culture3d-browser-"
_UNLOCKED = "culture3d-new-"  # until it is locked, so that nobody takes it for a leftover


class BrowserFolder:
    """A temporary folder of this process; removes those of dead processes before it is made."""

    def __init__(self) -> None:
        remove_leftovers()
        made = Path(tempfile.mkdtemp(prefix=_UNLOCKED))
        lock = _locked(made)  # none where the file system has no locks: then nobody removes it but us
        self.path = made.rename(made.with_name(made.name.replace(_UNLOCKED, NAMED)))
        self._end = weakref.finalize(self, _remove, self.path, lock)

    def remove(self) -> None:
        """Removes the folder with all that is in it; harmless when repeated."""
        self._end()


def remove_leftovers() -> None:
    """Removes this user's folders whose process has died."""
    for folder in Path(tempfile.gettempdir()).glob(f"{NAMED}*"):
        lock = _locked(folder)
        if lock is not None:
            _remove(folder, lock)


def _locked(folder: Path) -> int | None:
    """The descriptor that holds the lock; None if another has it, or the folder is not ours."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, no folder, or another user's
        return None
    try:
        if os.fstat(opened).st_uid == os.geteuid():
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return opened
    except OSError:  # locked
        pass
    os.close(opened)
    return None


def _remove(folder: Path, lock: int | None) -> None:
    """What cannot be removed now, since a dying browser still writes, goes the next time."""
    shutil.rmtree(folder, ignore_errors=True)
    if lock is not None:
        os.close(lock)
