"""Releases waves of many shapes, without a server, and compares every figure with the arithmetic.

Groups of nobody, just below and above k and 2k, and larger; teams that agree with everything; many blanks.
"""

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from surveys.codes import MISSING, PERSPECTIVES
from surveys.disclosure import release
from surveys.instrument import read_instrument
from surveys.responses import Coded, Responses
from surveys.results import Intake, Policy, Results
from tests.waves.arithmetic import FACETS, Response, cells_of, measured
from tests.waves.comparing import differences
from tests.waves.people import GROUPS, LEANINGS, UNITS, opinion_of
from tests.waves.questionnaire import OPTIONS, POINTS, all_items, text
from tests.waves.readers import exposed

SIZES = (0, 1, 3, 5, 7, 9, 11, 14, 18, 22, 30, 45)
ASKED = tuple(item for item in all_items() if item.asked_of)


def shape(chance: random.Random) -> list[tuple[str, str, int, int]]:
    """Groups as in the large wave, of other sizes: how many are invited, and how many answer."""
    answering = [chance.choice(SIZES) for _ in GROUPS]
    answering[0] += 5  # somebody must
    silent = [chance.choice((0, 0, 2, 10)) for _ in GROUPS]
    return [
        (unit, perspective, there + away, there)
        for (unit, perspective, *_), there, away in zip(GROUPS, answering, silent, strict=True)
    ]


def answered(groups: Sequence[tuple[str, str, int, int]], chance: random.Random) -> list[Response]:
    """What people of these groups say."""
    blank, content = chance.choice((0.0, 0.1, 0.4)), chance.choice((set(), {"works", "service/field"}))
    responses = [
        _response(unit, perspective, blank, unit in content, chance)
        for unit, perspective, _, there in groups
        for _ in range(there)
    ]
    return chance.sample(responses, len(responses))


def _response(unit: str, perspective: str, blank: float, content: bool, chance: random.Random) -> Response:
    opinion = opinion_of(0, LEANINGS[unit] + chance.gauss(0, 0.7), chance)
    said = zip(all_items(), opinion.answers, strict=True)
    ticked = {
        item.id: (POINTS[0] if item.reverse else POINTS[-1]) if content else int(answer)
        for item, answer in said
        if perspective in item.asked_of and answer.isdigit() and chance.random() >= blank
    }
    tenure = None if opinion.tenure is None or perspective == "customer" else OPTIONS[opinion.tenure]
    return Response(unit, perspective, tenure, ticked)


def released(responses: Sequence[Response], invited: dict[str, int]) -> Results:
    """What may be told of them."""
    paths = ((), *(tuple(unit.split("/")) for unit in UNITS))
    places = {unit: place for place, unit in enumerate(UNITS, 1)}
    tenures = [-1 if each.tenure is None else OPTIONS.index(each.tenure) for each in responses]
    answers = [[each.ticked.get(item.id, MISSING) for item in ASKED] for each in responses]
    units = [places[each.unit] if each.perspective == "staff" else 0 for each in responses]
    everything = Responses(
        instrument=read_instrument(text()),
        items=tuple(item.id for item in ASKED),
        answers=np.array(answers, np.int8),
        unit_paths=paths,
        unit_labels=("Works", *UNITS),
        unit_of=np.array(units, np.int32),
        attributes=(Coded("tenure", OPTIONS, OPTIONS, np.array(tenures, np.int16)),),
        perspective=np.array([PERSPECTIVES.index(each.perspective) for each in responses], np.int8),
        weights=None,
        links=None,
        intake=Intake(read=len(responses), used=len(responses)),
    )
    return release(everything, Policy(), invited=invited)


def invited_of(groups: Sequence[tuple[str, str, int, int]]) -> dict[str, int]:
    """How many were invited, by segment: staff in their unit and in all above it."""
    counts: Counter[str] = Counter()
    for unit, perspective, invited, _ in groups:
        if perspective != "staff":
            counts[perspective] += invited
            continue
        counts["all"] += invited
        counts.update({key: invited for key in UNITS if f"{unit}/".startswith(f"{key}/")})
    return dict(counts)


@pytest.mark.parametrize("seed", range(8))
def test_a_release_holds_what_was_computed_and_gives_nobody_away(seed: int) -> None:
    chance = random.Random(seed)
    groups = shape(chance)
    responses = answered(groups, chance)
    invited = invited_of(groups) if seed % 4 else {}
    told, cells = released(responses, invited), cells_of(responses, UNITS)
    assert "all" not in told.counts or len(cells["all"]) >= 5
    assert [
        each for key in told.counts for each in differences(told, key, cells[key], invited.get(key))
    ] == []
    few_measures = [*list(measured("staff"))[::6], *FACETS[::4]]
    assert exposed(told, cells["all"], few_measures) == []
