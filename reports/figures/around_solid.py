"""Turns the names of axes, waves and dimensions into labels around a solid, in the largest view."""

from collections.abc import Iterator
from dataclasses import replace

from reports import palette
from reports.figures.around import extent, letters
from reports.figures.body import Body
from reports.figures.camera import Camera, turn_of
from reports.figures.circle import GRID
from reports.figures.lettering import wrap
from reports.figures.picture import Anchor, Label

PILL = 46.0  # px between the names of two dimensions
AWAY = 9.0  # px between the ring and the names around it


def fitted(body: Body, language: str, wide: float, high: float) -> tuple[Camera, tuple[Label, ...], float]:
    """The largest view whose names stay on the sheet, and the height it takes."""
    foot = _foot(body, wide)
    needed = extent(foot)[3] + 12 if foot else 0.0
    for step in range(int(wide / 2), 30, -3):
        camera = Camera(step / 100, wide / 2, 0.0, turn_of(body))
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


def _names(body: Body, camera: Camera, language: str, wide: float) -> Iterator[Label]:
    """The names of the axes: those behind at the upper ring, those in front at the ring on the ground."""
    column, size = min(max(wide * 0.2, 84.0), 140.0), letters(wide)
    for place, axis in enumerate(body.axes):
        behind = camera.depth(body.corner(place, 100, 0)) > 0
        lines = wrap(axis.name, column, size, language)
        label = Label(0, 0, lines, "axis", size=size, colour=body.circle.colours(place).strong)
        x, y = camera.see(body.corner(place, 100, body.ring if behind else 0.0))
        aside = (x - camera.x) / (100 * camera.scale)
        anchor: Anchor = "start" if aside > 0.6 else "end" if aside < -0.6 else "middle"
        lean = 0.0 if anchor != "middle" else min(max(2 * aside, -0.9), 0.9) * label.width / 2
        up = (label.height / 2 + AWAY) * (1 - abs(aside) ** 3 * 0.6)
        yield replace(label, x=x + lean + aside * AWAY, y=y - up if behind else y + up, anchor=anchor)


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
