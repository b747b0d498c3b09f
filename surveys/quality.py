"""Turns the staff's figures into what holds for the organisation alone: quality, drivers, and gaps."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from surveys.cell_figures import Moments, columns_of, moments_of
from surveys.cells import Grid
from surveys.codes import PERSPECTIVES, Perspective
from surveys.responses import Responses
from surveys.results import STATISTICS, Drivers, DriverShare, Gap, Quality
from surveys.scoring import Scoring, keyed, person_scores, scoring_of, to_percent
from surveys.statistics import icc, shares_of, welch
from surveys.statistics.drivers import LARGEST, enough
from surveys.tallies import Tally, count, tally_over

Array = NDArray[np.float64]

MIN_GROUPS = 10  # from which ICC and mean agreement are told
_CHUNK = 65_536
_COLUMN = {name: place for place, name in enumerate(STATISTICS)}


def quality_of(tally: Tally, grid: Grid, values: Array, deepest: NDArray[np.intp]) -> dict[str, Quality]:
    """Reliability of facets and dimensions, ICC and mean r_wg(j) over the deepest units, small ones included.

    :param values: the staff's figures, (cells, measures, STATISTICS), units first.
    :param deepest: rows of the units that are groups.
    """
    parts = tally.part(grid.sums[deepest], "sums")
    skipped = len(tally.scoring.measures) - len(tally.scored)
    told = {}
    for place, measure in list(enumerate(tally.scoring.measures))[len(tally.scoring.items) :]:
        n, x, x2 = parts[:, 0, place - skipped], parts[:, 1, place - skipped], parts[:, 2, place - skipped]
        several = np.count_nonzero(n) >= MIN_GROUPS
        agreement = values[deepest, place, _COLUMN["rwg"]]
        agreement = agreement[~np.isnan(agreement)]
        between = icc(n, x, x2)
        told[measure] = Quality(
            alpha=_told(values[0, place, _COLUMN["alpha"]]),
            omega=_told(values[0, place, _COLUMN["omega"]]),
            icc1=_told(between.icc1) if several else None,
            icc2=_told(between.icc2) if several else None,
            rwg_mean=float(agreement.mean()) if several and len(agreement) else None,
        )
    return told


def drivers_of(responses: Responses, outcome: str, seed: int = 0) -> Drivers | None:
    """What goes together with the outcome, over staff who have all facet scores and the outcome.

    The outcome counts in no facet here; a facet of which nothing else was asked is left out.

    :return: None below max(100, 10 × facets) people, without facets or above fifteen of them, or if the
        outcome does not vary.
    """
    others = [item for item in responses.items if item != outcome]
    scoring = scoring_of(responses.instrument, responses.items, "staff", others)
    used = np.flatnonzero(scoring.in_facet.any(axis=0))
    staff = np.flatnonzero(responses.perspective == 0)
    scores, result = _complete(responses, scoring, staff, used, responses.items.index(outcome))
    there = ~np.isnan(result) & ~np.isnan(scores).any(axis=1)
    if not 0 < len(used) <= LARGEST or not enough(int(there.sum()), len(used)) or not np.ptp(result[there]):
        return None
    weights = None if responses.weights is None else responses.weights[staff][there]
    shares = shares_of(scores[there], result[there], weights, seed)
    parts = zip(shares.shares.tolist(), shares.rank_low.tolist(), shares.rank_high.tolist(), strict=True)
    names = [scoring.facets[place] for place in used]
    return Drivers(
        outcome,
        shares.r2,
        int(there.sum()),
        {name: DriverShare(*part) for name, part in zip(names, parts, strict=True)},
    )


def gaps_of(responses: Responses) -> tuple[Gap, ...]:
    """How leaders and customers differ from staff, measure by measure, over the items worded for both."""
    people = {name: np.flatnonzero(responses.perspective == i) for i, name in enumerate(PERSPECTIVES)}
    return tuple(
        gap
        for name in PERSPECTIVES[1:]
        if len(people[name]) and len(people["staff"])
        for gap in _gaps(responses, name, people["staff"], people[name])
    )


def _gaps(
    responses: Responses, perspective: Perspective, staff: NDArray[np.intp], people: NDArray[np.intp]
) -> Iterator[Gap]:
    instrument, items = responses.instrument, responses.items
    asked = scoring_of(instrument, items, "staff").asked & scoring_of(instrument, items, perspective).asked
    shared = [item for item, both in zip(items, asked, strict=True) if both]
    scoring = scoring_of(instrument, items, "staff", shared)
    ours = _moments(responses, scoring, staff)
    theirs = _moments(responses, scoring_of(instrument, items, perspective, shared), people)
    test = welch(ours.mean, ours.sd, ours.n_effective, theirs.mean, theirs.sd, theirs.n_effective)
    points = 100 / (instrument.scale.maximum - instrument.scale.minimum)
    for place, (measure, columns) in enumerate(zip(scoring.measures, columns_of(scoring), strict=True)):
        behind = tuple(items[column] for column in columns if asked[column])
        if behind and ours.n[0, place] and theirs.n[0, place]:
            yield Gap(
                perspective=perspective,
                measure=measure,
                items=behind,
                n_staff=int(ours.n[0, place]),
                n_other=int(theirs.n[0, place]),
                staff=float(to_percent(ours.mean, instrument)[0, place]),
                other=float(to_percent(theirs.mean, instrument)[0, place]),
                difference=float(points * test.estimate[0, place]),
                low=_told(points * test.low[0, place]),
                high=_told(points * test.high[0, place]),
            )


def _moments(responses: Responses, scoring: Scoring, rows: NDArray[np.intp]) -> Moments:
    tally = tally_over(scoring, responses.instrument, responses.weights is not None, blocks=())
    everybody = (np.zeros(len(responses), dtype=np.intp), 1)
    return moments_of(tally, count(tally, responses.answers, responses.weights, [everybody], rows)[0])


def _complete(
    responses: Responses,
    scoring: Scoring,
    rows: NDArray[np.intp],
    facets: Iterable[int],
    outcome: int,
) -> tuple[Array, Array]:
    """Facet scores (people, facets) and the keyed outcome (people,), chunk by chunk."""
    chosen = list(facets)
    scores, results = [np.empty((0, len(chosen)))], [np.empty(0)]
    for start in range(0, len(rows), _CHUNK):
        values = keyed(responses.answers[rows[start : start + _CHUNK]], scoring)
        scores.append(person_scores(values, scoring)[0][:, chosen])
        results.append(values[:, outcome])
    return np.concatenate(scores), np.concatenate(results)


def _told(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
