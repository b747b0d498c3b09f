"""Names the codes that answers are kept in; costs nothing to import."""

from typing import Literal

Perspective = Literal["staff", "leader", "customer"]
PERSPECTIVES: tuple[Perspective, ...] = ("staff", "leader", "customer")  # stored as the place in here

MISSING = -128  # in an int8 matrix of answers; NaN in a float64 one
