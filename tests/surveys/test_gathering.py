"""Shows that answers are thrown together until they point to nobody, and no further than the rule needs."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surveys.gathering import kept_with


def test_a_small_team_is_kept_with_its_smallest_neighbour() -> None:
    # A department (0) with teams of 40, 9 and 3, and another (4) with two of 20.
    parents = [-1, 0, 0, 0, -1, 4, 4]
    assert kept_with(parents, [0, 40, 9, 3, 0, 20, 20, 0], 5) == [0, 1, 0, 0, 4, 5, 6]


def test_the_one_that_was_hidden_before_is_chosen_first() -> None:
    parents = [-1, 0, 0, 0]
    assert kept_with(parents, [0, 40, 9, 3, 0], 5, first=[1]) == [0, 0, 2, 0]


def test_people_of_a_department_itself_count() -> None:
    assert kept_with([-1, 0, 0, -1], [6, 10, 3, 9, 0], 5) == [0, 1, 0, 3]


def test_too_few_in_all_are_kept_with_the_whole() -> None:
    assert kept_with([-1, 0, -1], [1, 1, 1, 1], 5) == [-1, -1, -1]


def test_where_all_are_large_nothing_moves() -> None:
    assert kept_with([-1, 0, 0, -1], [0, 5, 5, 5, 0], 5) == [0, 1, 2, 3]


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    parents = [draw(st.integers(-1, unit - 1)) for unit in range(draw(st.integers(0, 12)))]
    people = draw(st.lists(st.integers(0, 14), min_size=len(parents) + 1, max_size=len(parents) + 1))
    return parents, people


@given(trees(), st.integers(2, 8))
def test_nobody_or_enough_are_kept_together(tree: tuple[list[int], list[int]], least: int) -> None:
    parents, people = tree
    kept = kept_with(parents, people, least)
    together: Counter[int] = Counter({-1: people[-1]})
    for unit, place in enumerate(kept):
        together[place] += people[unit]
        assert place in _line(unit, parents)
    assert all(count == 0 or count >= min(least, sum(people)) for count in together.values())


def _line(unit: int, parents: list[int]) -> list[int]:
    return [unit] if unit < 0 else [unit, *_line(parents[unit], parents)]
