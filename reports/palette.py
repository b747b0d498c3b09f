"""Turns places and scores into colours: sectors of the radar, cells of the heat map, ink that can be read.

The three sector colours can be told apart with any common colour blindness. The scale of scores runs from
orange (low) over a pale middle to blue (high) and is absolute: a colour always means the same score. Most
scores lie between 50 and 80, where it changes fastest; every cell carries its number, for black-and-white
printers. The points of a distribution get darker all the way, because their shares touch each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

INK = "#16233a"  # outlines, headings
QUIET = "#5b6577"  # what is compared with, captions
HAIR = "#c9ced6"  # grid
FAINT = "#e6e9ee"  # grid in the background
PAPER = "#ffffff"
READABLE = 4.5  # the contrast of words, after WCAG 2.2
UNTOLD = "#eceef1"  # what is suppressed; no colour of the scale


@dataclass(frozen=True, slots=True)
class Sector:
    """The colours of one dimension: of its arc and name, and of its share of the ground."""

    strong: str
    tint: str


SECTORS = (
    Sector("#1c5aa6", "#e9f0f9"),
    Sector("#b8500b", "#fcf0e6"),
    Sector("#0b7568", "#e5f4f1"),
    Sector("#7a3b8f", "#f4ecf7"),
    Sector("#8a6a00", "#f8f3e0"),
    Sector("#a3304f", "#faebef"),
)
PLAIN = Sector("#33506f", "#f1f4f7")  # where axes belong to no dimension

# Score -> colour; between the stops colours are mixed.
_SCORES = (
    (0.0, "#b8500b"),
    (25.0, "#ee9c52"),
    (42.0, "#fbdcb9"),
    (50.0, "#f5f1ea"),
    (60.0, "#cfe0f1"),
    (75.0, "#79acd9"),
    (100.0, "#174b8c"),
)
_POINTS = ((0.0, "#ffc078"), (25.0, "#f0bd8c"), (50.0, "#c6bdb5"), (75.0, "#7d9cc1"), (100.0, "#1e4d8b"))

# Lines that meet in one figure: colour, dash and marker each suffice to tell them apart.
STROKES = (
    (SECTORS[0].strong, "solid", "circle"),
    (SECTORS[1].strong, "dash", "square"),
    (SECTORS[2].strong, "dot", "diamond"),
    (SECTORS[3].strong, "dashdot", "triangle-up"),
    (INK, "longdash", "x"),
)


def sector(place: int) -> Sector:
    """The colours of the dimension at a place, counted from 0; they repeat after the sixth."""
    return SECTORS[place % len(SECTORS)]


def mix(first: str, second: str, share: float) -> str:
    """The colour between two, `share` of the way (0-1) from the first to the second."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def clear(colour: str, opacity: float) -> str:
    """A colour through which one sees (`opacity` 0-1), as CSS and Plotly both write it."""
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{opacity:g})"


def of_score(score: float) -> str:
    """The colour of a score of 0-100, the same in every report."""
    return _between(score, _SCORES)


def of_points(points: int) -> tuple[str, ...]:
    """Colours for the shares of a distribution, from the lowest point of a scale to the highest."""
    return tuple(_between(100 * place / max(points - 1, 1), _POINTS) for place in range(points))


def ink_on(ground: str) -> str:
    """Dark or white, whichever is read better on a ground; always at least 4.5 : 1."""
    return max(("#000000", PAPER), key=lambda ink: contrast(ink, ground))


def readable(colour: str) -> str:
    """A colour in which words can be read on paper, and white lines on it: itself, or as dark as it takes.

    :raise ValueError: if it is not written as #rrggbb.
    """
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is not a colour as #rrggbb")
    shades = (colour, *(mix(colour, "#000000", share / 50) for share in range(51)))
    return next(shade for shade in shades if contrast(shade, PAPER) >= READABLE)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1-21, after WCAG 2.2."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is, 0-1; what a black-and-white printer keeps of it (WCAG 2.2)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _between(place: float, scale: Sequence[tuple[float, str]]) -> str:
    """The colour at a place (0-100) of a scale; beyond its ends, theirs."""
    place = min(max(place, 0.0), 100.0)
    for (low, first), (high, second) in pairwise(scale):
        if place <= high:
            return mix(first, second, (place - low) / (high - low))
    return scale[-1][1]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
