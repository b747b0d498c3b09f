"""Makes Responses of people in units, so that a whole release can be attacked."""

from dataclasses import replace

import numpy as np

from surveys.codes import MISSING
from surveys.instrument import Facet, Instrument, Item, Point, Scale
from surveys.responses import Coded, Responses
from surveys.results import Intake

SCALE = Scale(points=tuple(Point(value=value) for value in range(1, 6)), favourable=(4, 5), neutral=(3,))
ITEMS = tuple(Item(id=f"q{number}", text="?", perspectives={"leader": "?"}) for number in range(1, 5))
INSTRUMENT = Instrument(
    id="crowd",
    version=1,
    scale=SCALE,
    facets=(Facet(id="trust", items=ITEMS[:2]), Facet(id="pride", items=ITEMS[2:])),
    overall=Item(id="overall", text="?"),
)


def crowd(units, *, leaders=0, groups=(), answers=None, seed=1):
    """Staff by unit, such as {"A": 20, "A/x": 3}: the people directly there; leaders stand at the top.

    :param groups: per person of the staff a value of the attribute `group`, "" where not answered.
    :param answers: what every person of a unit answers to everything; others answer at random.
    """
    paths = [()]
    for key in units:
        path = tuple(key.split("/"))
        paths += [path[:end] for end in range(1, len(path) + 1) if path[:end] not in paths]
    of = [paths.index(tuple(key.split("/"))) for key, people in units.items() for _ in range(people)]
    of += [0] * leaders
    rng = np.random.default_rng(seed)
    ability = rng.normal(3.4, 0.7, (len(of), 1))
    given = np.clip(np.rint(ability + rng.normal(0, 0.8, (len(of), 5))), 1, 5).astype(np.int8)
    for key, value in (answers or {}).items():
        given[np.array(of) == paths.index(tuple(key.split("/")))] = value
    perspective = np.zeros(len(of), np.int8)
    if leaders:
        perspective[-leaders:] = 1
        given[-leaders:, 4] = MISSING
    options = tuple(sorted(set(groups) - {""}))
    codes = [options.index(group) if group else -1 for group in groups] + [-1] * leaders
    attributes = (Coded("group", options, options, np.array(codes, np.int16)),) if groups else ()
    return Responses(
        instrument=INSTRUMENT,
        items=("q1", "q2", "q3", "q4", "overall"),
        answers=given,
        unit_paths=tuple(paths),
        unit_labels=tuple("/".join(path) or "all" for path in paths),
        unit_of=np.array(of, np.int32),
        attributes=attributes,
        perspective=perspective,
        weights=None,
        links=None,
        intake=Intake(read=len(of), used=len(of)),
    )


def without(responses, person):
    """The same wave before one person had answered."""
    kept = responses.rows(np.arange(len(responses)) != person)
    return replace(kept, intake=Intake(read=len(kept), used=len(kept)))
