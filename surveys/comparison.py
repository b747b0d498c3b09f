"""Turns the results of two waves into changes: how much, how sure, and what cannot be compared and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["up", "down", "no clear change", "not comparable"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one measure in one segment, after minus before; None where it may not be said.

    `before`, `after`, `change` and its interval are in points of score (0-100), `favourable_*` in points of
    % favourable. `p_adjusted` is adjusted over the family the measure belongs to. `matched_items` are the
    ids that both waves asked in the same words; `reason` says why something is not comparable or not tested.
    """

    before: float | None
    after: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    hedges_g: float | None
    g_low: float | None
    g_high: float | None
    p: float | None
    p_adjusted: float | None
    favourable_before: float | None
    favourable_after: float | None
    favourable_change: float | None
    favourable_low: float | None
    favourable_high: float | None
    favourable_p: float | None
    verdict: Verdict
    matched_items: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True)
class Comparison:
    """The changes between two waves.

    changes   (segment key, measure id) -> Change, for segments told in both waves
    families  name of a family of tests -> how many tests it holds
    """

    changes: Mapping[tuple[str, str], Change]
    families: Mapping[str, int]
