"""Turns the colours of the palette into classes of the style sheet, so that equal cells have equal styles.

On paper a style that many cells share is worked out once; one written into a cell is worked out for that cell
alone, and for everything in it.
"""

from functools import cache

from reports import palette

UNTOLD = "of-none"  # no score, or only a limit

_INKS = {
    "inherit": "",
    palette.PLAIN.strong: "ink",
    **{sector.strong: f"ink{place}" for place, sector in enumerate(palette.SECTORS)},
}


def ink(colour: str) -> str:
    """The class that writes in a dimension's colour; none for `inherit`.

    :raise KeyError: if no dimension has the colour.
    """
    return _INKS[colour]


def square(score: float) -> str:
    """The class that puts a square of the map on the ground of its score, in whole points."""
    return f"of{min(max(round(score), 0), 100)}"


@cache
def sheet() -> str:
    """The style sheet of all these classes."""
    inks = (f".{name} {{ color: {colour} }}" for colour, name in _INKS.items() if name)
    none = f".{UNTOLD} {{ background: {palette.UNTOLD}; color: {palette.INK} }}"
    return "\n".join([*inks, none, *map(_square, range(101))])


def _square(score: int) -> str:
    ground = palette.of_score(score)
    return f".of{score} {{ background: {ground}; color: {palette.ink_on(ground)} }}"
