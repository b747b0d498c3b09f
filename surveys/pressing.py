"""Turns exact figures into what may be said of them: rounded, banded, and never betraying a unanimous group.

* ROUNDED (from k to 2k - 1 answers): the score in whole points, its interval widened to the next five,
  nothing else. Whole points of the interval would give the spread, and that all scores of five people.
* Pressed (below Policy.pressed_below answers): a share or score within 5 of an end is told as "at most 5" or
  "at least 95", and what would give it back goes with it: the other shares, the mean, the spread, every
  interval, and in a distribution the empty points together with the smallest one that is not empty.
  This protects those who agree with all their neighbours. That no one chose a point of the scale is blurred
  only: from an exact mean and spread of a dozen answers a patient reader may still find it out.
* Banded (a neighbour is hidden): n is told as a band, and what would give n back at a glance is rounded
  (intervals, to whole points) or withheld (worst case of silence, margin, interval of alpha). Unrounded
  shares of a small group can still betray n to somebody who looks for fractions; the rule and the audit
  therefore assume that a reader knows every n.
"""

import numpy as np
from numpy.typing import NDArray

from surveys.results import DETAILED, ROUNDED, STATISTICS, SUPPRESSED, FigureTable, Policy, band_of

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

LOW, HIGH = 5.0, 95.0
STEP = 5.0  # of the interval of a group that is told in whole points
AT = {name: place for place, name in enumerate(STATISTICS)}
_SHARES = [AT[name] for name in ("favourable", "neutral", "unfavourable")]
_INTERVAL = [AT[name] for name in ("score_low", "score_high")]
_SHARE_INTERVALS = [
    AT[name] for name in ("favourable_low", "favourable_high", "silence_low", "silence_high", "margin")
]
_SPREAD = [AT[name] for name in ("sd", "alpha", "alpha_low", "alpha_high", "omega", "rwg", "rwg_skewed")]
_TO_WHOLE = [AT[name] for name in ("score_low", "score_high", "favourable_low", "favourable_high")]
_BETRAY_N = [AT[name] for name in ("silence_low", "silence_high", "margin", "alpha_low", "alpha_high")]
_ROUNDED = [AT[name] for name in ("n", "score", "score_low", "score_high")]


def told_figures(
    values: Values,
    shares: Values,
    tiers: NDArray[np.uint8],
    banded: Mask,
    blunted: Mask,
    policy: Policy,
    width: float,
) -> FigureTable:
    """What a release holds of all exact figures; neither argument is changed.

    :param blunted: (cells, measures), where even whole points of the score are too fine.
    :param width: the length of the scale in its own points, such as 4 for 1..5.
    """
    few = (values[..., AT["n"]] < policy.pressed_below) & (tiers > SUPPRESSED)
    told = _pressed(values.copy(), few, tiers == ROUNDED, width)
    points = _pressed_points(shares.copy(), few[:, : shares.shape[1]])
    told = _banded(told, banded)
    told = _rounded(told, tiers)
    told[blunted, AT["score"]] = STEP * whole_points(told[blunted, AT["score"]] / STEP)
    told[tiers == SUPPRESSED] = np.nan
    points[tiers[:, : shares.shape[1]] != DETAILED] = np.nan
    return FigureTable(told, points, tiers, banded & (tiers > SUPPRESSED))


def _ends(values: Values, few: Mask) -> tuple[Mask, Mask]:
    with np.errstate(invalid="ignore"):
        low: Mask = np.less_equal(values, LOW) & few
        high: Mask = np.greater_equal(values, HIGH) & few
    return low, high


def _pressed(values: Values, few: Mask, small: Mask, width: float) -> Values:
    """Presses scores and shares near an end, and drops what would give them back.

    That an interval is missing must not say that everybody agreed: of groups in whole points (`small`) it is
    missing too where one person stands a quarter of the scale apart, or several stand less.
    """
    with np.errstate(invalid="ignore"):
        alike: Mask = np.less(values[..., AT["sd"]] * 100, LOW * width) & few
        alike |= (
            np.less_equal(values[..., AT["sd"]] ** 2 * values[..., AT["n"]], (width / 4) ** 2) & small & few
        )
    alike |= _ends(values[..., _SHARES], few[..., None])[1].any(axis=-1)  # all of them on one side
    score = values[..., AT["score"]]
    low, high = _ends(score, few)
    whole = alike & ~low & ~high
    score[whole] = whole_points(score[whole])
    _drop(values, alike | low | high, [AT["mean"], *_SPREAD, *_INTERVAL])
    score[low], score[high] = -np.inf, np.inf
    low, high = _ends(values[..., _SHARES], few[..., None])
    pressed: Mask = np.logical_or(low, high)
    _drop(values, pressed[..., 0], _SHARE_INTERVALS)
    _drop(values, np.asarray(pressed.any(axis=-1)), _SHARES[1:])
    for place, column in enumerate(_SHARES):
        values[..., column][low[..., place]] = -np.inf
        values[..., column][high[..., place]] = np.inf
    return values


def _drop(values: Values, where: Mask, columns: list[int]) -> None:
    for column in columns:
        values[..., column][where] = np.nan


def _pressed_points(shares: Values, few: Mask) -> Values:
    """Blanks the empty points of a distribution with the smallest that is not, so that nothing adds up."""
    if not shares.size:  # nobody, or a continuous scale, which has no points
        return shares
    empty, _ = _ends(shares, few[..., None])
    rest = np.where(empty | np.isnan(shares), np.inf, shares)
    any_empty = empty.any(axis=-1, keepdims=True)
    smallest = np.zeros_like(empty)
    np.put_along_axis(smallest, rest.argmin(axis=-1, keepdims=True), any_empty, axis=-1)
    shares[empty | smallest] = np.nan
    return shares


def _banded(values: Values, banded: Mask) -> Values:
    """Puts the lower edge of its band in the place of n, and blunts what would give n back."""
    exact = values[..., AT["n"]][banded]
    edges = {people: band_of(int(people)).at_least for people in np.unique(exact[~np.isnan(exact)])}
    band = np.array([edges.get(people, np.nan) for people in exact], dtype=np.float64)
    effective = values[..., AT["n_effective"]][banded]
    with np.errstate(invalid="ignore"):
        values[..., AT["n_effective"]][banded] = np.floor(effective * band / exact)
    values[..., AT["n"]][banded] = band
    for column in _TO_WHOLE:
        values[..., column][banded] = whole_points(values[..., column][banded])
    _drop(values, banded, _BETRAY_N)
    return values


def _rounded(values: Values, tiers: NDArray[np.uint8]) -> Values:
    """Leaves a score in whole points, and an interval in steps outward, of groups between k and 2k - 1."""
    small = tiers == ROUNDED
    kept = values[small][:, _ROUNDED]
    kept[:, 1] = whole_points(kept[:, 1])
    kept[:, 2], kept[:, 3] = outward(kept[:, 2], kept[:, 3])
    values[small] = np.nan
    for place, column in enumerate(_ROUNDED):
        values[..., column][small] = kept[:, place]
    return values


def outward(low: Values, high: Values) -> tuple[Values, Values]:
    """An interval widened to the next five points at both ends."""
    return STEP * np.floor(low / STEP), STEP * np.ceil(high / STEP)


def whole_points(values: Values) -> Values:
    """Rounded as people round: a half goes up, wherever the number stands."""
    return np.floor(values + 0.5)
