"""Keeps what was made of releases, for they never change, and lets go of what nobody asks for."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """As many things as `most`, each by what it was made of; the one asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, Made] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """How many things are kept."""
        return len(self._made)

    def get(self, of: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of this, or what `make` makes of it now."""
        with self._lock:
            if of in self._made:
                made = self._made[of] = self._made.pop(of)
                return made
        made = make()  # twice, if two ask at the same time, rather than one waiting for all others
        with self._lock:
            self._made[of] = made
            while len(self._made) > self._most:
                self._made.pop(next(iter(self._made)))
        return made
