"""Small drawings behind cells, and the numbers that stand below them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import marks
from surveys.results import Bound

shares = st.lists(st.integers(0, 100), min_size=2, max_size=11).filter(any)


def ends(told):
    """Where each number ends, mm from the left of the bar, if the line is set flush right."""
    found, right = [], marks.BAR
    for text, room in reversed(told):
        found.insert(0, right - room)
        right -= room + len(text) * marks.DIGIT + marks.SPACE
    return found


@given(shares)
def test_numbers_keep_their_order_and_stay_under_the_bar(counts):
    texts = [str(count) for count in counts]
    told = marks.under(counts, texts)
    assert [text for text, _ in told] == texts
    assert all(room >= 0 for _, room in told)
    assert ends(told)[-1] <= marks.BAR
    assert ends(told)[0] - len(texts[0]) * marks.DIGIT > -0.1 * len(texts)


@pytest.mark.parametrize("counts", [(20, 20, 20, 20, 20), (10, 15, 20, 30, 25)])
def test_numbers_stand_under_the_middle_of_their_shares(counts):
    told = marks.under(counts, [str(count) for count in counts])
    for place, (end, count) in enumerate(zip(ends(told), counts, strict=True)):
        middle = marks.BAR * (sum(counts[:place]) + count / 2) / 100
        assert end - marks.DIGIT == pytest.approx(middle, abs=0.05)


def test_limits_are_drawn_and_told():
    told = marks.under((Bound(at_most=5), 20.0, Bound(at_least=75)), ("≤ 5", "20", "≥ 75"))
    assert [text for text, _ in told] == ["≤ 5", "20", "≥ 75"]
