"""Turns outlines into drawings without words: the solid of a cover, the small radar of a group's page.

They are plain SVG, written here without a browser, for pages whose numbers stand beside them as text.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator

from reports import palette
from reports.figures.body import Body, Wall
from reports.figures.camera import Camera, turn_of
from reports.figures.circle import Circle, colours_of, runs
from reports.figures.picture import Point, number_of, polygon, trail
from reports.figures.profile import Axis, Outline, sectors_of
from reports.figures.radar import wedges
from reports.figures.solid import LIGHT, MOST_WAVES

COVER = (794.0, 660.0)  # px of the coloured part of a cover
SMALL = 150.0  # px of a small radar, both ways
STEP = 7.5  # degrees between the points of its arcs, a thirtieth of a millimetre off the circle
_RIPPLES = (100, 128, 160, 196, 236, 280, 328)  # rings on the ground, in points of score


def cover(axes: tuple[Axis, ...], waves: tuple[Outline, ...], accent: str) -> str:
    """The solid in tones of one colour (#rrggbb), as a data: address, on a ground that is left clear."""
    wide, high = COVER
    body = Body(axes, waves[-MOST_WAVES:])
    scale = 3.2 if len(body.waves) > 1 else 3.7
    camera = Camera(scale, wide * 0.55, high * 0.5 + 1.43 * body.height + 20, turn_of(body))
    return _address(wide, high, [*_ripples(body, camera), *_tones(body, camera, accent)])


def _ripples(body: Body, camera: Camera) -> Iterator[str]:
    """Rings and spokes on the ground that run off the page, fainter the further out."""
    for place, score in enumerate(_RIPPLES):
        ring = body.circle.arc(0, len(body.axes), score)
        line = polygon(camera.see((x, -y, 0.0)) for x, y in ring)
        yield _path(line, stroke=palette.PAPER, width=1.1, opacity=0.5 - 0.065 * place)
    ground = polygon(camera.see((x, -y, 0.0)) for x, y in body.circle.arc(0, len(body.axes), 100))
    yield _path(ground, fill=palette.PAPER, opacity=0.1)
    spokes = (
        trail([camera.see((0, 0, 0)), camera.see(body.corner(p, 100, 0))]) for p in range(len(body.axes))
    )
    yield _path("".join(spokes), stroke=palette.PAPER, width=0.8, opacity=0.35)


def _tones(body: Body, camera: Camera, accent: str) -> Iterator[str]:
    """The body itself: walls from the farthest to the nearest, the lid, an edge per wave, dots on top."""
    walls = sorted(body.walls.values(), key=lambda wall: -sum(map(camera.depth, wall.corners)))
    for wall in sorted(walls, key=lambda wall: camera.faces(wall.normal)):
        tone = _lit(wall, accent)
        yield _path(polygon(map(camera.see, wall.corners)), fill=tone, stroke=tone, width=0.5)
    yield from _lid(body, camera, accent)
    for wave in range(1, len(body.waves)):
        yield _path(
            _rim(body, camera, wave),
            stroke=palette.PAPER,
            width=2.4 if body.level(wave) == body.height else 1.2,
        )
    dots = (body.corner(p, s, body.height) for p, s in enumerate(body.waves[-1].heights) if s is not None)
    yield from (_dot(camera.see(corner), 4.2, accent) for corner in dots)


def _lid(body: Body, camera: Camera, accent: str) -> Iterator[str]:
    """The latest wave as the upper face, in a tone per dimension."""
    top, middle = body.edge(len(body.waves) - 1), camera.see((0.0, 0.0, body.height))
    sectors = sectors_of(body.axes) or ("",)
    for start, end, colours in body.sides():
        first, second = top[start], top[end]
        if first and second:
            place = next((n for n, name in enumerate(sectors) if colours_of(body.axes, name) is colours), 0)
            tone = palette.mix(accent, palette.PAPER, 0.95 - 0.07 * (place % 4))
            piece = polygon([middle, camera.see(first), camera.see(second)])
            yield _path(piece, fill=tone, stroke=tone, width=0.5)


def _lit(wall: Wall, accent: str) -> str:
    """A tone of the accent: the more a wall looks to the light, the paler."""
    light = sum(a * b for a, b in zip(wall.normal, LIGHT, strict=True))
    return palette.mix(accent, palette.PAPER, 0.42 + 0.3 * light)


def _rim(body: Body, camera: Camera, wave: int) -> str:
    """The sides of a wave's edge that the body does not hide."""
    edge, latest, line = body.edge(wave), wave == len(body.waves) - 1, ""
    for start, end, _ in body.sides():
        first, second, wall = edge[start], edge[end], body.walls.get((wave - 1, start))
        if first and second and (latest or (wall and camera.faces(wall.normal))):
            line += trail([camera.see(first), camera.see(second)])
    return line


def small_radar(axes: tuple[Axis, ...], group: Outline, whole: Outline) -> str:
    """A group's outline in its sectors' colours over the organisation's dashed one, as a data: address."""
    circle = Circle(axes, (SMALL / 2, SMALL / 2), SMALL / 2 - 6)
    return _address(SMALL, SMALL, [*_small_ground(circle), *_small_lines(circle, group, whole)])


def _small_ground(circle: Circle) -> Iterator[str]:
    for _, start, end in circle.sectors():
        colours = circle.colours(int(start + 0.5))
        yield _path(polygon([circle.centre, *circle.arc(start, end, circle.radius, STEP)]), fill=colours.tint)
        yield _path(trail(circle.arc(start, end, circle.radius + 3.5, STEP)), stroke=colours.strong, width=3)
    rings = "".join(
        polygon(circle.arc(0, len(circle.axes), circle.radius * share, STEP)) for share in (0.25, 0.5, 0.75)
    )
    spokes = "".join(trail([circle.centre, circle.at(place, 100)]) for place in range(len(circle.axes)))
    yield _path(rings + spokes, stroke=palette.HAIR, width=0.5)


def _small_lines(circle: Circle, group: Outline, whole: Outline) -> Iterator[str]:
    for sector, points in wedges(circle, group.heights):
        yield _path(polygon([circle.centre, *points]), fill=sector.strong, opacity=0.24)
    yield _path(_trace(circle, whole), stroke=palette.QUIET, width=1.3, dash="3.5 2.5")
    yield _path(_trace(circle, group), stroke=palette.INK, width=1.9)


def _trace(circle: Circle, outline: Outline) -> str:
    """An outline as a path, open where something is not told."""
    heights, line = tuple(map(number_of, outline.scores)), ""
    for run in runs(heights):
        points = [circle.at(place, heights[place] or 0.0) for place in run]
        line += polygon(points) if len(run) == len(heights) else trail(points)
    return line


def _dot(middle: Point, radius: float, colour: str) -> str:
    x, y = middle
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}" stroke="{palette.PAPER}"'
        ' stroke-width="1.8"/>'
    )


def _path(
    line: str,
    *,
    fill: str = "none",
    stroke: str = "",
    width: float = 0.0,
    opacity: float = 1.0,
    dash: str = "",
) -> str:
    """One path; where its line is open, nothing closes it."""
    pen = f' stroke="{stroke}" stroke-width="{width:g}" stroke-linejoin="round"' if stroke else ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    faint = f' opacity="{opacity:.3g}"' if opacity < 1 else ""
    return f'<path d="{line}" fill="{fill}"{pen}{dashed}{faint}/>'


def _address(wide: float, high: float, parts: Iterable[str]) -> str:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}"'
        f' viewBox="0 0 {wide:g} {high:g}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
