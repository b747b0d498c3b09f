"""Makes Cells by hand from numbers of people, so that disclosure control is tested without any responses."""

from collections.abc import Mapping

import numpy as np

from surveys.analysis import Cell, Cells, Equation
from surveys.instrument import Facet, Instrument, Item, Point, Scale
from surveys.results import STATISTICS, Intake, Policy, Results

AT = {name: place for place, name in enumerate(STATISTICS)}
SCALE = Scale(points=tuple(Point(value=value) for value in range(1, 6)), favourable=(4, 5), neutral=(3,))
INSTRUMENT = Instrument(
    id="small",
    version=1,
    scale=SCALE,
    facets=(Facet(id="trust", items=(Item(id="q1", text="One"), Item(id="q2", text="Two"))),),
)
INTAKE = Intake(read=100, used=100)
MEASURES = ("q1", "q2", "trust")
K5 = Policy(min_group=5)


def tree_cells(people: Mapping[str, int], *, answers: Mapping[tuple[str, str], int] | None = None) -> Cells:
    """Cells of a tree: keys are paths below `all`, a person counts in a path and everything above it.

    :param people: people at or below each unit, parents before children; the first is `all`.
    :param answers: the number of answers to a measure where it is not the number of people.
    """
    keys = list(people)
    parents = {key: ("all" if "/" not in key else key.rpartition("/")[0]) for key in keys if key != "all"}
    cells = [
        Cell(
            key,
            key,
            parents.get(key),
            "organisation" if key == "all" else "unit",
            0 if key == "all" else 1 + key.count("/"),
        )
        for key in keys
    ]
    counts = list(people.values())
    equations = []
    for total, key in enumerate(keys):
        parts = [row for row, other in enumerate(keys) if parents.get(other) == key]
        if parts:
            cells.append(Cell(f"{key}/rest", "", key, "rest"))
            counts.append(people[key] - sum(counts[row] for row in parts))
            equations.append(Equation(total, (*parts, len(cells) - 1)))
    return cells_of(cells, counts, equations, answers or {})


def cells_of(cells, counts, equations, answers=()) -> Cells:
    """Cells with plausible figures: every measure has its own, and as many answers as people."""
    answers = dict(answers)
    values = np.full((len(cells), len(MEASURES), len(STATISTICS)), np.nan)
    rng = np.random.default_rng(7)
    for row, cell in enumerate(cells):
        for column, measure in enumerate(MEASURES):
            figures = values[row, column]
            figures[AT["n"]] = answers.get((cell.key, measure), counts[row])
            figures[AT["mean"]] = mean = 2 + 2 * rng.random()
            figures[AT["score"]] = 25 * (mean - 1)
            figures[[AT["sd"], AT["score_low"], AT["score_high"]]] = 0.9, 25 * mean - 30, 25 * mean - 20
            figures[[AT["favourable"], AT["neutral"], AT["unfavourable"]]] = 51.3, 28.6, 20.1
            figures[[AT["favourable_low"], AT["favourable_high"]]] = 41.37, 61.72
            figures[[AT["silence_low"], AT["silence_high"], AT["margin"]]] = 40.2, 63.9, 9.81
            figures[[AT["alpha"], AT["alpha_low"], AT["alpha_high"]]] = 0.83, 0.74, 0.91
            figures[[AT["rwg"], AT["rwg_skewed"]]] = 0.62, 0.44
    shares = np.tile([8.3, 11.8, 28.6, 31.3, 20.0], (len(cells), 2, 1))
    return Cells(
        cells=tuple(cells),
        items=("q1", "q2"),
        measures=MEASURES,
        people=np.array(counts),
        values=values,
        shares=shares,
        equations=tuple(equations),
        quality={},
        drivers=None,
    )


def shown(results: Results) -> set[str]:
    """The keys of which anything is told."""
    return set(results.counts)
