"""Turns one or two outlines of scores into a radar: axes in coloured sectors, intervals, names around it.

The range is 0-100 and the order of the axes is the instrument's, in every report. Area grows with the square
of the scores, so a radar is for the shape; the document puts bars with intervals beside it.
"""

from collections.abc import Iterator

from reports import palette
from reports.figures.around import extent, laid_out, letters
from reports.figures.circle import ARC, GRID, RIM, Circle, runs
from reports.figures.lettering import as_plotly, width
from reports.figures.picture import (
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

    `wide` and `high` are px; the height is what is needed, and
    more than `high` only where names are too long for any other way to show them whole.

    :raise ValueError: with fewer than three axes or more than two outlines.
    """
    if len(axes) < 3 or not 1 <= len(outlines) <= 2:
        raise ValueError("a radar takes three axes or more and one or two outlines")
    circle, names, badges = laid_out(axes, outlines, language, wide, high - LEGEND)
    bottom = max(extent([*names, *badges])[3], circle.centre[1] + circle.radius + RIM + ARC)
    height = bottom + LEGEND + 2
    legend, samples = _legend(outlines, wide, height)
    shapes = [*_ground(circle, reference), *_bodies(circle, outlines), *samples]
    labels = (*names, *badges, *_ticks(circle), *legend)
    traces = [_line(circle, outline, place) for place, outline in reversed([*enumerate(outlines)])]
    rows = tuple(
        (axis.name, tuple(outline.scores[place] for outline in outlines)) for place, axis in enumerate(axes)
    )
    columns = tuple(outline.name for outline in outlines)
    return Picture(sheet(shapes, traces, wide, height), labels, wide, height, columns, rows)


def perspectives(
    axes: tuple[Axis, ...],
    staff: Outline,
    others: tuple[Outline, ...],
    language: str,
    wide: float = 640,
    high: float = 420,
) -> tuple[Picture, ...]:
    """One radar per other perspective (leaders, customers) with what staff say: never three outlines."""
    return tuple(radar(axes, (staff, other), language, wide, high) for other in others)


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
