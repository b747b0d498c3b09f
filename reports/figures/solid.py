"""Turns the outlines of up to six waves into the culture solid on paper: a body that grows with the culture.

The body is projected from a fixed camera and drawn back to front, as vectors: sharp at any size, and quick.
The ring on the ground and the one at the top mark a score of 100.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, radians, sin

from reports import palette
from reports.figures.body import Body, Corner, Wall
from reports.figures.circle import GRID
from reports.figures.lettering import wrap
from reports.figures.picture import (
    Anchor,
    FigureDict,
    Label,
    Picture,
    Point,
    polygon,
    shape,
    sheet,
    trail,
)
from reports.figures.profile import Axis, Outline
from reports.figures.radar import extent, letters

ELEVATION = 27.0  # degrees from which the camera looks down
MOST_WAVES = 6
LIGHT = (-0.72, -0.52, 0.46)  # from the left, in front and above
PILL = 46.0  # px between the names of two dimensions
AWAY = 9.0  # px between the ring and the names around it


@dataclass(frozen=True)
class Camera:
    """Projects the body without perspective, so equal scores stay equally long; `scale` px to a point."""

    scale: float
    x: float
    y: float
    turn: float

    def see(self, corner: Corner) -> Point:
        """Where a corner is seen, px."""
        across, away, up = *self._turned(corner), corner[2]
        lift = away * sin(radians(ELEVATION)) + up * cos(radians(ELEVATION))
        return self.x + across * self.scale, self.y - lift * self.scale

    def depth(self, corner: Corner) -> float:
        """How far away a corner is."""
        return self._turned(corner)[1] * cos(radians(ELEVATION)) - corner[2] * sin(radians(ELEVATION))

    def faces(self, normal: Corner) -> bool:
        """True if a wall that looks this way shows its outside."""
        return self.depth(normal) < 0

    def _turned(self, corner: Corner) -> Point:
        x, y, angle = corner[0], corner[1], radians(self.turn)
        return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)


def solid(
    axes: tuple[Axis, ...],
    waves: tuple[Outline, ...],
    language: str,
    wide: float = 640,
    high: float = 560,
) -> Picture:
    """Draws the waves, oldest first, of which the last six are shown. `wide` and `high` are px.

    :raise ValueError: with fewer than three axes or without a wave.
    """
    if len(axes) < 3 or not waves:
        raise ValueError("a solid takes three axes or more and at least one wave")
    body = Body(axes, waves[-MOST_WAVES:])
    camera, labels, height = _fitted(body, language, wide, high)
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


def _fitted(body: Body, language: str, wide: float, high: float) -> tuple[Camera, tuple[Label, ...], float]:
    """The largest view whose names stay on the sheet, and the height it takes."""
    foot = _foot(body, wide)
    needed = extent(foot)[3] + 12 if foot else 0.0
    for step in range(int(wide / 2), 30, -3):
        camera = Camera(step / 100, wide / 2, 0.0, _turn(body))
        waves = [*_wave_names(body, camera, wide)]
        labels = [*_apart([*_names(body, camera, language, wide)], waves, camera), *waves]
        left, top, right, bottom = extent(labels)
        if left >= 2 and right <= wide - 2 and bottom - top <= high - needed - 4:
            break
    camera = replace(camera, y=2 - top)
    placed = [replace(label, y=label.y - top + 2) for label in labels]
    placed += [replace(label, y=label.y + bottom - top + 14) for label in foot]
    return camera, (*placed, *_ticks(body, camera)), bottom - top + needed + 6


def _foot(body: Body, wide: float) -> list[Label]:
    """The names of the dimensions on their colours, in rows centred below; of a single wave also its name."""
    size, y = letters(wide), 8.0
    rows: list[list[Label]] = [[]]
    for name, start, _ in body.circle.sectors():
        colours = body.circle.colours(int(start + 0.5))
        label = Label(
            0, y, (name,), "sector", size=size, colour=palette.PAPER, bold=True, ground=colours.strong
        )
        if rows[-1] and sum(each.width + PILL for each in rows[-1]) + label.width + PILL > wide:
            y += size * 2
            rows.append([])
        if name:
            rows[-1].append(replace(label, y=y))
    if len(body.waves) == 1:
        below = y + size * 2 if rows[-1] else y
        rows.append([Label(0, below, (body.waves[0].name,), "wave", size=size, bold=True)])
    return [label for row in rows for label in _centred(row, wide)]


def _centred(row: list[Label], wide: float) -> Iterator[Label]:
    x = (wide - sum(label.width + PILL for label in row)) / 2
    for label in row:
        yield replace(label, x=x + PILL / 2 + label.width / 2)
        x += label.width + PILL


def _apart(names: list[Label], waves: list[Label], camera: Camera) -> list[Label]:
    """Names moved up (behind) or down (in front) until none touches another, those at the sides first."""
    placed = list(waves)
    for name in sorted(names, key=lambda label: -abs(label.x - camera.x)):
        away = 1.5 if name.y > camera.y else -1.5
        for _ in range(60):
            if not any(_touch(name, other) for other in placed):
                break
            name = replace(name, y=name.y + away)
        placed.append(name)
    return placed[len(waves) :]


def _touch(first: Label, second: Label) -> bool:
    return (
        first.left < second.left + second.width + 4
        and second.left < first.left + first.width + 4
        and first.top < second.top + second.height + 1
        and second.top < first.top + first.height + 1
    )


def _turn(body: Body) -> float:
    """Degrees to turn the body: so that no axis points exactly left, where the waves are named."""
    step = body.circle.step
    return (body.circle.angle(0) + 90 - step / 2) % step


def _names(body: Body, camera: Camera, language: str, wide: float) -> Iterator[Label]:
    """The names of the axes: those behind at the upper ring, those in front at the ring on the ground."""
    column, size = min(max(wide * 0.2, 84.0), 140.0), letters(wide)
    for place, axis in enumerate(body.axes):
        behind = camera.depth(body.corner(place, 100, 0)) > 0
        lines = wrap(axis.name, column, size, language)
        label = Label(0, 0, lines, "axis", size=size, colour=body.circle.colours(place).strong)
        x, y = camera.see(body.corner(place, 100, _ring(body) if behind else 0.0))
        aside = (x - camera.x) / (100 * camera.scale)
        anchor: Anchor = "start" if aside > 0.6 else "end" if aside < -0.6 else "middle"
        lean = 0.0 if anchor != "middle" else min(max(2 * aside, -0.9), 0.9) * label.width / 2
        up = (label.height / 2 + AWAY) * (1 - abs(aside) ** 3 * 0.6)
        yield replace(label, x=x + lean + aside * AWAY, y=y - up if behind else y + up, anchor=anchor)


def _ring(body: Body) -> float:
    """How high the upper ring lies; a plate needs none beside that on the ground."""
    return body.height if len(body.waves) > 1 else 0.0


def _wave_names(body: Body, camera: Camera, wide: float) -> Iterator[Label]:
    """The names of the waves, left of the body at the height of each."""
    size = letters(wide)
    for wave, outline in enumerate(body.waves if len(body.waves) > 1 else ()):
        _, y = camera.see((0.0, 0.0, body.level(wave)))
        x = camera.x - 100 * camera.scale - AWAY
        last = wave == len(body.waves) - 1
        yield Label(x, y, (outline.name,), "wave", "end", size, palette.INK, bold=last)


def _ticks(body: Body, camera: Camera) -> Iterator[Label]:
    """The numbers of the rings on the ground, between the two axes nearest to us, outside the body."""
    halves = [place + 0.5 for place in range(len(body.axes))]
    front = min(halves, key=lambda place: camera.depth(body.corner(place, 100, 0)))
    edges = [body.circle.chord(int(front), wave.heights) or 0.0 for wave in body.waves]
    for score in GRID:
        if score > max(edges) + 4:
            x, y = camera.see(body.corner(front, score, 0))
            yield Label(x, y - 5, (f"{score}",), "tick", size=8, colour=palette.QUIET)


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
    shade = polygon(camera.see((x, y, 0)) for x, y, _ in filter(None, body.edge(len(body.waves) - 1)))
    yield shape(shade, fill=palette.clear(palette.INK, 0.08))


def _cage(body: Body, camera: Camera) -> Iterator[FigureDict]:
    """Hairlines that show how far 100 reaches: the upper ring, posts behind the body, a line per wave."""
    posts = [
        [camera.see(body.corner(place, 100, 0)), camera.see(body.corner(place, 100, _ring(body)))]
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
    points = [(x, -y, _ring(body)) for x, y in body.circle.arc(0, len(body.axes), 100)]
    middle = camera.depth((0, 0, _ring(body)))
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
    spokes = (trail([middle, camera.see(corner)]) for corner in edge if corner)
    yield shape("".join(spokes), line=palette.clear(palette.PAPER, 0.75), width=0.8)


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
