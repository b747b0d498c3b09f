"""Turns names and scores of axes into labels around a radar, clear of its arc and inside the sheet."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import cos, hypot, radians, sin, sqrt
from typing import TypeVar

from reports import palette
from reports.figures.circle import ARC, RIM, Circle
from reports.figures.lettering import wrap
from reports.figures.picture import ANCHORED, Anchor, Label, Point, written
from reports.figures.profile import Axis, Outline

GAP = 4.0  # px between two numbers
Made = TypeVar("Made")


Block = tuple[float, float, float, float]  # a block of text: its middle, its width and height, px
Layout = tuple[Circle, list[Label], list[Label]]  # the circle, the names around it, the badges on its arc


def laid_out(
    axes: tuple[Axis, ...], outlines: tuple[Outline, ...], language: str, wide: float, high: float
) -> Layout:
    """The largest circle whose names all stay on the sheet, moved up to its top edge."""
    most = min(wide, high) / 2 - RIM - ARC
    for column, room, least in tries(wide, high):

        def view(radius: float, column: float = column, room: float = room) -> Layout | None:
            circle = Circle(axes, (wide / 2, high / 2), radius)
            badges = [*_badges(circle, language, letters(wide))]
            names = [*_names(circle, outlines, language, column, letters(wide), [*_discs(circle, badges)])]
            return _lifted(circle, names, badges, wide, room)

        found = largest(view, least * most, most)
        if found:
            return found
    raise ValueError(f"a sheet {wide:.0f} px wide is too small for these names")


def largest(view: Callable[[float], Made | None], least: float, most: float) -> Made | None:
    """What `view` makes of the largest size at which it fits (is not None), in steps of a twentieth."""
    size = most
    while size >= least:
        made = view(size)
        if made:
            return made
        size *= 0.95
    return None


def tries(wide: float, high: float) -> Iterator[tuple[float, float, float]]:
    """Yields in which column names are wrapped, how high the sheet may be, px, and the least share of the
    largest circle: what is to be preferred first.

    A sheet higher than asked for is the last resort for very long names: they are never cut.
    """
    for height, least in ((high, 0.5), (high, 0.33), (1.5 * high, 0.33), (3 * high, 0.25), (10 * high, 0.25)):
        for share in (0.2, 0.16, 0.13, 0.1):
            yield min(share * wide, 150.0), height, least


def _lifted(
    circle: Circle, names: list[Label], badges: list[Label], wide: float, high: float
) -> Layout | None:
    """The layout moved to the top of the sheet; None if it is too large for it."""
    left, top, right, bottom = extent([*names, *badges])
    x, y = circle.centre
    reach = circle.radius + RIM + ARC
    top, bottom = min(top, y - reach), max(bottom, y + reach)
    if left < 2 or right > wide - 2 or bottom - top > high - 4:
        return None
    lift = top - 2
    names, badges = ([replace(label, y=label.y - lift) for label in labels] for labels in (names, badges))
    return replace(circle, centre=(x, y - lift)), names, badges


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
    column: float,
    size: float,
    discs: list[tuple[Point, float]],
) -> Iterator[Label]:
    """The names of the axes with their scores below, as near to the circle as they go."""
    placed: list[Block] = []
    # Those at the sides first: the others make way for them, upwards above the middle and downwards below.
    for place in sorted(range(len(circle.axes)), key=lambda place: abs(cos(radians(circle.angle(place))))):
        axis = circle.axes[place]
        scores = [written(outline.scores[place]) for outline in outlines]
        name = Label(0, 0, wrap(axis.name, column, size, language), "axis", size=size)
        values = _values(scores, circle.colours(place).strong, size)
        across = max(name.width, sum(value.width for value in values) + GAP * (len(values) - 1))
        line = values[0].height
        block = _outside(circle, place, (across, name.height + line), discs, placed)
        placed.append(block)
        x, y, *_ = block
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
    circle: Circle, place: int, size: Point, discs: list[tuple[Point, float]], placed: list[Block]
) -> Block:
    """The nearest place for a block of text in the direction of an axis, clear of discs and other blocks."""
    angle = radians(circle.angle(place))
    lean = min(max(2.6 * sin(angle), -1.0), 1.0), min(max(-1.6 * cos(angle), -1.0), 1.0)
    for push in range(0, 400, 2):
        x, y = circle.on(circle.angle(place), circle.radius + RIM + ARC + push)
        block = x + lean[0] * size[0] / 2, y + lean[1] * size[1] / 2, *size
        if all(_distance(middle, block) >= clear for middle, clear in discs):
            break
    for other in sorted(placed, key=lambda other: abs(other[1] - circle.centre[1])):
        if _overlap(block, other):
            beside = (other[3] + size[1]) / 2 + 3
            block = block[0], other[1] + (beside if cos(angle) < 0 else -beside), *size
    return block


def _overlap(first: Block, second: Block) -> bool:
    """True if two blocks of text come nearer than a few px."""
    across, down = abs(first[0] - second[0]), abs(first[1] - second[1])
    return across < (first[2] + second[2]) / 2 + 5 and down < (first[3] + second[3]) / 2 + 2


def _distance(point: Point, block: Block) -> float:
    """How far a point lies from a block of text, px; 0 inside it."""
    across = max(abs(point[0] - block[0]) - block[2] / 2, 0.0)
    return hypot(across, max(abs(point[1] - block[1]) - block[3] / 2, 0.0))


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
