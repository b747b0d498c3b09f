"""Turns drawn geometry and its words into one value: a Plotly figure as a plain dict, and labels beside it.

A picture is laid out in CSS pixels from its top left corner, at the size at which it is shown. Its figure
holds no words: on paper the labels become real text above the drawing (right in every script, selectable,
read aloud); on screen `interactive` hands them to Plotly as annotations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reports.figures.lettering import LEADING, as_plotly, widest
from reports.palette import INK
from surveys.results import Bound

FigureDict = dict[str, Any]  # what Plotly calls a figure: data, layout, config
Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
Role = Literal["axis", "value", "sector", "tick", "wave", "legend"]
Told = float | Bound | None  # a score, a limit that stands for one, or nothing

CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True, "topojsonURL": ""}


@dataclass(frozen=True, slots=True)
class Label:
    """Words on a picture. (x, y) in px: the start, middle or end of the block, at half its height."""

    x: float
    y: float
    lines: tuple[str, ...]
    role: Role
    anchor: Anchor = "middle"
    size: float = 11.0  # px
    colour: str = INK
    bold: bool = False
    angle: float = 0.0  # degrees clockwise
    ground: str = ""  # a colour behind the words

    @property
    def width(self) -> float:
        """How wide the block runs, px; a little generous."""
        return widest(self.lines, self.size, self.bold)

    @property
    def height(self) -> float:
        """How high the block is, px."""
        return len(self.lines) * self.size * LEADING

    @property
    def left(self) -> float:
        """The left edge of the block before it is turned, px."""
        return self.x - ANCHORED[self.anchor] * self.width

    @property
    def top(self) -> float:
        """The upper edge of the block before it is turned, px."""
        return self.y - self.height / 2


@dataclass(frozen=True)
class Picture:
    """A drawing with its labels, and the same numbers as a table for those who do not see it.

    columns  heads of the table after the first column
    rows     (name, figure per column)
    """

    figure: FigureDict
    labels: tuple[Label, ...]
    width: float
    height: float
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Told, ...]], ...]


ANCHORED = {"start": 0.0, "middle": 0.5, "end": 1.0}  # the share of a block that lies left of its anchor


def number_of(score: Told) -> float | None:
    """Where a score is drawn: a limit at the limit."""
    if isinstance(score, Bound):
        return score.at_most if score.at_most is not None else score.at_least
    return score


def written(score: Told) -> str:
    """A score in whole points, a limit with its sign; a dash where nothing is told."""
    if isinstance(score, Bound):
        return f"≤ {score.at_most:.0f}" if score.at_most is not None else f"≥ {score.at_least:.0f}"
    return "–" if score is None else f"{score:.0f}"


def sheet(shapes: list[FigureDict], traces: list[FigureDict], width: float, height: float) -> FigureDict:
    """A figure whose coordinates are px from the top left corner, without axes, margins or ground."""
    bare = {"visible": False, "fixedrange": True}
    layout = {
        "width": round(width),
        "height": round(height),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "xaxis": {**bare, "range": [0, width]},
        "yaxis": {**bare, "range": [height, 0]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "shapes": shapes,
    }
    return {"data": traces, "layout": layout, "config": CONFIG}


def shape(
    path: str, *, fill: str = "", line: str = "", width: float = 0.0, dash: str = "", above: bool = False
) -> FigureDict:
    """A path in px, filled and stroked, above or below the traces."""
    stroke: FigureDict = {"width": width, "color": line or "rgba(0,0,0,0)"}
    if dash:
        stroke["dash"] = dash
    return {
        "type": "path",
        "path": path,
        "fillcolor": fill or "rgba(0,0,0,0)",
        "line": stroke,
        "layer": "above" if above else "below",
    }


def polygon(points: Iterable[Point]) -> str:
    """A closed path through points."""
    return trail(points) + "Z"


def trail(points: Iterable[Point]) -> str:
    """An open path through points."""
    return "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in points)


def interactive(picture: Picture) -> FigureDict:
    """The figure with its labels as annotations, for plotly.js in a browser."""
    layout = {**picture.figure["layout"], "annotations": [_annotation(label) for label in picture.labels]}
    return {**picture.figure, "layout": layout}


def said(lines: Sequence[str]) -> str:
    """Lines as Plotly shows them, letter for letter."""
    return "<br>".join(map(as_plotly, lines))


def _annotation(label: Label) -> FigureDict:
    side = {"start": "left", "middle": "center", "end": "right"}[label.anchor]
    return {
        "x": label.x,
        "y": label.y,
        "text": said(label.lines),
        "showarrow": False,
        "xanchor": side,
        "yanchor": "middle",
        "align": side,
        "textangle": label.angle,
        "bgcolor": label.ground or "rgba(0,0,0,0)",
        "borderpad": (3 if label.bold else 1) if label.ground else 0,
        "font": {
            "family": "Inter, system-ui, sans-serif",
            "size": label.size,
            "color": label.colour,
            "weight": 600 if label.bold else 400,
        },
    }
