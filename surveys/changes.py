"""Turns two waves' figures of the same segments and measures into changes, tested where that can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from surveys.results import DETAILED, STATISTICS, SUPPRESSED, Results
from surveys.statistics import (
    benjamini_hochberg,
    family_size,
    finite_factor,
    hedges_g,
    holm,
    newcombe,
    two_proportions_z,
    welch,
)

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Verdict = Literal["up", "down", "no clear change", "not comparable"]

SMALLEST = 3.0  # points: changes below it do not matter, however sure they are
LEVEL = 0.05
LEAST_FOR_T = 10
LEAST_FOR_ITEM_SHARE = 30
LEAST_FOR_INDEX_SHARE = 20


class Untested(StrEnum):
    """Why a change, or a whole segment, is not tested or not told, in the words that people read."""

    CENSUS = "everybody answered in both waves: the change is described, not tested"
    FEW = "too few answers in one of the waves, here or in a neighbouring group, to test the change"
    PARTLY = "only some items match: compared as the mean of the matched items, not tested"
    NO_SPREAD = "everybody gave the same answers in both waves: the change is described, not tested"
    SUPPRESSED = "too few answers in one of the waves, here or in a neighbouring group"
    LIMIT = "a score at the end of the scale is told only as a limit"
    NEW = "not in the earlier wave: new, or under another name"
    GONE = "not in the later wave: gone, or under another name"
    MOVED = "merged, split or moved between the waves: the difference would show a group that is too small"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one measure in one segment, after minus before; None where it may not be said.

    `before`, `after`, `change` and its interval are in points of score (0-100), `favourable_*` in points of
    % favourable. `p_adjusted` is adjusted over the family the measure belongs to; `favourable_p` is not
    adjusted and decides nothing. `matched_items` are the ids that both waves asked in the same words;
    `reason` says why something is not comparable or not tested, and is None where the score was tested.
    """

    before: float | None = None
    after: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    hedges_g: float | None = None
    g_low: float | None = None
    g_high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    favourable_before: float | None = None
    favourable_after: float | None = None
    favourable_change: float | None = None
    favourable_low: float | None = None
    favourable_high: float | None = None
    favourable_p: float | None = None
    verdict: Verdict = "not comparable"
    matched_items: tuple[str, ...] = ()
    reason: str | None = None
    pairs: int | None = None  # people joined by a code, where the test is a paired one


@dataclass(frozen=True, slots=True)
class Linked:
    """A change over the people who answered in both waves: the figures of score by name, and their number."""

    figures: Mapping[str, float]
    pairs: int


FIGURES = tuple(field.name for field in fields(Change))[:16]  # the numbers, in their order
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REASONS: tuple[str | None, ...] = (None, *Untested)


@dataclass(frozen=True)
class Wave:
    """One wave's figures of some segments × measures, NaN where they are not told.

    score, mean, sd   mean and sd in scale points
    favourable        as a proportion (0-1)
    n, effective      people, and Kish's effective number of them
    factor            1 − n/N, the part of a variance that is left in a finite population
    told, detailed    whether anything is told, and whether it is told unrounded
    """

    score: Array
    mean: Array
    sd: Array
    favourable: Array
    n: Array
    effective: Array
    factor: Array
    told: Bools
    detailed: Bools


def wave_of(results: Results, keys: Sequence[str], measures: Sequence[str]) -> Wave:
    """The figures of these segments × measures, all of which the results have."""
    row_of = {segment.key: row for row, segment in enumerate(results.segments)}
    column_of = {measure: column for column, measure in enumerate(results.measures)}
    cells = np.ix_([row_of[key] for key in keys], [column_of[measure] for measure in measures])
    tiers = results.table.tiers[cells]
    values = np.where(np.isfinite(results.table.values[cells]), results.table.values[cells], np.nan)
    by_name = dict(zip(STATISTICS, np.moveaxis(values, 2, 0), strict=True))
    n, weighted = by_name["n"], by_name["n_effective"]
    invited = np.array([results.invited.get(key, np.nan) for key in keys], dtype=np.float64)[:, np.newaxis]
    return Wave(
        score=by_name["score"],
        mean=by_name["mean"],
        sd=by_name["sd"],
        favourable=by_name["favourable"] / 100,
        n=n,
        effective=np.where(np.isnan(weighted), n, weighted),
        factor=finite_factor(n, np.broadcast_to(invited, n.shape)),
        told=tiers != SUPPRESSED,
        detailed=tiers == DETAILED,
    )


def figures_of(
    before: Wave, after: Wave, is_item: Bools, points: float, *, effects: bool = True
) -> dict[str, Array]:
    """The figures of every change but `p_adjusted`, by name; NaN where one does not apply or is not told.

    :param is_item: (measures,).
    :param points: points of score per point of the scale.
    :param effects: with Hedges' g, whose interval takes longer than all the rest.
    """
    effect = _effects(before, after, points) if effects else {}
    return _scores(before, after, points) | effect | _shares(before, after, is_item)


def adjusted(p: Array, of_organisation: Bools, is_dimension: Bools) -> tuple[Array, dict[str, int]]:
    """p values that allow for the size of their family, and the sizes of the families.

    :param p: (segments, measures); `of_organisation` (segments,); `is_dimension` (measures,).
    """
    first = of_organisation[:, np.newaxis] & is_dimension
    dimensions, others = np.where(first, p, np.nan), np.where(first, np.nan, p)
    families = {"dimensions": family_size(dimensions), "facets_and_items": family_size(others)}
    return np.where(first, holm(dimensions), benjamini_hochberg(others)), families


def verdicts_of(figures: Mapping[str, Array], smallest: float) -> NDArray[np.uint8]:
    """Up or down where a change is both sure and large enough to matter; not comparable without numbers.

    :return: places in VERDICTS.
    """
    change = figures["change"]
    clear = (figures.get("p_adjusted", np.full(change.shape, np.nan)) < LEVEL) & (
        np.abs(change) >= smallest - 1e-9
    )
    up, down, unclear, nothing = range(len(VERDICTS))
    codes = np.where(np.isnan(change), nothing, np.where(~clear, unclear, np.where(change > 0, up, down)))
    return codes.astype(np.uint8)


def reasons_of(before: Wave, after: Wave, p: Array) -> NDArray[np.uint8]:
    """Why a change is not tested, or not told, as places in REASONS; None where it is tested."""
    found = (Untested.SUPPRESSED, Untested.LIMIT, None, Untested.CENSUS, Untested.NO_SPREAD)
    codes = np.select(
        [
            ~(before.told & after.told),
            np.isnan(before.score + after.score),
            ~np.isnan(p),
            (before.factor == 0) & (after.factor == 0),
            _enough(before, after, LEAST_FOR_T) & (before.sd == 0) & (after.sd == 0),
        ],
        [REASONS.index(reason) for reason in found],
        default=REASONS.index(Untested.FEW),
    )
    return codes.astype(np.uint8)


def overlay(
    figures: dict[str, Array],
    reasons: NDArray[np.uint8],
    linked: Mapping[tuple[str, str], Linked],
    keys: Sequence[str],
    measures: Sequence[str],
) -> NDArray[np.int32]:
    """Puts linked changes in the place of the anonymous ones; returns over how many people each is, or -1."""
    rows, columns = ({id_: place for place, id_ in enumerate(ids)} for ids in (keys, measures))
    pairs = np.full(reasons.shape, -1, np.int32)
    for (key, id_), change in linked.items():
        if key not in rows or id_ not in columns:
            continue
        place = rows[key], columns[id_]
        if reasons[place] != REASONS.index(Untested.CENSUS):
            reasons[place] = REASONS.index(None)
            pairs[place] = change.pairs
            for name, value in change.figures.items():
                figures[name][place] = value
    return pairs


def stacked(figures: Mapping[str, Array]) -> Array:
    """The figures of every segment and measure in the order of FIGURES; NaN for what there is not."""
    nothing = np.full(figures["change"].shape, np.nan)
    return np.stack([figures.get(name, nothing) for name in FIGURES], axis=-1)


def described(before: Wave, after: Wave, parts: Sequence[Sequence[int]]) -> dict[str, Array]:
    """The change of a measure of which only some items match, from the figures of those items: not tested.

    :param before: the figures of all matched items.
    :param parts: columns of the matched items, by facet.
    :return: figures by name, each (segments, 1), NaN where an item is not told unrounded in both waves.
    """
    alike = before.detailed & after.detailed
    old, new = (_mean_of_parts(np.where(alike, wave.score, np.nan), parts) for wave in (before, after))
    had, has = (_mean_of_parts(np.where(alike, wave.favourable, np.nan), parts) for wave in (before, after))
    return _pair("", old, new) | _pair("favourable_", 100 * had, 100 * has)


def _enough(before: Wave, after: Wave, least: int | NDArray[np.int64]) -> Bools:
    """Says where both waves have enough answers to test: effective ones, or one heavy weight would do."""
    return before.detailed & after.detailed & (before.effective >= least) & (after.effective >= least)


def _scores(before: Wave, after: Wave, points: float) -> dict[str, Array]:
    test = welch(*_groups(before, after, points), before.factor, after.factor)
    told = _pair("", before.score, after.score)
    return told | {"change_low": test.low, "change_high": test.high, "p": test.p}


def _effects(before: Wave, after: Wave, points: float) -> dict[str, Array]:
    groups = _groups(before, after, points)
    size = hedges_g(*groups)
    untested = np.isnan(welch(*groups, before.factor, after.factor).p)
    return {
        "hedges_g": size.g,
        "g_low": np.where(untested, np.nan, size.low),
        "g_high": np.where(untested, np.nan, size.high),
    }


def _groups(before: Wave, after: Wave, points: float) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Mean, standard deviation and number of both waves, for tests of two groups."""
    enough = _enough(before, after, LEAST_FOR_T)
    old, new = (np.where(enough, wave.effective, np.nan) for wave in (before, after))
    return (before.mean * points, before.sd * points, old, after.mean * points, after.sd * points, new)


def _shares(before: Wave, after: Wave, is_item: Bools) -> dict[str, Array]:
    least = np.where(is_item, LEAST_FOR_ITEM_SHARE, LEAST_FOR_INDEX_SHARE)
    enough = _enough(before, after, least)
    old, new = (np.where(enough, wave.effective, np.nan) for wave in (before, after))
    groups = (before.favourable, old, after.favourable, new, before.factor, after.factor)
    p = two_proportions_z(*groups)
    low, high = newcombe(*groups)
    return _pair("favourable_", 100 * before.favourable, 100 * after.favourable) | {
        "favourable_low": 100 * low,
        "favourable_high": 100 * high,
        "favourable_p": p,
    }


def _pair(prefix: str, before: Array, after: Array) -> dict[str, Array]:
    """Before, after and their difference, where both are told."""
    change = after - before
    both = np.where(np.isnan(change), np.nan, 1.0)
    return {f"{prefix}before": before * both, f"{prefix}after": after * both, f"{prefix}change": change}


def _mean_of_parts(values: Array, parts: Sequence[Sequence[int]]) -> Array:
    means = np.stack([values[:, list(part)].mean(axis=1) for part in parts], axis=1)
    return np.asarray(means.mean(axis=1, keepdims=True), dtype=np.float64)
