"""Turns results into pictures: radar, culture solid, heat map, trend, distribution, dots with intervals."""

from reports.figures.charts import Course, Dot, Row, distribution, dots, heat_map, trend
from reports.figures.courses import courses
from reports.figures.picture import FigureDict, Label, Picture, interactive
from reports.figures.profile import Axis, Outline, axes_of, outline_of
from reports.figures.radar import perspectives, radar
from reports.figures.shares import Bar, shares
from reports.figures.solid import solid
from reports.figures.solid_on_screen import solid_on_screen

__all__ = [
    "Axis",
    "Bar",
    "Course",
    "Dot",
    "FigureDict",
    "Label",
    "Outline",
    "Picture",
    "Row",
    "axes_of",
    "courses",
    "distribution",
    "dots",
    "heat_map",
    "interactive",
    "outline_of",
    "perspectives",
    "radar",
    "shares",
    "solid",
    "solid_on_screen",
    "trend",
]
