"""Turns the outlines of up to six waves into the culture solid on paper: a body that grows with the culture.

The body is projected from a fixed camera and drawn back to front, as vectors: sharp at any size, and quick.
The ring on the ground and the one at the top mark a score of 100.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from reports import palette
from reports.figures.around_solid import AWAY, fitted
from reports.figures.body import Body, Wall
from reports.figures.camera import Camera
from reports.figures.circle import GRID
from reports.figures.picture import (
    FigureDict,
    Picture,
    Point,
    polygon,
    shape,
    sheet,
    trail,
)
from reports.figures.profile import Axis, Outline

MOST_WAVES = 6
LIGHT = (-0.72, -0.52, 0.46)  # from the left, in front and above


def solid(
    axes: tuple[Axis, ...],
    waves: tuple[Outline, ...],
    language: str,
    wide: float = 640,
    high: float = 560,
) -> Picture:
    """Draws the waves, oldest first, of which the last six are shown; `wide` and `high` px as for a radar.

    :raise ValueError: with fewer than three axes or without a wave.
    """
    if len(axes) < 3 or not waves:
        raise ValueError("a solid takes three axes or more and at least one wave")
    body = Body(axes, waves[-MOST_WAVES:])
    camera, labels, height = fitted(body, language, wide, high)
    shapes = [
        *_ground(body, camera),
        *_cage(body, camera),
        *_walls(body, camera),
        *_lid(body, camera),
        *_edges(body, camera),
    ]
    rows = tuple((axis.name, tuple(wave.scores[place] for wave in waves)) for place, axis in enumerate(axes))
    columns = tuple(wave.name for wave in waves)
    return Picture(sheet(shapes, [_corners(body, camera)], wide, height), labels, wide, height, columns, rows)


def _ground(body: Body, camera: Camera) -> Iterator[FigureDict]:
    """The ground: tinted sectors with rings and spokes, and the coloured arc around them."""
    circle = body.circle

    def seen(points: Iterable[Point], z: float = 0.0) -> list[Point]:
        return [camera.see((x, -y, z)) for x, y in points]

    for _, start, end in circle.sectors():
        colours = circle.colours(int(start + 0.5))
        yield shape(polygon([camera.see((0, 0, 0)), *seen(circle.arc(start, end, 100))]), fill=colours.tint)
        band = [*circle.arc(start, end, 100.5), *reversed(circle.arc(start, end, 103.5))]
        yield shape(polygon(seen(band)), fill=colours.strong)
    rings = "".join(polygon(seen(circle.arc(0, len(body.axes), score))) for score in GRID)
    spokes = "".join(trail(seen([(0, 0), circle.at(place, 100)])) for place in range(len(body.axes)))
    yield shape(rings + spokes, line=palette.HAIR, width=0.6)
    borders = [place for place in body.places if place != int(place)]
    cuts = "".join(trail(seen([(0, 0), circle.at(place, 104)])) for place in borders)
    if cuts:
        yield shape(cuts, line=palette.PAPER, width=2.5)
    shade = polygon(camera.see((x, y, 0)) for x, y, _ in filter(None, body.edge(len(body.waves) - 1)))
    yield shape(shade, fill=palette.clear(palette.INK, 0.08))


def _cage(body: Body, camera: Camera) -> Iterator[FigureDict]:
    """Hairlines that show how far 100 reaches: the upper ring, posts behind the body, a line per wave."""
    posts = [
        [camera.see(body.corner(place, 100, 0)), camera.see(body.corner(place, 100, body.ring))]
        for place in range(len(body.axes))
        if camera.depth(body.corner(place, 100, 0)) > 0
    ]
    far, _ = _upper_ring(body, camera)
    yield shape(far + "".join(map(trail, posts)), line=palette.HAIR, width=0.6)
    left, marks = camera.x - 100 * camera.scale - AWAY + 4, ""
    for wave in range(len(body.waves) if len(body.waves) > 1 else 0):
        _, y = camera.see((0.0, 0.0, body.level(wave)))
        reach = [camera.see(corner)[0] for corner in body.edge(wave) if corner]
        marks += trail([(left, y), (min(reach, default=camera.x), y)])
    if marks:
        yield shape(marks, line=palette.QUIET, width=0.7, dash="1.5px,2.5px")


def _upper_ring(body: Body, camera: Camera) -> tuple[str, str]:
    """The half of the upper ring that lies behind, and the half before the body."""
    halves = {True: "", False: ""}
    points = [(x, -y, body.ring) for x, y in body.circle.arc(0, len(body.axes), 100)]
    middle = camera.depth((0, 0, body.ring))
    for first, second in pairwise(points):
        behind = camera.depth(first) + camera.depth(second) > 2 * middle
        halves[behind] += trail([camera.see(first), camera.see(second)])
    return halves[True], halves[False]


def _walls(body: Body, camera: Camera) -> Iterator[FigureDict]:
    """The body's walls from the farthest to the nearest, shaded by how they stand to the light."""
    walls = sorted(body.walls.values(), key=lambda wall: -sum(map(camera.depth, wall.corners)))
    for wall in sorted(walls, key=lambda wall: camera.faces(wall.normal)):
        front = camera.faces(wall.normal)
        fill = palette.clear(shaded(wall), 0.88 if front else 0.4)
        yield shape(polygon(map(camera.see, wall.corners)), fill=fill, line=fill, width=0.4)
    if len(body.waves) > 1:
        yield shape(_upper_ring(body, camera)[1], line=palette.clear(palette.HAIR, 0.75), width=0.6)


def shaded(wall: Wall) -> str:
    """The colour of a wall in the light: paler where it looks towards it, darker where away."""
    lit = sum(a * b for a, b in zip(wall.normal, LIGHT, strict=True))
    return (
        palette.mix(wall.colours.strong, palette.PAPER, 0.42 * lit)
        if lit > 0
        else palette.mix(wall.colours.strong, palette.INK, -0.35 * lit)
    )


def _lid(body: Body, camera: Camera) -> Iterator[FigureDict]:
    """The latest wave as the upper face, one piece per side of its edge, with its spokes."""
    edge, middle = body.edge(len(body.waves) - 1), camera.see((0.0, 0.0, body.height))
    pieces: dict[str, str] = {}
    for start, end, colours in body.sides():
        first, second = edge[start], edge[end]
        if first and second:
            piece = polygon([middle, camera.see(first), camera.see(second)])
            pieces[colours.strong] = pieces.get(colours.strong, "") + piece
    for strong, path in pieces.items():
        yield shape(path, fill=palette.clear(palette.mix(strong, palette.PAPER, 0.5), 0.9))
    for border, width in ((False, 0.8), (True, 2.2)):
        corners = [
            corner
            for place, corner in zip(body.places, edge, strict=True)
            if corner and (place != int(place)) is border
        ]
        if corners:
            lines = "".join(trail([middle, camera.see(corner)]) for corner in corners)
            yield shape(lines, line=palette.clear(palette.PAPER, 0.8), width=width)


def _edges(body: Body, camera: Camera) -> Iterator[FigureDict]:
    """The outline of every wave: strong where it is in front or on top, faint where the body hides it."""
    for wave in range(len(body.waves)):
        edge, latest, parts = body.edge(wave), wave == len(body.waves) - 1, {True: "", False: ""}
        for start, end, _ in body.sides():
            first, second = edge[start], edge[end]
            if first and second:
                walls = filter(None, (body.walls.get((level, start)) for level in (wave - 1, wave)))
                seen = latest or any(camera.faces(wall.normal) for wall in walls)
                parts[seen] += trail([camera.see(first), camera.see(second)])
        ground = wave == 0 and not latest
        if parts[False]:
            yield shape(parts[False], line=palette.clear(palette.PAPER, 0.45), width=0.7)
        if parts[True]:
            colour = palette.INK if latest or ground else palette.PAPER
            yield shape(parts[True], line=colour, width=2.0 if latest else 0.9 if ground else 1.3)


def _corners(body: Body, camera: Camera) -> FigureDict:
    """A dot on every axis of the latest wave."""
    told = [(place, score) for place, score in enumerate(body.waves[-1].heights) if score is not None]
    seen = [camera.see(body.corner(place, score, body.height)) for place, score in told]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in seen],
        "y": [y for _, y in seen],
        "hoverinfo": "skip",
        "cliponaxis": False,
        "marker": {
            "size": 6.5,
            "color": [body.circle.colours(place).strong for place, _ in told],
            "line": {"color": palette.PAPER, "width": 1.1},
        },
    }
