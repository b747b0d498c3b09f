"""Makes up the answers of a crowd: people with leanings, items of unequal difficulty, and blanks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from culture3d.services.answering.sheets import DONT_KNOW, UNANSWERED, Sheet, Text, asked_items
from culture3d.services.demonstration.clients import Client
from surveys.codes import MISSING, Perspective
from surveys.instrument import Instrument, Item

# Standard deviations on the scale's own points: what a person shares between all items, the items of a
# dimension and of a facet, and what is each item's own. Items of a facet then correlate by about .5.
GENERAL, DIMENSION, FACET, OWN, UNIT = 0.45, 0.35, 0.40, 0.70, 0.05
DIFFICULTY = 0.22
TENURES = (0.27, 0.45, 0.24)  # the rest would rather not say
PERSPECTIVE_SHIFT: dict[Perspective, float] = {"staff": 0.0, "leader": 0.42, "customer": -0.18}
RESPONSE = (0.71, 0.76, 0.79)  # the share that answers, by wave
OVERALL = "overall"


@dataclass(frozen=True)
class Group:
    """People who answer alike: those of a unit, the leaders, or the customers."""

    people: int
    leaning: float
    perspective: Perspective = "staff"
    unit_id: int | None = None


def answers_of(
    group: Group, client: Client, wave: int, instrument: Instrument, rng: np.random.Generator
) -> list[Sheet]:
    """A sheet for each person of a group who answers in a wave, counted from 0."""
    asked = asked_items(instrument, group.perspective)
    agreement = _agreement(group, client, wave, instrument, [item for _, item in asked], rng)
    points = np.array(instrument.scale.values)
    chosen = points[np.clip(np.rint(agreement), 0, len(points) - 1).astype(int)]
    reverse = np.array([item.reverse for _, item in asked])
    chosen = np.where(reverse, points.min() + points.max() - chosen, chosen)
    luck = rng.random(chosen.shape)
    chosen = np.where(luck < 0.022, DONT_KNOW, np.where(luck < 0.032, MISSING, chosen))
    return [_sheet(group, instrument, [place for place, _ in asked], row, rng) for row in chosen.tolist()]


def _agreement(
    group: Group,
    client: Client,
    wave: int,
    instrument: Instrument,
    items: list[Item],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """How far each person agrees with each item, as a place on the scale's points, unrounded."""
    facets = _facet_rows(instrument, items)
    dimensions = _dimension_rows(instrument, items)
    people = group.people
    shared = rng.normal(0, GENERAL, (people, 1)) + rng.normal(0, UNIT)
    by_dimension = rng.normal(0, DIMENSION, (people, max(dimensions) + 1))[:, dimensions]
    by_facet = rng.normal(0, FACET, (people, max(facets) + 1))[:, facets]
    own = rng.normal(0, OWN, (people, len(items)))
    middle = (len(instrument.scale.points) - 1) / 2 + client.level + group.leaning
    means = np.array([_mean(item, client, wave, instrument) for item in items])
    sight = PERSPECTIVE_SHIFT[group.perspective]
    return middle + sight + means + shared + by_dimension + by_facet + own


def _mean(item: Item, client: Client, wave: int, instrument: Instrument) -> float:
    """Where an item lies: its own difficulty, the same in every wave, and its facet's start and moves."""
    difficulty = np.random.default_rng(list(f"{client.slug} {item.id}".encode())).normal(0, DIFFICULTY)
    facet = next((facet.id for facet in instrument.all_facets if item in facet.items), OVERALL)
    drift = (0.0, 0.4, 1.0)[wave] * client.moves.get(facet, 0.04)
    return float(difficulty + client.start.get(facet, 0.0) + drift)


def _facet_rows(instrument: Instrument, items: list[Item]) -> list[int]:
    """For each item the number of its facet; an item under none counts as one more."""
    facets = instrument.all_facets
    return [
        next((row for row, facet in enumerate(facets) if item in facet.items), len(facets)) for item in items
    ]


def _dimension_rows(instrument: Instrument, items: list[Item]) -> list[int]:
    """For each item the number of its dimension; an item under none counts as one more."""
    dimensions = [
        {item.id for facet in dimension.facets for item in facet.items} for dimension in instrument.dimensions
    ]
    return [
        next((row for row, ids in enumerate(dimensions) if item.id in ids), len(dimensions)) for item in items
    ]


def _sheet(
    group: Group, instrument: Instrument, places: list[int], row: list[int], rng: np.random.Generator
) -> Sheet:
    answers = [MISSING] * len(instrument.all_items)
    for place, answer in zip(places, row, strict=True):
        answers[place] = answer
    return Sheet(
        tuple(answers),
        tuple(_option(len(attribute.options), rng) for attribute in instrument.attributes)
        if group.perspective == "staff"
        else (UNANSWERED,) * len(instrument.attributes),
        group.unit_id,
        group.perspective,
        (Text(),) * len(instrument.questions),
    )


def _option(options: int, rng: np.random.Generator) -> int:
    shares = np.array(TENURES[:options])
    drawn = int(rng.choice(options + 1, p=[*shares, 1 - shares.sum()]))
    return drawn if drawn < options else UNANSWERED
