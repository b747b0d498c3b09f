"""Turns counts of cells into those to hide: the rule proposes, the audit disposes, and it fails closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from surveys.audit import Auditor
from surveys.suppression import Counts, Mask, System, hide

_ROUNDS = 25  # of hiding more because of the audit, before everything crossed goes


@dataclass(frozen=True)
class Gate:
    """The rule and its audit over one set of cells; remembers what it has decided for the same counts."""

    system: System
    auditor: Auditor
    decided: dict[tuple[object, ...], Mask] = field(default_factory=dict)

    @classmethod
    def of(cls, system: System) -> "Gate":
        """Hands the same equations to the rule and to the audit."""
        return cls(system, Auditor.of(system.equations, system.untold))

    def hidden(self, counts: Counts, least: int, hidden: Mask, first: Mask, known: Mask) -> Mask:
        """The cells, bool (cells,), of which nothing may be told by a threshold; those of nobody among them.

        :param counts: people per cell, int64 (cells,).
        :param hidden: cells that are hidden already, first: those to hide before others, known: those told
            before, which can be hidden no longer.
        """
        case = (least, *(array.tobytes() for array in (counts, hidden, first, known)))
        if case not in self.decided:
            self.decided[case] = self._decide(counts, least, hidden, first, known)
        return self.decided[case]

    def _decide(self, counts: Counts, least: int, hidden: Mask, first: Mask, known: Mask) -> Mask:
        for more in (np.zeros_like(hidden), self.system.crossed):
            chosen: Mask | None = hidden | more
            for _ in range(_ROUNDS):
                chosen = hide(counts, self.system, least, hidden=chosen, first=first, known=known)
                exposed = self.auditor.recoverable(counts, chosen, least)
                if not exposed:
                    return chosen
                wider = list(self._next_to(exposed, counts, chosen | known))
                if not wider:
                    break
                chosen[wider] = True
        return np.ones_like(hidden)

    def _next_to(self, exposed: Iterable[int], counts: Counts, closed: Mask) -> Iterator[int]:
        """Yields, for each equation of an exposed cell, the smallest cell that can be hidden in it too."""
        for cell in exposed:
            for number in (*self.system.above[cell], *self.system.below[cell]):
                total, parts = self.system.equations[number]
                shown = [part for part in (*parts, total) if counts[part] and not closed[part]]
                if shown:
                    yield min(shown, key=lambda part: (part == total, counts[part], part))
