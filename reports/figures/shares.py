"""Turns distributions into bars that fill the width, one below the other, with every share written in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports import palette
from reports.figures.lettering import LEADING, width, wrap
from reports.figures.picture import (
    FigureDict,
    Label,
    Picture,
    Told,
    number_of,
    polygon,
    shape,
    sheet,
    written,
)

BAR = 28.0  # px high
SIZE = 12.0  # px of words
NAMES = 210.0  # px for names beside their bars, where there is room; else they stand above them
ROOMY = 560.0
GAP = 1.5  # px between shares, which keeps them apart in black and white
SQUARE = 11.0  # px of a colour in the legend


@dataclass(frozen=True, slots=True)
class Bar:
    """How one group or wave answered: % per point of the scale; or, where there is none, why."""

    name: str
    shares: tuple[Told, ...] = ()
    instead: str = ""


def shares(bars: Sequence[Bar], points: Sequence[str], reverse: bool, language: str, wide: float) -> Picture:
    """The bars, the lowest point of the scale first; `reverse`: where that is the favourable one."""
    colours = palette.of_points(len(points))[:: -1 if reverse else 1]
    shapes, labels, top = _legend(points, colours, language, wide)
    beside = NAMES if wide >= ROOMY else 0.0
    for bar in bars:
        lines = wrap(bar.name, (beside or wide) - 12, SIZE, language)
        high = len(lines) * SIZE * LEADING
        if not beside:
            top += high + 4
            labels.append(Label(0, top - high / 2 - 3, lines, "axis", "start", SIZE))
        else:
            labels.append(Label(0, top + max(BAR, high) / 2, lines, "axis", "start", SIZE))
        middle = top + (max(BAR, high) if beside else BAR) / 2
        made = [*_parts(bar, colours, beside, middle, wide)]
        shapes += [drawn for drawn, _ in made]
        labels += [label for _, label in made if label]
        if bar.instead:
            why = wrap(bar.instead, wide - beside - 8, SIZE, language)
            labels.append(Label(beside + 4, middle, why, "value", "start", SIZE, palette.QUIET))
        top = middle + max(BAR, high if beside else 0.0) / 2 + 12
    rows = tuple((bar.name, bar.shares or (None,) * len(points)) for bar in bars)
    return Picture(sheet(shapes, [], wide, top), tuple(labels), wide, top, tuple(points), rows)


def _parts(
    bar: Bar, colours: Sequence[str], left: float, middle: float, wide: float
) -> Iterator[tuple[FigureDict, Label | None]]:
    """Each share as a box, with its number where that fits; limits are drawn at their limit."""
    sizes = [number_of(share) or 0.0 for share in bar.shares]
    total, start = sum(sizes) or 1.0, left
    for share, size, colour in zip(bar.shares, sizes, colours, strict=bool(bar.shares)):
        end = start + (wide - left) * size / total
        if end - start > GAP:
            box = _box(start, middle - BAR / 2, end - GAP, middle + BAR / 2)
            number = written(share)
            fits = width(number, SIZE) + 2 <= end - start - GAP
            at = (start + end - GAP) / 2
            label = Label(at, middle, (number,), "value", size=SIZE, colour=palette.ink_on(colour))
            yield shape(box, fill=colour), label if fits else None
        start = end


def _legend(
    points: Sequence[str], colours: Sequence[str], language: str, wide: float
) -> tuple[list[FigureDict], list[Label], float]:
    """The points of the scale with their colours, in as many lines as they need, and how high they stand."""
    shapes, labels = [], []
    left, top, line = 0.0, 0.0, SIZE * LEADING + 5
    for point, colour in zip(points, colours, strict=True):
        words = wrap(point, wide - SQUARE - 8, SIZE, language)
        room = SQUARE + 6 + max(width(each, SIZE) for each in words) + 16
        if left and left + room - 16 > wide:
            left, top = 0.0, top + line
        middle = top + line / 2
        shapes.append(shape(_box(left, middle - SQUARE / 2, left + SQUARE, middle + SQUARE / 2), fill=colour))
        labels.append(Label(left + SQUARE + 6, middle, words, "legend", "start", SIZE))
        left += room
    return shapes, labels, top + line + 10


def _box(left: float, top: float, right: float, bottom: float) -> str:
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)])
