"""Turns responses into the figures of every segment, unprotected and therefore secret.

Nobody but surveys.disclosure may import this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveys.results import Drivers, Quality, SegmentKind

CellKind = SegmentKind | Literal["rest", "unanswered"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A segment or a part of one that is never told: people directly at a unit, or without an answer."""

    key: str
    label: str
    parent: str | None
    kind: CellKind
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Equation:
    """A total and the parts that add up to it, as rows of Cells."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Cells:
    """Every figure of every cell.

    cells      the organisation, its units (parents before children), attribute values, crossings, the parts
               that are never told, and last the perspectives other than staff
    people     int64 (cells,): persons
    values     float64 (cells, measures, STATISTICS), NaN where a figure does not apply
    shares     float64 (cells, items, scale points) in %
    equations  every way in which cells add up, over staff; counts obey them per measure too
    """

    cells: tuple[Cell, ...]
    items: tuple[str, ...]
    measures: tuple[str, ...]
    people: NDArray[np.int64]
    values: NDArray[np.float64]
    shares: NDArray[np.float64]
    equations: tuple[Equation, ...]
    quality: Mapping[str, Quality]
    drivers: Drivers | None
