"""Turns a file of answers into Responses: one matrix of answers with units, attributes and weights."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.instrument import Instrument
from surveys.results import Intake

MISSING = -128  # in an int8 matrix of answers; NaN in a float64 one


@dataclass(frozen=True)
class Coded:
    """One background answer per person: `codes` int16 (persons,) into `options`, -1 where unanswered."""

    id: str
    options: tuple[str, ...]
    labels: tuple[str, ...]
    codes: NDArray[np.int16]


@dataclass(frozen=True)
class Responses:
    """The answers of n persons, linked to nobody.

    answers      int8 (n, items) of scale values, MISSING where not answered; float64 with NaN if continuous.
                 Raw: reversed items are not turned round here.
    items        ids of the columns of `answers`, in the instrument's order
    unit_paths   every unit as its path of codes, parents before children; () is the organisation itself
    unit_labels  a label per unit path
    unit_of      int32 (n,) into unit_paths: the deepest unit a person belongs to
    perspective  int8 (n,) into surveys.instrument.PERSPECTIVES
    weights      float64 (n,), or None where everybody counts the same
    links        code per person that joins waves in imported data, or None; '' where missing
    """

    instrument: Instrument
    items: tuple[str, ...]
    answers: NDArray[np.int8] | NDArray[np.float64]
    unit_paths: tuple[tuple[str, ...], ...]
    unit_labels: tuple[str, ...]
    unit_of: NDArray[np.int32]
    attributes: tuple[Coded, ...]
    perspective: NDArray[np.int8]
    weights: NDArray[np.float64] | None
    links: NDArray[np.str_] | None
    intake: Intake

    def __len__(self) -> int:
        return len(self.answers)


@dataclass(frozen=True)
class Layout:
    """Which columns of a file say what, besides the items; as on the command line."""

    units: tuple[str, ...] = ()  # from the top of the tree down
    segments: tuple[str, ...] = ()
    weight: str | None = None
    perspectives: tuple[tuple[str, str, str], ...] = ()  # (column, value, perspective)
    link: str | None = None
