"""Small drawings behind cells, and the numbers that stand below them."""

import re
from base64 import b64decode

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
    run = sum(len(text) * marks.DIGIT + marks.SPACE for text in texts) - marks.SPACE
    assert ends(told)[0] - len(texts[0]) * marks.DIGIT >= min(0, marks.BAR - run) - 0.01 * len(texts)


@given(shares)
def test_spaces_of_a_fixed_width_hold_every_number_in_its_place(counts):
    told = marks.under(counts, [str(count) for count in counts])
    line = marks.line(told)
    assert line.split() == [text for text, _ in told]
    ends_in_spaces, right = [], marks.BAR
    for piece in reversed(line.split(" ")):
        text = piece.rstrip(marks.EM_SPACE + marks.THIN_SPACE)
        right -= marks.THIN * (6 * piece.count(marks.EM_SPACE) + piece.count(marks.THIN_SPACE))
        ends_in_spaces.insert(0, right)
        right -= len(text) * marks.DIGIT + marks.SPACE
    assert ends_in_spaces == pytest.approx(ends(told), abs=marks.THIN / 2 + 0.001)


@pytest.mark.parametrize("counts", [(20, 20, 20, 20, 20), (10, 15, 20, 30, 25)])
def test_numbers_stand_under_the_middle_of_their_shares(counts):
    told = marks.under(counts, [str(count) for count in counts])
    for place, (end, count) in enumerate(zip(ends(told), counts, strict=True)):
        middle = marks.BAR * (sum(counts[:place]) + count / 2) / 100
        assert end - marks.DIGIT == pytest.approx(middle, abs=0.05)


def test_limits_are_drawn_and_told():
    told = marks.under((Bound(at_most=5), 20.0, Bound(at_least=75)), ("≤ 5", "20", "≥ 75"))
    assert [text for text, _ in told] == ["≤ 5", "20", "≥ 75"]


def drawing(address):
    return b64decode(address.partition(",")[2]).decode()


@pytest.mark.parametrize(
    ("share", "most", "long"), [(25.0, 100.0, 56), (10.0, 20.0, 112), (Bound(at_most=5), 100.0, 11.2)]
)
def test_a_bar_is_as_long_as_its_share(share, most, long):
    [width] = re.findall(r'width="([\d.]+)" height="14"', drawing(marks.bar(share, "#123456", most=most)))
    assert float(width) == pytest.approx(long, abs=0.05)


def test_a_bar_of_nothing_is_not_drawn_and_another_share_is_a_tick():
    assert 'height="14"' not in drawing(marks.bar(0.0, "#123456"))
    assert "M120.0 1V19" in drawing(marks.bar(0.0, "#123456", reference=50.0))


def test_ranks_run_from_the_first_on_the_left_to_the_last():
    assert re.findall(r'cx="([\d.]+)"', drawing(marks.ranks(1, 12, 12, "#123456"))) == ["8.0", "232.0"]
    assert len(re.findall("circle", drawing(marks.ranks(3, 3, 12, "#123456")))) == 1
