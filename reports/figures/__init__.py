"""Turns results into pictures: radar, culture solid, heat map, trend, distribution, dots with intervals."""

from reports.figures.picture import FigureDict, Label, Picture, interactive
from reports.figures.profile import Axis, Outline, axes_of, outline_of
from reports.figures.radar import radar

__all__ = [
    "Axis",
    "FigureDict",
    "Label",
    "Outline",
    "Picture",
    "axes_of",
    "interactive",
    "outline_of",
    "radar",
]
