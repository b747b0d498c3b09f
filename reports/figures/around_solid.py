"""Turns the names of axes, waves and dimensions into labels around a solid, in the largest view."""

from collections.abc import Iterator
from dataclasses import replace
from math import radians, sin

from reports import palette
from reports.figures.around import extent, largest, letters, tries
from reports.figures.body import Body
from reports.figures.camera import ELEVATION, Camera, turn_of
from reports.figures.circle import GRID
from reports.figures.lettering import wrap
from reports.figures.picture import Anchor, Label

PILL = 46.0  # px between the names of two dimensions
AWAY = 9.0  # px between the ring and the names around it


View = tuple[Camera, tuple[Label, ...], float]  # the camera, all labels, the height of the sheet


def fitted(body: Body, language: str, wide: float, high: float) -> View:
    """The largest view whose names stay on the sheet."""
    foot = _foot(body, language, wide)
    for column, room, least in tries(wide, high):

        def view(across: float, column: float = column, room: float = room) -> View | None:
            camera = Camera(across / 100, wide / 2, 0.0, turn_of(body))
            waves = [*_wave_names(body, camera, wide)]
            names = _apart([*_names(body, camera, language, column, letters(wide))], waves, camera)
            return _on_sheet(body, camera, [*names, *waves], foot, wide, room)

        found = largest(view, least * wide / 2, wide / 2)
        if found:
            return found
    raise ValueError(f"a sheet {wide:.0f} px wide is too small for these names")


def _on_sheet(
    body: Body, camera: Camera, labels: list[Label], foot: list[Label], wide: float, high: float
) -> View | None:
    """The view moved to the top of the sheet, with the names of the dimensions below; None if too large."""
    left, top, right, bottom = extent(labels)
    top = min(top, camera.see((0.0, 0.0, body.ring))[1] - _lift(camera))
    bottom = max(bottom, camera.see((0.0, 0.0, 0.0))[1] + _lift(camera))
    needed = extent(foot)[3] + 12 if foot else 0.0
    if left < 2 or right > wide - 2 or bottom - top > high - needed - 6:
        return None
    camera = replace(camera, y=2 - top)
    placed = [replace(label, y=label.y - top + 2) for label in labels]
    placed += [replace(label, y=label.y + bottom - top + 14) for label in foot]
    return camera, (*placed, *_ticks(body, camera), *_numbers(body, camera)), bottom - top + needed + 6


def _lift(camera: Camera) -> float:
    """How far the ring reaches above and below its middle, px."""
    return 104 * camera.scale * sin(radians(ELEVATION))


def _foot(body: Body, language: str, wide: float) -> list[Label]:
    """The names of the dimensions, numbered, in rows centred below; of a single wave also its name."""
    size = letters(wide)
    rows: list[list[Label]] = [[]]
    for number, (name, start, _) in enumerate(body.circle.sectors(), start=1):
        lines = wrap(f"{number}\u00a0\u00a0{name}" if name else "", wide - PILL, size, language, bold=True)
        ground = body.circle.colours(int(start + 0.5)).strong
        label = Label(0, 0, lines, "sector", size=size, colour=palette.PAPER, bold=True, ground=ground)
        if sum(each.width + PILL for each in rows[-1]) + label.width + PILL > wide:
            rows.append([])
        rows[-1] += [label] if lines else []
    if len(body.waves) == 1:
        rows.append([Label(0, 0, (body.waves[0].name,), "wave", size=size, bold=True)])
    y, placed = 0.0, []
    for row in filter(None, rows):
        high = max(label.height for label in row) + 8
        placed += [replace(label, y=y + high / 2) for label in _centred(row, wide)]
        y += high
    return placed


def _centred(row: list[Label], wide: float) -> Iterator[Label]:
    x = (wide - sum(label.width + PILL for label in row)) / 2
    for label in row:
        yield replace(label, x=x + PILL / 2 + label.width / 2)
        x += label.width + PILL


def _apart(names: list[Label], waves: list[Label], camera: Camera) -> list[Label]:
    """Names moved up (behind) or down (in front) until none touches another, those at the sides first."""
    placed = list(waves)
    for name in sorted(names, key=lambda label: -abs(label.x - camera.x)):
        below = name.y > camera.y
        for other in sorted(placed, key=lambda label: label.y, reverse=not below):
            if _touch(name, other):
                past = (name.height + other.height) / 2 + 2
                name = replace(name, y=other.y + (past if below else -past))
        placed.append(name)
    return placed[len(waves) :]


def _touch(first: Label, second: Label) -> bool:
    return (
        first.left < second.left + second.width + 4
        and second.left < first.left + first.width + 4
        and first.top < second.top + second.height + 1
        and second.top < first.top + first.height + 1
    )


def _names(body: Body, camera: Camera, language: str, column: float, size: float) -> Iterator[Label]:
    """The names of the axes: those behind at the upper ring, those in front at the ring on the ground."""
    for place, axis in enumerate(body.axes):
        behind = camera.depth(body.corner(place, 100, 0)) > 0
        lines = wrap(axis.name, column, size, language)
        label = Label(0, 0, lines, "axis", size=size, colour=body.circle.colours(place).strong)
        x, y = camera.see(body.corner(place, 100, body.ring if behind else 0.0))
        aside = (x - camera.x) / (100 * camera.scale)
        anchor: Anchor = "start" if aside > 0.6 else "end" if aside < -0.6 else "middle"
        lean = 0.0 if anchor != "middle" else min(max(2 * aside, -0.9), 0.9) * label.width / 2
        up = (label.height / 2 + AWAY) * (1 - abs(aside) ** 3 * 0.6)
        yield replace(label, x=x + lean + aside * (AWAY + 5), y=y - up if behind else y + up, anchor=anchor)


def _wave_names(body: Body, camera: Camera, wide: float) -> Iterator[Label]:
    """The names of the waves, left of the body at the height of each."""
    size = letters(wide)
    for wave, outline in enumerate(body.waves if len(body.waves) > 1 else ()):
        _, y = camera.see((0.0, 0.0, body.level(wave)))
        x = camera.x - 100 * camera.scale - AWAY
        last = wave == len(body.waves) - 1
        yield Label(x, y, (outline.name,), "wave", "end", size, palette.INK, bold=last)


def _numbers(body: Body, camera: Camera) -> Iterator[Label]:
    """The number of every dimension on its arc, which tells sectors apart where colours do not."""
    for number, (name, start, end) in enumerate(body.circle.sectors(), start=1):
        middle = (start + end) / 2
        behind = camera.depth(body.corner(middle, 100, 0)) > 0
        x, y = camera.see(body.corner(middle, 102, body.ring if behind else 0.0))
        ground = body.circle.colours(int(start + 0.5)).strong
        if name:
            yield Label(x, y, (f"{number}",), "sector", "middle", 8.5, palette.PAPER, True, 0.0, ground)


def _ticks(body: Body, camera: Camera) -> Iterator[Label]:
    """The numbers of the rings on the ground, between the two axes nearest to us, outside the body."""
    halves = [place + 0.5 for place in range(len(body.axes))]
    front = min(halves, key=lambda place: camera.depth(body.corner(place, 100, 0)))
    edges = [body.circle.chord(int(front), wave.heights) or 0.0 for wave in body.waves]
    for score in GRID:
        if score > max(edges) + 4:
            x, y = camera.see(body.corner(front, score, 0))
            yield Label(x, y - 5, (f"{score}",), "tick", size=8, colour=palette.QUIET)
