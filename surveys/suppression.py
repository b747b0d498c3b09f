"""Turns counts of cells that add up into the cells to hide, so that nothing too small can be worked out.

The rule is point 3 of STATISTICS.md, "Who may be told what", over any system of equations (a tree, an
attribute, a tree crossed with an attribute). It works with the *residue* of a cell: those of its people who
are in no shown part of it. Whoever knows all shown cells of a tree knows the residue of every shown cell and
nothing finer, so a residue is nobody or at least `least` people, and never one hidden cell alone.
The rule makes proposals only: surveys.audit, which shares no code with it, has the last word.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class System:
    """How cells add up.

    equations  (total, parts): the total's people are the parts' people, each in exactly one part
    untold     bool (cells,): parts that are never told whatever their size: people directly at a unit, or
               without an answer
    crossed    bool (cells,): cells of a crossing, hidden with the unit or attribute value that they divide
    """

    equations: tuple[tuple[int, tuple[int, ...]], ...]
    untold: Mask
    crossed: Mask

    @cached_property
    def below(self) -> tuple[tuple[int, ...], ...]:
        """The equations that a cell is the total of, per cell."""
        return self._places((number, (total,)) for number, (total, _) in enumerate(self.equations))

    @cached_property
    def above(self) -> tuple[tuple[int, ...], ...]:
        """The equations that a cell is a part of, per cell."""
        return self._places((number, parts) for number, (_, parts) in enumerate(self.equations))

    def _places(self, places: Iterable[tuple[int, Sequence[int]]]) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in self.untold]
        for number, cells in places:
            for cell in cells:
                found[cell].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def inner(self) -> Mask:
        """The cells that have parts of their own kind: a unit with units, not one that is only crossed."""
        inner = np.zeros(len(self.untold), bool)
        for total, parts in self.equations:
            inner[total] |= bool(self.crossed[total]) or not self.crossed[list(parts)].all()
        return inner

    @cached_property
    def followers(self) -> tuple[tuple[int, ...], ...]:
        """The crossed cells that are hidden with a cell that they divide."""
        found: list[tuple[int, ...]] = [() for _ in self.untold]
        for total, parts in self.equations:
            if not self.crossed[total]:
                found[total] += tuple(part for part in parts if self.crossed[part])
        return tuple(found)


def hide(
    counts: Counts,
    system: System,
    least: int,
    *,
    hidden: Mask | None = None,
    first: Mask | None = None,
    known: Mask | None = None,
) -> Mask:
    """The cells to hide, bool (cells,), so that no residue lies between 1 and `least` - 1.

    counts  int64 (cells,); cells of nobody protect nothing and count as hidden
    hidden  cells that are hidden already, for whatever reason
    first   cells to hide before others, where there is a choice: those hidden in the last wave
    known   cells that were told before and can no longer be hidden
    """
    none = np.zeros(len(counts), bool)
    hiding = _Hiding(
        counts, system, least, none if first is None else first, none if known is None else known
    )
    start = system.untold | (counts < least) | (none if hidden is None else hidden)
    return hiding.run(start & ~hiding.known)


@dataclass
class _Hiding:
    counts: Counts
    system: System
    least: int
    first: Mask
    known: Mask

    def run(self, start: Mask) -> Mask:
        if not (start & (self.counts > 0)).any():
            return start.copy()
        self.hidden = np.zeros(len(start), bool)
        self.people: list[int] = self.counts.tolist()
        self.residues: dict[int, int] = {}
        self.open: deque[int] = deque()
        for cell in np.flatnonzero(start).tolist():
            self._hide(cell)
        self.forced = self.hidden.copy()
        while self.open:
            self._mend(self.open.popleft())
        self._give_back()
        return self.hidden

    def _hide(self, cell: int) -> None:
        if self.hidden[cell] or self.known[cell]:
            return
        self._turn(cell)
        self.open.extend(self._touched(cell))
        for follower in self.system.followers[cell]:
            self._hide(follower)

    def _turn(self, cell: int) -> None:
        """Hides a shown cell or shows a hidden one, and forgets the residues that it changes."""
        self.hidden[cell] = not self.hidden[cell]
        self._forget(cell)

    def _forget(self, cell: int) -> None:
        self.residues.pop(cell, None)
        for number in self.system.above[cell]:
            total = self.system.equations[number][0]
            if self.hidden[total] and total in self.residues:
                self._forget(total)

    def _touched(self, cell: int) -> tuple[int, ...]:
        """The equations whose residue a cell may change: its own, and those over it through hidden totals."""
        found = dict.fromkeys((*self.system.below[cell], *self.system.above[cell]))
        for number in self.system.above[cell]:
            total = self.system.equations[number][0]
            if self.hidden[total]:
                found.update(dict.fromkeys(self._touched(total)))
        return tuple(found)

    def _mend(self, number: int) -> None:
        """Hides what is next until an equation is safe; with nothing left, its total."""
        total, _ = self.system.equations[number]
        while not self._safe(number):
            choice = min(self._choices(number), key=self._order, default=total)
            if self.hidden[choice] or self.known[choice]:
                return  # nothing can be done here: the audit will say so
            self._hide(choice)

    def _safe(self, number: int) -> bool:
        total, parts = self.system.equations[number]
        if not self.people[total]:
            return True
        residues = [(part, self._residue(part)) for part in parts if self.hidden[part] and self.people[part]]
        people = sum(residue for _, residue in residues)
        if self.hidden[total]:
            return people > 0
        if any(not residue for _, residue in residues):
            return True  # a hidden part whose own parts are all shown: mended at its own equation first
        if len(residues) == 1 and not self.system.untold[residues[0][0]]:
            return False
        return people == 0 or people >= self.least

    def _residue(self, cell: int) -> int:
        """How many of a cell's people are in no shown part of it; the fewest, if it divides in many ways."""
        if not self.hidden[cell]:
            return 0
        if cell not in self.residues:
            self.residues[cell] = self._counted(cell)
        return self.residues[cell]

    def _counted(self, cell: int) -> int:
        ways = [
            sum(self._residue(part) for part in self.system.equations[number][1] if self.people[part])
            for number in self.system.below[cell]
        ]
        return min(ways, default=self.people[cell])

    def _choices(self, number: int) -> Iterator[int]:
        """Yields the shown cells next to an equation's residue: its parts, and parts of its hidden parts."""
        for part in self.system.equations[number][1]:
            if not self.people[part] or self.known[part]:
                continue
            if not self.hidden[part]:
                yield part
                continue
            for below in self.system.below[part]:
                yield from self._choices(below)

    def _order(self, cell: int) -> tuple[bool, bool, int, int]:
        return (not self.first[cell], bool(self.system.inner[cell]), self.people[cell], cell)

    def _give_back(self) -> None:
        """Shows again what later choices have made needless, the largest first."""
        spare = np.flatnonzero(self.hidden & ~self.forced & (self.counts > 0)).tolist()
        for cell in sorted(spare, key=self._order, reverse=True):
            if self._follows_hidden(cell):
                continue
            self._turn(cell)
            if not all(map(self._safe, self._touched(cell))):
                self._turn(cell)

    def _follows_hidden(self, cell: int) -> bool:
        """Says whether something that this crossed cell divides is hidden: then it stays hidden too."""
        totals = (self.system.equations[number][0] for number in self.system.above[cell])
        return any(self.hidden[total] and cell in self.system.followers[total] for total in totals)
