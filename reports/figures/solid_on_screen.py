"""Turns the outlines of several waves into the culture solid on screen: a body that can be turned (WebGL).

The geometry is that of the solid on paper. Without WebGL a page shows the one for paper instead.
"""

from collections.abc import Iterator
from math import cos, radians, sin

from reports import palette
from reports.figures.body import Body, Corner, Wall
from reports.figures.camera import ELEVATION
from reports.figures.lettering import as_plotly, wrap
from reports.figures.picture import CONFIG, FigureDict, said, written
from reports.figures.profile import Axis, Outline
from reports.figures.solid import MOST_WAVES, shaded

FONT = "Inter, system-ui, sans-serif"
NAME = 116.0  # px in which the name of an axis is wrapped
SIZE = 11
MARGIN = 6.0  # below and above the body: at the very edge of a scene faces flicker
REACH = 130.0  # how far from the middle there is anything to see


def solid_on_screen(axes: tuple[Axis, ...], waves: tuple[Outline, ...], language: str) -> FigureDict:
    """Builds the figure, oldest wave first, of which the last six are shown; it fills its element.

    :raise ValueError: with fewer than three axes or without a wave.
    """
    if len(axes) < 3 or not waves:
        raise ValueError("a solid takes three axes or more and at least one wave")
    body = Body(axes, waves[-MOST_WAVES:])
    data = [*_ground(body), *_meshes(body), *(_edge(body, wave) for wave in range(len(body.waves)))]
    span = 1.85 * min(1.0, 250 / (128 + body.height))  # a tall body is shown smaller
    scene = {
        **{f"{axis}axis": {"visible": False, "range": [-REACH, REACH]} for axis in "xy"},
        "zaxis": {"visible": False, "range": [-MARGIN, body.height + MARGIN]},
        "aspectmode": "manual",
        "aspectratio": {"x": span, "y": span, "z": span * (body.height + 2 * MARGIN) / (2 * REACH)},
        "dragmode": "turntable",
        "annotations": [*_names(body, language), *_wave_names(body)],
        "camera": {
            "eye": {"x": 0.0, "y": -1.3 * cos(radians(ELEVATION)), "z": 1.3 * sin(radians(ELEVATION))},
            "projection": {"type": "orthographic"},
        },
    }
    layout = {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "autosize": True,
        "scene": scene,
        "hoverlabel": {"font": {"family": FONT}},
    }
    return {"data": data, "layout": layout, "config": CONFIG}


def _mesh(walls: list[Wall], colours: list[str], opacity: float) -> FigureDict:
    """Facets as one mesh; they bring their light with them, so that the body looks as it does on paper."""
    corners: list[Corner] = []
    triangles: list[tuple[int, int, int]] = []
    faces: list[str] = []
    for wall, colour in zip(walls, colours, strict=True):
        first = len(corners)
        corners += wall.corners
        for second in range(1, len(wall.corners) - 1):
            triangles.append((first, first + second, first + second + 1))
            faces.append(colour)
    return {
        "type": "mesh3d",
        **_coordinates(corners),
        **{name: [triangle[place] for triangle in triangles] for place, name in enumerate("ijk")},
        "facecolor": faces,
        "opacity": opacity,
        "flatshading": True,
        "lighting": {"ambient": 1.0, "diffuse": 0.0, "specular": 0.0, "fresnel": 0.0},
        "hoverinfo": "skip",
    }


def _meshes(body: Body) -> Iterator[FigureDict]:
    """The walls, shaded, and the latest wave as the upper face."""
    walls, lid = [*body.walls.values()], [*_lid(body)]
    if walls:
        yield _mesh(walls, [*map(shaded, walls)], 0.8)
    if lid:
        yield _mesh(lid, [palette.mix(wall.colours.strong, palette.PAPER, 0.5) for wall in lid], 0.9)


def _lid(body: Body) -> Iterator[Wall]:
    edge, middle = body.edge(len(body.waves) - 1), (0.0, 0.0, body.height)
    for start, end, colours in body.sides():
        first, second = edge[start], edge[end]
        if first and second:
            yield Wall((middle, first, second), colours)


def _edge(body: Body, wave: int) -> FigureDict:
    """The outline of one wave with a dot per axis, which tells its score when pointed at."""
    outline, latest = body.waves[wave], wave == len(body.waves) - 1
    # A little off the walls, so that the line is not half hidden in them.
    edge = [corner and (corner[0] * 1.008, corner[1] * 1.008, corner[2] + 0.5) for corner in body.edge(wave)]
    told = [_hover(body, outline, place) for place in body.places]
    size = [0.0 if place != int(place) else 5.0 if latest else 3.5 for place in body.places]
    return {
        "type": "scatter3d",
        "mode": "lines+markers",
        "name": as_plotly(outline.name),
        **_coordinates([*edge, edge[0]]),
        "line": {"color": palette.INK if latest else palette.PAPER, "width": 6 if latest else 4},
        "marker": {
            "size": [*size, size[0]],
            "color": palette.INK if latest else palette.QUIET,
            "line": {"width": 0},
        },
        "hovertext": [*told, told[0]],
        "hoverinfo": "text",
        "connectgaps": False,
    }


def _hover(body: Body, outline: Outline, place: float) -> str:
    axis = int(place)
    if place != axis:
        return ""
    return as_plotly(f"{outline.name} · {body.axes[axis].name}: {written(outline.scores[axis])}")


def _ground(body: Body) -> Iterator[FigureDict]:
    """The ring of 100 per sector and the spokes on the ground, and hairlines for 50 and the upper ring."""
    circle = body.circle

    def ring(start: float, end: float, score: float, z: float) -> list[Corner]:
        return [(x, -y, z) for x, y in circle.arc(start, end, score)]

    for _, start, end in circle.sectors():
        yield _line(ring(start, end, 102, 0), circle.colours(int(start + 0.5)).strong, 7)
    whole = len(body.axes)
    spokes = (part for place in range(whole) for part in ((0.0, 0.0, 0.0), body.corner(place, 100, 0), None))
    hairs = [*ring(0, whole, 50, 0), None, *ring(0, whole, 100, 0), None, *spokes]
    if len(body.waves) > 1:
        hairs += ring(0, whole, 100, body.height)
        for place in range(whole):
            hairs += [None, body.corner(place, 100, 0), body.corner(place, 100, body.height)]
    yield _line(hairs, palette.HAIR, 1.5)


def _line(points: list[Corner | None] | list[Corner], colour: str, width: float) -> FigureDict:
    return {
        "type": "scatter3d",
        "mode": "lines",
        **_coordinates(points),
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


def _coordinates(points: list[Corner | None] | list[Corner]) -> FigureDict:
    """Points as three lists; a hundredth of a point of score is finer than a screen."""
    return {
        name: [None if point is None else round(point[place], 2) for point in points]
        for place, name in enumerate("xyz")
    }


def _names(body: Body, language: str) -> Iterator[FigureDict]:
    """The names of the axes as on paper: behind at the upper ring, in front at the one on the ground."""
    for place, axis in enumerate(body.axes):
        behind = len(body.waves) > 1 and body.corner(place, 100, 0)[1] > 0
        point = body.corner(place, 126, body.height if behind else 0.0)
        strong = body.circle.colours(place).strong
        yield _text(point, wrap(axis.name, NAME, SIZE, language), strong, 400, "center")


def _wave_names(body: Body) -> Iterator[FigureDict]:
    """The names of the waves at the left of the upper ring's cylinder."""
    for wave, outline in enumerate(body.waves if len(body.waves) > 1 else ()):
        place = (-104.0, 0.0, body.level(wave))
        yield _text(place, (outline.name,), palette.INK, 600 if wave == len(body.waves) - 1 else 400, "right")


def _text(place: Corner, lines: tuple[str, ...], colour: str, weight: int, side: str) -> FigureDict:
    return {
        **dict(zip("xyz", place, strict=True)),
        "text": said(lines),
        "showarrow": False,
        "xanchor": side,
        "align": side,
        "bgcolor": "rgba(255,255,255,0.72)",
        "borderpad": 1,
        "font": {"family": FONT, "size": SIZE, "color": colour, "weight": weight},
    }
