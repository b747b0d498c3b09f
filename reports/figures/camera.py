"""Turns corners of the solid into points on paper, seen by a fixed camera that looks down from the front."""

from dataclasses import dataclass
from math import cos, radians, sin

from reports.figures.body import Body, Corner
from reports.figures.picture import Point

ELEVATION = 27.0  # degrees from which the camera looks down


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


def turn_of(body: Body) -> float:
    """Degrees to turn the body: so that no axis points exactly left, where the waves are named."""
    step = body.circle.step
    return (body.circle.angle(0) + 90 - step / 2) % step
