"""Shows that background answers are given up where units can be subtracted from them, and nowhere else."""

import numpy as np
import pytest

from surveys.instrument import read_instrument
from surveys.nesting import given_up
from surveys.responses import Coded, Responses
from surveys.results import Intake
from tests.surveys.questionnaires import SMALLEST

OPTIONS = ("new", "middle", "old")


def crowd(table: list[list[int]]) -> Responses:
    """People of units A, B, ...: per unit how many gave which answer, last how many gave none."""
    units, codes = [], []
    for unit, counts in enumerate(table, 1):
        for code, people in zip((0, 1, 2, -1), counts, strict=True):
            units += [unit] * people
            codes += [code] * people
    people = len(units)
    return Responses(
        instrument=read_instrument(SMALLEST),
        items=("a",),
        answers=np.full((people, 1), 3, np.int8),
        unit_paths=((), *((chr(64 + unit),) for unit in range(1, len(table) + 1))),
        unit_labels=("", *(chr(64 + unit) for unit in range(1, len(table) + 1))),
        unit_of=np.array(units, np.int32),
        attributes=(Coded("age", OPTIONS, OPTIONS, np.array(codes, np.int16)),),
        perspective=np.zeros(people, np.int8),
        weights=None,
        links=None,
        intake=Intake(people, people),
    )


def test_an_ordinary_mixture_gives_up_nothing_though_some_cells_are_empty():
    assert given_up(crowd([[0, 6, 11, 3], [2, 14, 16, 0], [0, 4, 10, 1], [1, 2, 4, 4]]), 5) == frozenset()


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_an_answer_of_two_units_and_a_few_others_is_given_up(few: int):
    assert given_up(crowd([[0, 0, 9, 0], [0, 0, 8, 0], [20, 20, few, 6]]), 5) == {"age=old"}


def test_an_answer_of_two_units_and_enough_others_is_kept():
    assert given_up(crowd([[0, 0, 9, 0], [0, 0, 8, 0], [20, 20, 5, 6]]), 5) == frozenset()


def test_an_answer_of_exactly_two_units_tells_nothing_new():
    assert given_up(crowd([[0, 0, 9, 0], [0, 0, 8, 0], [20, 20, 0, 6]]), 5) == frozenset()


def test_a_unit_in_which_all_but_a_few_gave_an_answer_nobody_else_gave_is_protected():
    assert given_up(crowd([[2, 0, 9, 0], [20, 20, 0, 6]]), 5) == {"age=old"}


def test_two_answers_together_are_looked_at_too():
    """All of A is new or middle; beside A only three people are: new and middle less A are those three."""
    assert given_up(crowd([[9, 8, 0, 0], [2, 1, 30, 6]]), 5) == {"age=middle"}


def test_many_answers_are_looked_at_in_reasonable_time():
    many = crowd([[0, 6, 11, 3], [2, 14, 16, 0]])
    codes = np.arange(len(many)) % 40
    options = tuple(map(str, range(40)))
    wide = Coded("site", options, options, codes.astype(np.int16))
    assert isinstance(given_up(Responses(**{**vars(many), "attributes": (wide,)}), 1), frozenset)
