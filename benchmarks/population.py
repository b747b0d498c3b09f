"""Makes up a large organisation: an instrument of 48 items, 500 units in three levels, and their answers."""

from dataclasses import dataclass

import numpy as np
import yaml
from numpy.typing import NDArray

from surveys.codes import MISSING

SHAPE = (5, 9, 10)  # divisions, departments in each, teams in each: 5 + 45 + 450 = 500 units
DIMENSIONS, FACETS, ITEMS = 3, 4, 4
OPTIONS = (5, 4)  # of the two attributes
LEADERS = 0.04


@dataclass(frozen=True)
class Population:
    """The answers of n people.

    answers      int8 (n, 48), MISSING where not answered
    unit_of      int64 (n,): the index of the person's unit in `unit_paths()`, parents before children
    attributes   int8 (n, 2), -1 where unanswered
    perspective  int8 (n,): 0 staff, 1 leader
    """

    answers: NDArray[np.int8]
    unit_of: NDArray[np.int64]
    attributes: NDArray[np.int8]
    perspective: NDArray[np.int8]


def instrument_text() -> str:
    """The instrument's YAML: three dimensions of four facets of four items, five points, two attributes."""
    definition = {
        "id": "benchmark",
        "version": 1,
        "title": {"en": "Benchmark"},
        "scale": {
            "points": [{"value": value, "label": {"en": f"Answer {value}"}} for value in range(1, 6)],
            "favourable": [4, 5],
            "neutral": [3],
        },
        "dimensions": [_dimension(number) for number in range(DIMENSIONS)],
        "attributes": [_attribute(number, options) for number, options in enumerate(OPTIONS)],
    }
    return yaml.safe_dump(definition, sort_keys=False)


def _dimension(number: int) -> dict[str, object]:
    facets = [_facet(f"{'ABC'[number]}{facet + 1}") for facet in range(FACETS)]
    return {"id": f"dimension{number}", "name": {"en": f"Dimension {number}"}, "facets": facets}


def _facet(code: str) -> dict[str, object]:
    items = [_item(f"{code}.{item + 1}") for item in range(ITEMS)]
    return {"id": f"facet{code}", "name": {"en": f"Facet {code}"}, "items": items}


def _item(code: str) -> dict[str, object]:
    leader = {"leader": {"en": f"Statement {code}, as leaders read it"}}
    return {"id": code, "text": {"en": f"Statement {code}"}, "perspectives": leader}


def _attribute(number: int, options: int) -> dict[str, object]:
    choices = [{"id": f"o{option}", "label": {"en": f"Option {option}"}} for option in range(options)]
    return {"id": f"attribute{number}", "text": {"en": f"Attribute {number}"}, "options": choices}


def unit_paths() -> list[tuple[str, ...]]:
    """Every unit as its path of codes, each before those below it."""
    divisions, departments, teams = SHAPE
    paths: list[tuple[str, ...]] = []
    for division in range(divisions):
        paths.append((f"V{division}",))
        for department in range(departments):
            paths.append((f"V{division}", f"D{division}{department}"))
            paths += [(*paths[-1], f"T{division}{department}{team}") for team in range(teams)]
    return paths


def population(people: int, seed: int = 20261123) -> Population:
    """Made-up answers: items of a facet go together, teams differ, one answer in thirty is missing."""
    random = np.random.default_rng(seed)
    teams = np.array([place for place, path in enumerate(unit_paths()) if len(path) == len(SHAPE)])
    sizes = random.lognormal(0.0, 1.2, len(teams))
    team_of = random.choice(len(teams), size=people, p=sizes / sizes.sum())
    answers = np.empty((people, DIMENSIONS * FACETS * ITEMS), dtype=np.int8)
    level = random.normal(0.0, 0.2, len(teams))[team_of] + random.normal(0.0, 0.6, people)
    for facet in range(DIMENSIONS * FACETS):
        tendency = level + random.normal(0.1 * (facet % 5), 0.5, people)
        for item in range(ITEMS * facet, ITEMS * facet + ITEMS):
            answers[:, item] = np.clip(np.rint(3.4 + tendency + random.normal(0.0, 0.7, people)), 1, 5)
    answers[random.random(answers.shape) < 1 / 30] = MISSING
    attributes = [random.integers(-1, options, people, dtype=np.int8) for options in OPTIONS]
    perspective = (random.random(people) < LEADERS).astype(np.int8)
    return Population(answers, teams[team_of], np.column_stack(attributes), perspective)
