"""Colours mean the same score everywhere, can be read, and survive a black-and-white printer."""

from itertools import pairwise

import pytest

from reports import palette


@pytest.mark.parametrize("score", range(101))
def test_a_number_can_be_read_on_the_colour_of_every_score(score: int) -> None:
    ground = palette.of_score(score)
    assert palette.contrast(palette.ink_on(ground), ground) >= 4.5


@pytest.mark.parametrize("points", [2, 5, 7, 11])
def test_the_points_of_a_distribution_get_darker_all_the_way(points: int) -> None:
    light = [palette.luminance(colour) for colour in palette.of_points(points)]
    assert all(first > second for first, second in pairwise(light))


def test_the_scale_of_scores_is_palest_in_the_middle_and_darkens_to_both_ends() -> None:
    light = [palette.luminance(palette.of_score(score)) for score in range(0, 101, 10)]
    assert light[:6] == sorted(light[:6])
    assert light[5:] == sorted(light[5:], reverse=True)


def test_scores_beyond_the_scale_take_the_colours_of_its_ends() -> None:
    assert palette.of_score(-3) == palette.of_score(0) == "#b8500b"
    assert palette.of_score(140) == palette.of_score(100) == "#174b8c"


def test_names_are_read_on_every_sector_and_every_sector_on_paper() -> None:
    for sector in (*palette.SECTORS, palette.PLAIN):
        assert palette.contrast(palette.PAPER, sector.strong) >= 4.5
        assert palette.contrast(sector.strong, sector.tint) >= 4.0


def test_contrast_of_black_and_white_is_that_of_the_guidelines() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.005
    )  # WCAG 2.2, understanding 1.4.3


def test_what_is_not_told_has_no_colour_of_the_scale() -> None:
    assert palette.UNTOLD not in {palette.of_score(score) for score in range(101)}


# What a deuteranope and a protanope see, after Viénot, Brettel and Mollon (1999), on linear RGB.
_SEEN = {
    "deuteranope": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "protanope": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
}


@pytest.mark.parametrize("kind", _SEEN)
def test_the_three_sectors_differ_for_the_colour_blind(kind: str) -> None:
    seen = [_simulated(sector.strong, kind) for sector in palette.SECTORS[:3]]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert sum(abs(a - b) for a, b in zip(seen[first], seen[second], strict=True)) > 0.15


def _simulated(colour: str, kind: str) -> list[float]:
    linear = [(int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
    mixed = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in _SEEN[kind]]
    return [max(channel, 0.0) ** (1 / 2.2) for channel in mixed]
