"""Turns names and scores of axes into labels around a radar, clear of its arc and inside the sheet."""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, hypot, radians, sin, sqrt

from reports import palette
from reports.figures.circle import ARC, RIM, Circle
from reports.figures.lettering import wrap
from reports.figures.picture import ANCHORED, Anchor, Label, Point, written
from reports.figures.profile import Axis, Outline

GAP = 4.0  # px between two numbers


def laid_out(
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
