"""Turns counts of cells into those to hide: the rule proposes, the audit disposes, and it fails closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from surveys.audit import Auditor
from surveys.suppression import Counts, Mask, System, hide

_ROUNDS = 25  # of hiding more because of the audit, before everything crossed goes


@dataclass(frozen=True)
class Gate:
    """The rule and its audit over one set of cells; remembers what it has decided for the same counts."""

    system: System
    decided: dict[tuple[object, ...], Mask] = field(default_factory=dict)

    @cached_property
    def auditor(self) -> Auditor:
        """The audit of the same equations."""
        return Auditor.of(self.system.equations, self.system.untold)

    def hidden(self, counts: Counts, least: int, hidden: Mask, first: Mask, known: Mask) -> Mask:
        """The cells of which nothing may be told by a threshold; those of nobody are among them.

        All are (cells, 1 + measures), column 0 for people: where people are hidden, so is every measure.

        :param counts: people and answers.
        :param hidden: hidden already; first: to be hidden before others; known: told before, which can be
            hidden no longer.
        """
        below = np.zeros_like(hidden)
        for column in range(counts.shape[1]):
            start = hidden[:, column] | below[:, 0]
            case = (counts[:, column], start, first[:, column], known[:, column])
            key = (least, *(array.tobytes() for array in case))
            if key not in self.decided:
                self.decided[key] = self._decide(least, *case)
            below[:, column] = self.decided[key]
        return below

    def _decide(self, least: int, counts: Counts, hidden: Mask, first: Mask, known: Mask) -> Mask:
        """What passes the audit; if nothing else does, without any crossing, and at last nothing at all.

        How crossings add up is audited even if none is told: a reader may know who cannot have answered what.
        """
        for more in (np.zeros_like(hidden), self.system.crossed):
            chosen = self._attempt(least, counts, hidden | more, first, known)
            if chosen is not None:
                return chosen
        return np.ones_like(hidden)

    def _attempt(self, least: int, counts: Counts, hidden: Mask, first: Mask, known: Mask) -> Mask | None:
        """Hides by the rule, and more until the audit finds nothing; None if it goes on finding something."""
        chosen = hidden
        for _ in range(_ROUNDS):
            chosen = hide(counts, self.system, least, hidden=chosen, first=first, known=known)
            if (self._must_go(counts, least) & ~chosen & ~known).any():
                return None  # the rule itself is at fault: nothing may be told
            exposed = self.auditor.recoverable(counts, chosen, least)
            if not exposed:
                return chosen
            wider = list(self._next_to(exposed, counts, chosen | known))
            if not wider:
                return None
            chosen[wider] = True
        return None

    def _must_go(self, counts: Counts, least: int) -> Mask:
        """What can never be told, whatever the rule proposes."""
        must: Mask = self.system.untold | (counts < least)
        return must

    def _next_to(self, exposed: Iterable[int], counts: Counts, closed: Mask) -> Iterator[int]:
        """Yields, for each equation of an exposed cell, the smallest cell that can be hidden in it too."""
        for cell in exposed:
            for number in (*self.system.above[cell], *self.system.below[cell]):
                total, parts = self.system.equations[number]
                shown = [part for part in (*parts, total) if counts[part] and not closed[part]]
                if shown:
                    yield min(shown, key=lambda part: (part == total, counts[part], part))
