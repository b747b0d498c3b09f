"""Turns one or two outlines of scores into a radar: axes in coloured sectors, intervals, names around it.

The range is 0-100 and the order of the axes is the instrument's, in every report. Area grows with the square
of the scores, so a radar is for the shape; the document puts bars with intervals beside it.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, hypot, radians, sin, sqrt

from reports import palette
from reports.figures.circle import GRID, Circle, runs
from reports.figures.lettering import as_plotly, width, wrap
from reports.figures.picture import (
    ANCHORED,
    Anchor,
    FigureDict,
    Label,
    Picture,
    Point,
    polygon,
    shape,
    sheet,
    trail,
    written,
)
from reports.figures.profile import Axis, Outline

REFERENCE = 50.0  # the ring that is drawn stronger: the middle of the scale
RIM = 9.0  # px between 100 and the coloured arc, and
ARC = 6.0  # how thick the arc is
GAP = 4.0  # px between two numbers
LEGEND = 26.0  # px at the foot
DASH = "5px,3px"  # the line of what is compared with


def radar(
    axes: tuple[Axis, ...],
    outlines: tuple[Outline, ...],
    language: str,
    wide: float = 640,
    high: float = 520,
    reference: float = REFERENCE,
) -> Picture:
    """Draws at most two outlines, the one that is reported first and what it is compared with second.

    `wide` and `high` are px; the height is what is needed, at most `high`.

    :raise ValueError: with fewer than three axes or more than two outlines.
    """
    if len(axes) < 3 or not 1 <= len(outlines) <= 2:
        raise ValueError("a radar takes three axes or more and one or two outlines")
    circle, names, badges = _laid_out(axes, outlines, language, wide, high - LEGEND)
    bottom = max(extent([*names, *badges])[3], circle.centre[1] + circle.radius + RIM + ARC)
    height = min(high, bottom + LEGEND + 4)
    legend, samples = _legend(outlines, wide, height)
    shapes = [*_ground(circle, reference), *_bodies(circle, outlines), *samples]
    labels = (*names, *badges, *_ticks(circle), *legend)
    traces = [_line(circle, outline, place) for place, outline in reversed([*enumerate(outlines)])]
    rows = tuple(
        (axis.name, tuple(outline.scores[place] for outline in outlines)) for place, axis in enumerate(axes)
    )
    columns = tuple(outline.name for outline in outlines)
    return Picture(sheet(shapes, traces, wide, height), labels, wide, height, columns, rows)


def _laid_out(
    axes: tuple[Axis, ...], outlines: tuple[Outline, ...], language: str, wide: float, high: float
) -> tuple[Circle, list[Label], list[Label]]:
    """The largest circle whose names all stay on the sheet, moved up to its top edge; names and badges."""
    for radius in range(int(min(wide, high) / 2 - RIM - ARC), 40, -3):
        circle = Circle(axes, (wide / 2, high / 2), radius)
        badges = [*_badges(circle, language, letters(wide))]
        names = [*_names(circle, outlines, language, wide, [*_discs(circle, badges)])]
        left, top, right, bottom = extent([*names, *badges])
        top, bottom = min(top, high / 2 - radius - RIM - ARC), max(bottom, high / 2 + radius + RIM + ARC)
        if left >= 2 and right <= wide - 2 and bottom - top <= high - 4:
            break
    lift = top - 2
    lifted = Circle(axes, (wide / 2, high / 2 - lift), radius)
    names, badges = ([replace(label, y=label.y - lift) for label in labels] for labels in (names, badges))
    return lifted, names, badges


def letters(wide: float) -> float:
    """The size of the letters on a sheet of a width, px: 8 pt on paper, a little less on a small sheet."""
    return min(max(wide / 54, 9.8), 11.0)


def extent(labels: list[Label]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of labels, px."""
    return (
        min(label.left for label in labels),
        min(label.top for label in labels),
        max(label.left + label.width for label in labels),
        max(label.top + label.height for label in labels),
    )


def _discs(circle: Circle, badges: list[Label]) -> Iterator[tuple[Point, float]]:
    """What names keep away from: the circle with its arc, and each badge as a row of discs; (middle, px)."""
    yield circle.centre, circle.radius + RIM + ARC + 5
    for badge in badges:
        half, turn = badge.width / 2, radians(badge.angle)
        for share in (-1, -0.6, -0.2, 0.2, 0.6, 1):
            middle = badge.x + share * half * cos(turn), badge.y + share * half * sin(turn)
            yield middle, badge.height / 2 + 5


def _names(
    circle: Circle,
    outlines: tuple[Outline, ...],
    language: str,
    wide: float,
    discs: list[tuple[Point, float]],
) -> Iterator[Label]:
    """The names of the axes with their scores below, as near to the circle as they go."""
    column, size = min(max(wide * 0.2, 84.0), 150.0), letters(wide)
    for place, axis in enumerate(circle.axes):
        scores = [written(outline.scores[place]) for outline in outlines]
        name = Label(0, 0, wrap(axis.name, column, size, language), "axis", size=size)
        values = _values(scores, circle.colours(place).strong, size)
        across = max(name.width, sum(value.width for value in values) + GAP * (len(values) - 1))
        line = values[0].height
        x, y = _outside(circle, place, (across, name.height + line), discs)
        side = sin(radians(circle.angle(place)))
        anchor: Anchor = "start" if side > 0.3 else "end" if side < -0.3 else "middle"
        edge = x + (ANCHORED[anchor] - 0.5) * across
        yield replace(name, x=edge, y=y - line / 2, anchor=anchor)
        yield from _in_a_row(values, edge, y + name.height / 2, anchor)


def _values(scores: list[str], colour: str, size: float) -> list[Label]:
    """The reported score, large, and after a stroke what it is compared with."""
    first = Label(0, 0, (scores[0],), "value", "start", size * 1.2, colour, bold=True)
    rest = (Label(0, 0.8, (f"/ {score}",), "value", "start", size, palette.QUIET) for score in scores[1:])
    return [first, *rest]


def _in_a_row(labels: list[Label], edge: float, y: float, anchor: Anchor) -> Iterator[Label]:
    """Labels side by side, flush with `edge` at their anchor."""
    across = sum(label.width for label in labels) + GAP * (len(labels) - 1)
    x = edge - ANCHORED[anchor] * across
    for label in labels:
        place = x + (label.width if anchor == "end" else 0.0)
        yield replace(label, x=place, y=y + label.y, anchor="end" if anchor == "end" else "start")
        x += label.width + GAP


def _outside(
    circle: Circle, place: int, block: tuple[float, float], discs: list[tuple[Point, float]]
) -> Point:
    """The middle of a block of text that lies clear of the discs in the direction of an axis."""
    angle = radians(circle.angle(place))
    lean = min(max(1.6 * sin(angle), -1.0), 1.0), min(max(-1.6 * cos(angle), -1.0), 1.0)
    for push in range(200):
        x, y = circle.on(circle.angle(place), circle.radius + RIM + ARC + push)
        x, y = x + lean[0] * block[0] / 2, y + lean[1] * block[1] / 2
        if all(_distance(middle, (x, y), block) >= clear for middle, clear in discs):
            break
    return x, y


def _distance(point: Point, middle: Point, block: tuple[float, float]) -> float:
    """How far a point lies from a block of text, px; 0 inside it."""
    across = max(abs(point[0] - middle[0]) - block[0] / 2, 0.0)
    return hypot(across, max(abs(point[1] - middle[1]) - block[1] / 2, 0.0))


def _ground(circle: Circle, reference: float) -> Iterator[FigureDict]:
    """Tinted sectors, the coloured arc around them, rings and spokes."""
    for _, start, end in circle.sectors():
        colours = circle.colours(int(start + 0.5))
        rim = circle.arc(start, end, circle.radius)
        yield shape(polygon([circle.centre, *rim]), fill=colours.tint)
        inner, outer = (circle.arc(start, end, circle.radius + RIM + depth) for depth in (0, ARC))
        yield shape(polygon([*inner, *reversed(outer)]), fill=colours.strong)
    rings = (circle.arc(0, len(circle.axes), circle.radius * score / 100) for score in GRID)
    spokes = ([circle.centre, circle.at(place, 100)] for place in range(len(circle.axes)))
    yield shape("".join([*map(polygon, rings), *map(trail, spokes)]), line=palette.HAIR, width=0.6)
    middle = circle.arc(0, len(circle.axes), circle.radius * reference / 100)
    yield shape(polygon(middle), line=palette.QUIET, width=0.9, dash="2px,2.5px")
    borders = [start for _, start, _ in circle.sectors()] if len(list(circle.sectors())) > 1 else []
    cuts = "".join(trail([circle.centre, circle.at(place, 100, RIM + ARC)]) for place in borders)
    if cuts:
        yield shape(cuts, line=palette.PAPER, width=3.5)


def _bodies(circle: Circle, outlines: tuple[Outline, ...]) -> Iterator[FigureDict]:
    """The reported outline filled in its sectors' colours, its interval as a soft band, gaps crossed."""
    reported = outlines[0]
    for sector, points in wedges(circle, reported.heights):
        yield shape(polygon([circle.centre, *points]), fill=palette.clear(sector.strong, 0.2))
    if reported.lows:
        band = "".join(_band(circle, reported))
        if band:
            yield shape(band, fill=palette.clear(palette.INK, 0.16))
    untold = [place for place, score in enumerate(reported.heights) if score is None]
    crosses = "".join(_cross(circle.at(place, 100)) for place in untold)
    if crosses:
        yield shape(crosses, line=palette.QUIET, width=1.4, above=True)


def wedges(circle: Circle, heights: tuple[float | None, ...]) -> list[tuple[palette.Sector, list[Point]]]:
    """The edge of an outline cut where sectors meet: per piece its colours and corners, gaps left out."""
    pieces: list[tuple[palette.Sector, list[Point]]] = []
    for run in runs(heights):
        for place in run:
            colours, height = circle.colours(place), heights[place]
            before, after = circle.chord(place - 1, heights), circle.chord(place, heights)
            corners = ((place - 0.5, before), (place, height), (place + 0.5, after))
            points = [circle.at(where, score) for where, score in corners if score is not None]
            if pieces and place != run[0] and pieces[-1][0] is colours:
                pieces[-1][1].extend(points[1:])
            else:
                pieces.append((colours, points))
    return pieces


def _band(circle: Circle, outline: Outline) -> Iterator[str]:
    """The interval as a path: a ring where all is told, else one strip per stretch."""
    known = [
        None if low is None or high is None else 1.0
        for low, high in zip(outline.lows, outline.highs, strict=True)
    ]
    for run in runs(known):
        inner = [circle.at(place, outline.lows[place] or 0.0) for place in run]
        outer = [circle.at(place, outline.highs[place] or 0.0) for place in run]
        whole = len(run) == len(circle.axes)
        yield polygon(outer) + polygon(inner) if whole else polygon([*outer, *reversed(inner)])


def _cross(middle: Point) -> str:
    x, y = middle
    return trail([(x - 4, y - 4), (x + 4, y + 4)]) + trail([(x - 4, y + 4), (x + 4, y - 4)])


def _line(circle: Circle, outline: Outline, place: int) -> FigureDict:
    """An outline with a marker per axis: the reported one solid with dots, the other dashed and hollow."""
    heights = outline.heights
    corners: list[int | None] = []  # axes in drawing order, None where the line breaks
    for run in runs(heights):
        corners += [*run, *(run[:1] if len(run) == len(heights) else ()), None]
    points = [circle.at(axis, heights[axis] or 0.0) if axis is not None else (None, None) for axis in corners]
    told = [_hover(circle.axes[axis], outline, axis) if axis is not None else "" for axis in corners]
    reported = place == 0
    colour = palette.INK if reported else palette.QUIET
    fill = [circle.colours(axis or 0).strong for axis in corners]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": as_plotly(outline.name),
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "hovertext": told,
        "hoverinfo": "text",
        "cliponaxis": False,
        "line": {"color": colour, "width": 2.2 if reported else 1.5, "dash": "solid" if reported else DASH},
        "marker": {
            "symbol": "circle" if reported else "diamond",
            "size": 8 if reported else 6.5,
            "color": fill if reported else palette.PAPER,
            "line": {"color": palette.PAPER if reported else colour, "width": 1.3},
        },
    }


def _hover(axis: Axis, outline: Outline, place: int) -> str:
    """What the pointer reads: outline, axis, score and interval."""
    low, high = (outline.lows[place], outline.highs[place]) if outline.lows else (None, None)
    sure = f" ({low:.0f}–{high:.0f})" if low is not None and high is not None else ""
    return as_plotly(f"{outline.name} · {axis.name}: {written(outline.scores[place])}{sure}")


def _ticks(circle: Circle) -> Iterator[Label]:
    """The numbers of the rings, where the first sector ends."""
    for score in GRID:
        x, y = circle.at(circle.boundary, score)
        yield Label(x, y, (f"{score}",), "tick", size=8.5, colour=palette.QUIET, ground=palette.PAPER)


def _badges(circle: Circle, language: str, size: float) -> Iterator[Label]:
    """The names of the dimensions on their arcs, turned with them and never upside down."""
    outer = circle.radius + RIM + ARC / 2
    for name, start, end in circle.sectors():
        middle = circle.angle((start + end) / 2)
        # A straight name leaves the arc by its sagitta: as long as stays within about a line of it.
        room = min(2 * sqrt(1.8 * size * outer), 1.6 * outer * radians(middle - circle.angle(start)))
        lines = wrap(name, room, size, language, bold=True)
        upright = (middle + 90) % 180 - 90
        ground = circle.colours(int(start + 0.5)).strong
        if lines:
            yield Label(
                *circle.on(middle, outer),
                lines,
                "sector",
                "middle",
                size,
                palette.PAPER,
                True,
                upright,
                ground,
            )


def _legend(
    outlines: tuple[Outline, ...], wide: float, height: float
) -> tuple[list[Label], list[FigureDict]]:
    """The names of the outlines with a sample of their lines, centred at the foot."""
    size = letters(wide)
    lengths = [width(outline.name, size) + 58 for outline in outlines]
    x, y = (wide - sum(lengths) + 20) / 2, height - 11
    labels, samples = [], []
    for outline, length in zip(outlines, lengths, strict=True):
        line = trail([(x, y), (x + 28, y)])
        reported = outline is outlines[0]
        samples.append(
            shape(line, line=palette.INK, width=2.2)
            if reported
            else shape(line, line=palette.QUIET, width=1.5, dash=DASH)
        )
        labels.append(Label(x + 35, y, (outline.name,), "legend", "start", size))
        x += length
    return labels, samples
