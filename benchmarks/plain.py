"""The plain numpy arithmetic that no way of scoring a wave can do without: the yardstick of `closing`."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.population import DIMENSIONS, FACETS, ITEMS
from benchmarks.stored import Rows, read_rows
from surveys.codes import MISSING

POINTS = 5
BLOCK = 8192  # people whose columns fit in the processor's cache
_SCORES = DIMENSIONS * FACETS + DIMENSIONS
_PAIRS = ITEMS * (ITEMS + 1) // 2
_WIDTH = DIMENSIONS * FACETS * ITEMS + 3 * _SCORES + _PAIRS * DIMENSIONS * FACETS


def read_and_compute(file: Path) -> int:
    """Reads the rows and computes every segment's sums, a block of people at a time; counts the figures."""
    rows = _staff_by_unit(read_rows(file))
    segments = _segments(rows)
    points = [_points(rows.answers, segment_of) for segment_of in segments]
    sums = np.zeros((int(segments.max()) + 1, _WIDTH))
    for start in range(0, len(rows.answers), BLOCK):
        block = slice(start, start + BLOCK)
        columns = _columns(rows.answers[block])
        for segment_of in segments:
            present, place = np.unique(segment_of[block], return_inverse=True)
            sums[present] += np.eye(len(present))[:, place] @ columns
    return sums.size + sum(counts.size for counts in points)


def _segments(rows: Rows) -> NDArray[np.int64]:
    """int64 (3, people): by unit (the tree adds them up) and by each attribute, numbered apart."""
    codes = [rows.unit_of, *(rows.attributes.T.astype(np.int64) + 1)]
    starts = np.cumsum([0, *(code.max() + 1 for code in codes[:-1])])
    return np.stack([code + start for code, start in zip(codes, starts, strict=True)])


def _staff_by_unit(rows: Rows) -> Rows:
    """The staff alone, those of a unit side by side."""
    staff = np.flatnonzero(rows.perspective == 0)
    order = staff[np.argsort(rows.unit_of[staff], kind="stable")]
    units = rows.unit_of[order] - rows.unit_of.min()
    return Rows(rows.answers[order], units, rows.attributes[order], rows.perspective[order])


def _columns(answers: NDArray[np.int8]) -> NDArray[np.float64]:
    """Everybody's answers, facet and dimension scores, squares, and products within facets (for alpha)."""
    there = answers != MISSING
    values = np.where(there, answers, 0).astype(np.float64)
    people = len(answers)
    facets = _half_rule(values, there, ITEMS)
    dimensions = _half_rule(facets, facets > 0, FACETS)
    scores = np.column_stack([facets, dimensions])
    in_facets = values.reshape(people, DIMENSIONS * FACETS, ITEMS)
    pairs = [
        in_facets[:, :, first] * in_facets[:, :, second]
        for first in range(ITEMS)
        for second in range(first, ITEMS)
    ]
    return np.column_stack([values, scores, scores**2, scores > 0, *pairs])


def _half_rule(values: NDArray[np.float64], there: NDArray[np.bool_], each: int) -> NDArray[np.float64]:
    """Means of each group of columns where at least half are there, else 0."""
    grouped = (len(values), -1, each)
    counts = there.reshape(grouped).sum(axis=2)
    return np.where(2 * counts >= each, values.reshape(grouped).sum(axis=2) / np.maximum(counts, 1), 0.0)


def _points(answers: NDArray[np.int8], segment_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many gave each answer to each item in each segment."""
    answered = np.where(answers == MISSING, 0, answers)
    step = POINTS + 1
    cells = segment_of * step
    return np.stack([np.bincount(cells + answered[:, item]) for item in range(answers.shape[1])])
