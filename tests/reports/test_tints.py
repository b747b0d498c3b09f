"""Classes of the style sheet that stand for the colours of the palette."""

import pytest

from reports import palette, tints


@pytest.mark.parametrize("score", [-1.0, 0.0, 49.6, 50.4, 100.0, 101.0])
def test_a_score_has_the_colour_of_its_whole_points(score: float) -> None:
    whole = min(max(round(score), 0), 100)
    assert tints.square(score) == f"of{whole}"
    assert f".of{whole} {{ background: {palette.of_score(whole)};" in tints.sheet()


def test_every_dimension_has_an_ink() -> None:
    for sector in (*palette.SECTORS, palette.PLAIN):
        assert f".{tints.ink(sector.strong)} {{ color: {sector.strong} }}" in tints.sheet()
    assert tints.ink("inherit") == ""
    with pytest.raises(KeyError):
        tints.ink("#123456")
