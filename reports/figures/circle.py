"""Turns axes and scores into places on a circle: angles, sectors, corners of outlines, and where they break.

Angles are in degrees clockwise from the top. The first sector is centred at the top, so that three sectors
stand as an evenly balanced Y; without sectors the first axis points straight up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import cos, radians, sin

from reports import palette
from reports.figures.picture import Point
from reports.figures.profile import Axis, sectors_of

GRID = (20, 40, 60, 80, 100)
RIM = 9.0  # px between 100 and the coloured arc around a radar, and
ARC = 6.0  # how thick that is


@dataclass(frozen=True)
class Circle:
    """The axes laid around a centre; `radius` px is a score of 100."""

    axes: tuple[Axis, ...]
    centre: Point
    radius: float

    @property
    def step(self) -> float:
        """Degrees from one axis to the next."""
        return 360 / len(self.axes)

    def angle(self, place: float) -> float:
        """The angle of an axis; halves lie between two axes."""
        return (place - (self._first - 1) / 2) * self.step

    @cached_property
    def _first(self) -> int:
        """How many axes the first sector has; 1 where there is nothing to balance."""
        stretches = [len(list(same)) for _, same in groupby(axis.sector for axis in self.axes)]
        return stretches[0] if len(stretches) > 1 else 1

    def at(self, place: float, score: float, beyond: float = 0.0) -> Point:
        """Where a score lies on an axis, px; `beyond` px further out."""
        return self.on(self.angle(place), score * self.radius / 100 + beyond)

    def on(self, angle: float, distance: float) -> Point:
        """The point at an angle and a distance in px from the centre."""
        x, y = self.centre
        return x + distance * sin(radians(angle)), y - distance * cos(radians(angle))

    @property
    def boundary(self) -> float:
        """The place between two axes that carries the numbers: the end of the first sector."""
        return self._first - 0.5

    def sectors(self) -> Iterator[tuple[str, float, float]]:
        """Yields each sector's name ('' for none) with the places where it begins and ends."""
        start = 0
        for name, same in groupby(axis.sector for axis in self.axes):
            end = start + len(list(same))
            yield name, start - 0.5, end - 0.5
            start = end

    def colours(self, place: int) -> palette.Sector:
        """The colours of the sector in which an axis stands."""
        return colours_of(self.axes, self.axes[place % len(self.axes)].sector)

    def arc(self, start: float, end: float, distance: float, degrees: float = 3.0) -> list[Point]:
        """Points along an arc between two places, about `degrees` apart."""
        first, last = self.angle(start), self.angle(end)
        pieces = max(1, round(abs(last - first) / degrees))
        return [self.on(first + (last - first) * piece / pieces, distance) for piece in range(pieces + 1)]

    def chord(self, place: int, scores: Sequence[float | None]) -> float | None:
        """The score at which the edge from an axis to the next crosses the line halfway between them."""
        first, second = scores[place], scores[(place + 1) % len(scores)]
        if first is None or second is None:
            return None
        if first + second == 0:
            return 0.0
        return first * second * sin(radians(self.step)) / ((first + second) * sin(radians(self.step / 2)))


def colours_of(axes: tuple[Axis, ...], sector: str) -> palette.Sector:
    """The colours of a dimension, by its place among the dimensions."""
    names = sectors_of(axes)
    return palette.sector(names.index(sector)) if sector in names else palette.PLAIN


def runs(scores: Sequence[float | None]) -> tuple[tuple[int, ...], ...]:
    """The stretches of neighbouring axes that are told, around the circle; one stretch if all are."""
    count = len(scores)
    gaps = [place for place in range(count) if scores[place] is None]
    if not gaps:
        return (tuple(range(count)),)
    turned = [(gaps[0] + offset) % count for offset in range(1, count + 1)]
    told = [
        list(same) for is_told, same in groupby(turned, lambda place: scores[place] is not None) if is_told
    ]
    return tuple(tuple(stretch) for stretch in told)
