"""Turns a picture into SVG for the first view of a page, readable before any script has arrived."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from markupsafe import Markup

from reports.figures import FigureDict, Picture
from reports.figures.picture import trail
from reports.figures.placing import as_svg


def drawn(picture: Picture, alt: str) -> Markup:
    """The picture as an SVG element that grows and shrinks with the page."""
    figure = picture.figure
    shapes = figure["layout"]["shapes"]
    parts = [
        *(_shape(shape) for shape in shapes if shape["layer"] == "below"),
        *(piece for trace in figure["data"] for piece in _trace(trace)),
        *(_shape(shape) for shape in shapes if shape["layer"] == "above"),
    ]
    box = f"0 0 {picture.width:.0f} {picture.height:.0f}"
    svg = f'<svg viewBox="{box}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    # Every attribute is a number or a colour of ours; `as_svg` escapes the words.
    return Markup(as_svg(svg, picture.labels, alt))  # noqa: S704


def _shape(shape: FigureDict) -> str:
    line = shape["line"]
    return _path(shape["path"], shape["fillcolor"], line["color"], line["width"], line.get("dash", ""))


def _trace(trace: FigureDict) -> Iterator[str]:
    """A line, broken where a point is missing, and its markers."""
    points = list(zip(trace["x"], trace["y"], strict=True))
    if "lines" in trace["mode"]:
        line = trace["line"]
        for is_there, run in groupby(points, lambda point: point[0] is not None):
            if is_there:
                dash = "" if line.get("dash", "solid") == "solid" else line["dash"]
                yield _path(trail(run), "none", line["color"], line["width"], dash)
    if "markers" in trace["mode"]:
        yield from _markers(trace["marker"], points)


def _markers(marker: FigureDict, points: list[Any]) -> Iterator[str]:
    for place, (x, y) in enumerate(points):
        if x is None:
            continue
        size, colour = (
            value[place] if isinstance(value, list | tuple) else value
            for value in (marker["size"], marker["color"])
        )
        edge = marker.get("line", {})
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size / 2:.1f}" fill="{escape(colour)}"'
            f' stroke="{escape(edge.get("color", "none"))}" stroke-width="{edge.get("width", 0)}"/>'
        )


def _path(path: str, fill: str, stroke: str, width: float, dash: str) -> str:
    dashes = f' stroke-dasharray="{escape(dash.replace("px", ""))}"' if dash else ""
    return (
        f'<path d="{escape(path)}" fill="{escape(fill)}" stroke="{escape(stroke)}"'
        f' stroke-width="{width}" stroke-linejoin="round"{dashes}/>'
    )
