"""Turns outlines of several waves into the facets of a solid: a corner per axis and wave, a wall between.

Coordinates are right-handed: x to the right, y away, z up; 100 from the middle is a score of 100. The oldest
wave lies on the ground. Walls are cut where sectors meet, so that each has the colour of one dimension, and
are left out where an axis is not told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import hypot

from reports import palette
from reports.figures.circle import Circle
from reports.figures.profile import Axis, Outline

Corner = tuple[float, float, float]

# How high the whole body stands, by the number of its waves; a single wave is a plate.
_HEIGHTS = (20.0, 74.0, 104.0, 126.0, 142.0, 154.0)


@dataclass(frozen=True)
class Wall:
    """A facet between two waves: its corners in order, and the colours of its dimension."""

    corners: tuple[Corner, ...]
    colours: palette.Sector

    @cached_property
    def normal(self) -> Corner:
        """The direction in which the wall looks, outwards, of length 1."""
        first, second, third, fourth = self.corners
        across, up = _minus(third, first), _minus(second, fourth)
        x, y, z = (
            across[1] * up[2] - across[2] * up[1],
            across[2] * up[0] - across[0] * up[2],
            across[0] * up[1] - across[1] * up[0],
        )
        length = hypot(x, y, z) or 1.0
        return x / length, y / length, z / length


@dataclass(frozen=True)
class Body:
    """Waves stacked on each other, the oldest first."""

    axes: tuple[Axis, ...]
    waves: tuple[Outline, ...]

    @cached_property
    def circle(self) -> Circle:
        """The axes around the middle, seen from above."""
        return Circle(self.axes, (0.0, 0.0), 100.0)

    @property
    def height(self) -> float:
        """From the ground to the latest wave."""
        return _HEIGHTS[min(len(self.waves), len(_HEIGHTS)) - 1]

    @property
    def ring(self) -> float:
        """How high the upper ring lies; a plate needs none beside that on the ground."""
        return self.height if len(self.waves) > 1 else 0.0

    def level(self, wave: int) -> float:
        """How high a wave lies; a single one lies on top of its plate."""
        return self.height * (wave / (len(self.waves) - 1) if len(self.waves) > 1 else 1.0)

    def corner(self, place: float, score: float, z: float) -> Corner:
        """Where a score on an axis (or half-way between two) lies at a height."""
        x, y = self.circle.at(place, score)
        return x, -y, z

    @cached_property
    def places(self) -> tuple[float, ...]:
        """Every axis, and every border between two sectors, around the circle."""
        count = len(self.axes)
        borders = [
            place + 0.5
            for place in range(count)
            if self.axes[place].sector != self.axes[(place + 1) % count].sector
        ]
        return tuple(sorted([*map(float, range(count)), *borders]))

    def score(self, wave: int, place: float) -> float | None:
        """The score of a wave on an axis; on a border, where its edge crosses it."""
        heights = self.waves[wave].heights
        return heights[int(place)] if place == int(place) else self.circle.chord(int(place), heights)

    def edge(self, wave: int, z: float | None = None) -> list[Corner | None]:
        """The corners of a wave in the order of `places`, None where it is not told."""
        height = self.level(wave) if z is None else z
        scores = [(place, self.score(wave, place)) for place in self.places]
        return [None if score is None else self.corner(place, score, height) for place, score in scores]

    def sides(self) -> Iterator[tuple[int, int, palette.Sector]]:
        """Yields the positions in `places` of both ends of every side, with its colours."""
        for position, place in enumerate(self.places):
            axis = int(place + 0.5) if place != int(place) else int(place)
            yield position, (position + 1) % len(self.places), self.circle.colours(axis)

    @cached_property
    def walls(self) -> dict[tuple[int, int], Wall]:
        """Every facet by the place of the wave below it and the position of its side."""
        floors = [self.edge(0, 0.0), self.edge(0)] if len(self.waves) == 1 else None
        edges = floors or [self.edge(wave) for wave in range(len(self.waves))]
        built: dict[tuple[int, int], Wall] = {}
        for wave, (below, above) in enumerate(pairwise(edges)):
            for start, end, colours in self.sides():
                corners = [
                    corner for corner in (below[start], below[end], above[end], above[start]) if corner
                ]
                if len(corners) == 4:
                    built[wave, start] = Wall(tuple(corners), colours)
        return built


def _minus(first: Corner, second: Corner) -> Corner:
    return first[0] - second[0], first[1] - second[1], first[2] - second[2]
