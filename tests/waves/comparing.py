"""Turns a release and what was computed beside it into the list of everything in which they differ.

What may be missing or blunted follows docs/disclosure.md: below 2k answers, and where a neighbour needs it, a
measure is told in whole points; below 20 answers nobody is shown to agree with everybody; beside a hidden
neighbour n is a band. Everything else must be told, and exactly.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor

import pytest

from surveys.results import STATISTICS, Band, Bound, Figures, Results, Suppressed
from tests.waves.arithmetic import Figure, Response, distribution_of, figures_of
from tests.waves.questionnaire import all_items

K, PRESSED_BELOW, COARSE_BELOW = 5, 20, 100
ENDS = (5, 95)
_IN_WHOLE_POINTS_BESIDE_HIDDEN = {"score_low", "score_high", "favourable_low", "favourable_high"}
_UNTOLD_BESIDE_HIDDEN = {"silence_low", "silence_high", "margin", "alpha_low", "alpha_high"}
_LEVELS = {"score", "favourable", "neutral", "unfavourable"}
_BY_ITSELF = {"n", "omega"}  # omega is compared for the whole organisation, by a fit of its own


def whole(value: float) -> int:
    """Rounded as people round: a half goes up."""
    return floor(value + 0.5)


def same(told: float, true: float | None) -> bool:
    return true is not None and told == pytest.approx(true, rel=1e-9, abs=1e-9)


def differences(told: Results, key: str, people: Sequence[Response], invited: int | None) -> list[str]:
    """All of a segment that is told otherwise than it was computed, or withheld without a reason."""
    perspective = key if key in ("leader", "customer") else "staff"
    computed = figures_of(people, perspective, invited)
    items = {item.id: item for item in all_items()}
    found = [] if _counts(told.counts[key], len(people)) else [f"{key}: {told.counts[key]} people"]
    for measure, true in computed.items():
        figures = told.figures(key, measure)
        if isinstance(figures, Suppressed):
            continue
        points = distribution_of(people, items[measure]) if measure in items else None
        found += [f"{key} {measure}: {what}" for what in _told_otherwise(figures, true, points)]
    return found


def _counts(told: int | Band, people: int) -> bool:
    if isinstance(told, int):
        return told == people
    return told.at_least <= people and (told.at_most is None or people <= told.at_most)


def _told_otherwise(figures: Figures, true: Figure, points: list[float] | None) -> Iterator[str]:
    n = true["n"]
    if not _counts(figures.n, n):
        yield f"n {figures.n}, not {n}"
    if not figures.detailed:
        yield from _coarse(figures, true)
        return
    if n < 2 * K:
        yield f"told in detail of {n}"
    for name in STATISTICS:
        if name not in _BY_ITSELF:
            value = getattr(figures, name)
            if not _is_right(name, value, true[name], n, isinstance(figures.n, Band)):
                yield f"{name} {value}, not {true[name]}"
    yield from _points(figures.distribution, points, n)


def _is_right(name: str, told: float | Bound | None, true: float | None, n: int, banded: bool) -> bool:
    few = n < PRESSED_BELOW
    if told is None:
        return true is None or (few and name != "score") or (banded and name in _UNTOLD_BESIDE_HIDDEN)
    if isinstance(told, Bound):
        return few and true is not None and _bounds(told, true)
    if few and name in _LEVELS and not ENDS[0] < told < ENDS[1]:
        return False
    if banded and name in _IN_WHOLE_POINTS_BESIDE_HIDDEN:
        return true is not None and told == whole(true)
    return same(told, true) or (few and name == "score" and told == whole(true))


def _bounds(told: Bound, true: float) -> bool:
    return (told.at_most == ENDS[0] and true <= ENDS[0]) or (told.at_least == ENDS[1] and true >= ENDS[1])


def _coarse(figures: Figures, true: Figure) -> Iterator[str]:
    """Between k and 2k − 1 answers: a score in whole points, an interval in steps of five, nothing else."""
    n, score = true["n"], true["score"]
    if n < K:
        yield f"told of {n}"
    if isinstance(figures.score, Bound):
        if not _bounds(figures.score, score):
            yield f"score {figures.score}, not {score}"
    elif figures.score not in (whole(score), *([5 * whole(score / 5)] if n < COARSE_BELOW else [])):
        yield f"score {figures.score}, not {score} in whole points"
    ends = (figures.score_low, figures.score_high)
    if ends != (None, None) and ends not in _widened(true["score_low"], true["score_high"]):
        yield f"interval {ends}, not that around {true['score_low']} and {true['score_high']}"
    more = {name for name in STATISTICS if getattr(figures, name) is not None}
    more -= {"n", "score", "score_low", "score_high"}
    if more or figures.distribution is not None:
        yield f"tells {sorted(more)} of {n}"


def _widened(low: float, high: float) -> list[tuple[int, int]]:
    """To the next five points; beside a hidden neighbour to whole points first."""
    return [
        (5 * floor(first / 5), 5 * ceil(last / 5)) for first, last in ((low, high), (whole(low), whole(high)))
    ]


def _points(told: tuple | None, true: list[float] | None, n: int) -> Iterator[str]:
    if true is None:
        if told is not None:
            yield "a distribution of what is no statement"
        return
    if told is None:
        yield "no distribution"
        return
    for value, share in zip(told, true, strict=True):
        withheld = value is None and n < PRESSED_BELOW
        shown = value is not None and same(value, share) and (n >= PRESSED_BELOW or value > ENDS[0])
        if not (withheld or shown):
            yield f"distribution {told}, not {true}"
            return
