"""Turns responses into the figures of every segment, unprotected and therefore secret.

Nobody but surveys.disclosure may import this module.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.cell_figures import figures
from surveys.cells import Cell, CellKind, Equation, Grid, lay_out
from surveys.codes import PERSPECTIVES
from surveys.faults import BadInput, Fault
from surveys.quality import drivers_of, gaps_of, quality_of
from surveys.responses import Coded, Responses
from surveys.results import Drivers, Gap, Quality
from surveys.tallies import Tally, count, tally_of

__all__ = ["Cell", "CellKind", "Cells", "Equation", "analyse"]

Array = NDArray[np.float64]
Ints = NDArray[np.intp]

_COMBINATIONS = 128  # of attributes' options that are counted at once: each costs a call per chunk of people


@dataclass(frozen=True)
class Cells:
    """Every figure of every cell.

    cells      the organisation, its units (parents before children), attribute values, crossings, the parts
               that are never told, and last the perspectives other than staff
    people     int64 (cells,): persons
    values     float64 (cells, measures, STATISTICS), NaN where a figure does not apply
    shares     float64 (cells, items, scale points) in %
    equations  every way in which cells add up, over staff; counts obey them per measure too
    gaps       how the other perspectives differ from staff, over the items worded for both
    """

    cells: tuple[Cell, ...]
    items: tuple[str, ...]
    measures: tuple[str, ...]
    people: NDArray[np.int64]
    values: NDArray[np.float64]
    shares: NDArray[np.float64]
    equations: tuple[Equation, ...]
    quality: Mapping[str, Quality]
    drivers: Drivers | None
    gaps: tuple[Gap, ...] = ()


def analyse(
    responses: Responses,
    *,
    invited: Mapping[str, int] | None = None,
    outcome: str | None = None,
    crossed: tuple[str, ...] = (),
    seed: int = 0,
) -> Cells:
    """Computes every cell of a wave: staff by unit, attribute and crossing; other perspectives as one each.

    :param invited: people asked, by key of a segment; what is missing is taken as unknown.
    :param outcome: id of the item that drivers are sought for; None for no drivers.
    :param crossed: ids of attributes that are crossed with the tree.
    :param seed: of the drivers' bootstrap.
    :raise BadInput: if more people answered than were invited, more were invited to the parts of a whole than
        to the whole, or an outcome or attribute does not exist.
    """
    _check_names(responses, outcome, crossed)
    tally, grid = _staff(responses, crossed)
    _check_invited(grid.cells, invited or {})
    told = [_figures(responses, tally, grid.cells, grid.sums, invited or {})]
    told += _others(responses, invited or {})
    cells, people, values, shares = (tuple(part) for part in zip(*told, strict=True))
    return Cells(
        cells=tuple(cell for group in cells for cell in group),
        items=responses.items,
        measures=tally.scoring.measures,
        people=np.concatenate(people),
        values=np.concatenate(values),
        shares=np.concatenate(shares),
        equations=grid.equations,
        quality=quality_of(tally, grid, values[0], _deepest(responses)),
        drivers=drivers_of(responses, outcome, seed) if outcome else None,
        gaps=gaps_of(responses),
    )


def _check_names(responses: Responses, outcome: str | None, crossed: tuple[str, ...]) -> None:
    attributes = {coded.id for coded in responses.attributes}
    faults = [
        Fault("is no attribute of these answers", field=name) for name in crossed if name not in attributes
    ]
    if outcome and outcome not in responses.items:
        faults.append(Fault("is no item of these answers, so it can be no outcome", field=outcome))
    if faults:
        raise BadInput(faults)


def _check_invited(cells: Sequence[Cell], invited: Mapping[str, int]) -> None:
    """:raise BadInput: if the units below one, or the values of an attribute, add up to more than the whole.

    A slip in a number of invited would make every interval and test of that group wrong, and in silence.
    """
    parts: dict[tuple[str, str], int] = {}
    for cell in cells:
        whole = cell.parent
        if whole is not None and whole in invited and cell.kind in ("unit", "attribute"):
            family = "unit" if cell.kind == "unit" else cell.key.partition("=")[0]
            parts[whole, family] = parts.get((whole, family), 0) + invited.get(cell.key, 0)
    faults = [
        Fault(f"{invited[whole]} were invited, but {total} counted by {family}", field=whole)
        for (whole, family), total in parts.items()
        if total > invited[whole]
    ]
    if faults:
        raise BadInput(faults)


def _staff(responses: Responses, crossed: tuple[str, ...]) -> tuple[Tally, Grid]:
    """One pass over the staff: by unit (and attribute, where crossed) and by the other attributes."""
    tally = tally_of(responses.instrument, responses.items, "staff", responses.weights is not None)
    units = responses.unit_of.astype(np.intp)
    by_name = {coded.id: coded for coded in responses.attributes}
    joint = {name: _joint(responses, by_name[name]) for name in crossed}
    alone = _together([_alone(coded) for name, coded in by_name.items() if name not in joint])
    unit_groups = [] if joint else [(units, len(responses.unit_paths))]
    groupings = [*unit_groups, *joint.values(), *(together.grouping for together in alone)]
    staff = np.flatnonzero(responses.perspective == 0)
    rows = staff[np.argsort(groupings[0][0][staff], kind="stable")]
    sums = iter(count(tally, responses.answers, responses.weights, groupings, rows))
    own = None if joint else next(sums)
    crossings = {name: next(sums).reshape(len(responses.unit_paths), -1, tally.width) for name in joint}
    if own is None:
        own = next(iter(crossings.values())).sum(axis=1)
    attributes = {name: array.sum(axis=0) for name, array in crossings.items()}
    apart = (array for together in alone for array in together.apart(next(sums)))
    attributes |= {name: next(apart) for name in by_name if name not in joint}
    return tally, lay_out(responses, own, attributes, crossings)


def _alone(coded: Coded) -> tuple[Ints, int]:
    """Group numbers by an attribute, the unanswered last."""
    options = len(coded.options)
    return np.where(coded.codes < 0, options, coded.codes).astype(np.intp), options + 1


@dataclass(frozen=True)
class _Together:
    """Several attributes counted as one, by every combination of their options: one pass instead of many."""

    codes: Ints
    options: tuple[int, ...]

    @property
    def grouping(self) -> tuple[Ints, int]:
        return self.codes, math.prod(self.options)

    def apart(self, sums: Array) -> Iterator[Array]:
        """The sums (options, width) of each attribute, from those of the combinations."""
        every = sums.reshape(*self.options, -1)
        for place in range(len(self.options)):
            yield every.sum(axis=tuple(axis for axis in range(len(self.options)) if axis != place))


def _together(groupings: Iterable[tuple[Ints, int]]) -> list[_Together]:
    """Joins neighbours as long as there are few combinations."""
    joined: list[_Together] = []
    for codes, options in groupings:
        if joined and math.prod(joined[-1].options) * options <= _COMBINATIONS:
            last = joined.pop()
            joined.append(_Together(last.codes * options + codes, (*last.options, options)))
        else:
            joined.append(_Together(codes, (options,)))
    return joined


def _joint(responses: Responses, coded: Coded) -> tuple[Ints, int]:
    """Group numbers by unit and, within it, by an attribute."""
    codes, groups = _alone(coded)
    return responses.unit_of * groups + codes, len(responses.unit_paths) * groups


def _others(
    responses: Responses, invited: Mapping[str, int]
) -> list[tuple[tuple[Cell, ...], NDArray[np.int64], Array, Array]]:
    """Each perspective besides staff that somebody answered in, as one cell."""
    told = []
    for place, name in list(enumerate(PERSPECTIVES))[1:]:
        rows = np.flatnonzero(responses.perspective == place)
        if len(rows):
            tally = tally_of(responses.instrument, responses.items, name, responses.weights is not None)
            everybody = (np.zeros(len(responses), dtype=np.intp), 1)
            sums = count(tally, responses.answers, responses.weights, [everybody], rows)[0]
            cell = Cell(name, name, None, "perspective")
            told.append(_figures(responses, tally, (cell,), sums, invited))
    return told


def _figures(
    responses: Responses, tally: Tally, cells: tuple[Cell, ...], sums: Array, invited: Mapping[str, int]
) -> tuple[tuple[Cell, ...], NDArray[np.int64], Array, Array]:
    """:raise BadInput: if more people answered than were invited."""
    people = tally.part(sums, "people")[:, 0].astype(np.int64)
    asked = np.array([invited.get(cell.key, np.nan) for cell in cells], dtype=np.float64)
    faults = [
        Fault(f"{people[row]} answered, but only {int(asked[row])} were invited", field=cells[row].key)
        for row in np.flatnonzero(people > asked)
    ]
    if faults:
        raise BadInput(faults)
    return cells, people, *figures(tally, sums, asked, responses.instrument)


def _deepest(responses: Responses) -> Ints:
    """The units without units below them, which agreement and ICC compare; none where there are no units."""
    above = {path[:-1] for path in responses.unit_paths if path}
    lowest = [place for place, path in enumerate(responses.unit_paths) if path and path not in above]
    return np.array(lowest, dtype=np.intp)
