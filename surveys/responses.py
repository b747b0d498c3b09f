"""Holds the answers of a wave as one matrix with units and weights, and packs them for storage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveys.codes import MISSING
from surveys.instrument import Instrument
from surveys.results import Intake

Answers = NDArray[np.int8] | NDArray[np.float64]


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
    perspective  int8 (n,) into surveys.codes.PERSPECTIVES
    weights      float64 (n,), or None where everybody counts the same
    links        code per person that joins waves in imported data, or None; '' where missing
    """

    instrument: Instrument
    items: tuple[str, ...]
    answers: Answers
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

    def only(self, items: Iterable[str]) -> "Responses":
        """The same people with the columns of some items alone, as if the others had not been asked."""
        wanted = set(items)
        columns = [column for column, item in enumerate(self.items) if item in wanted]
        if len(columns) == len(self.items):
            return self
        return replace(
            self, items=tuple(self.items[column] for column in columns), answers=self.answers[:, columns]
        )

    def rows(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> "Responses":
        """Some of the people, chosen by a mask or by row numbers."""
        return replace(
            self,
            answers=self.answers[chosen],
            unit_of=self.unit_of[chosen],
            attributes=tuple(replace(coded, codes=coded.codes[chosen]) for coded in self.attributes),
            perspective=self.perspective[chosen],
            weights=None if self.weights is None else self.weights[chosen],
            links=None if self.links is None else self.links[chosen],
        )


@dataclass(frozen=True)
class Layout:
    """Which columns of a file say what, besides the items; as on the command line."""

    units: tuple[str, ...] = ()  # from the top of the tree down
    segments: tuple[str, ...] = ()
    weight: str | None = None
    perspectives: tuple[tuple[str, str, str], ...] = ()  # (column, value, perspective)
    link: str | None = None


def empty_answers(instrument: Instrument, people: int, items: int) -> Answers:
    """A matrix in which nobody has answered anything yet."""
    if instrument.scale.continuous:
        return np.full((people, items), np.nan)
    return np.full((people, items), MISSING, dtype=np.int8)


def pack(answers: Answers) -> list[bytes]:
    """A blob per person: one byte per item in item order, or eight (little-endian) if continuous."""
    stored = answers if answers.dtype == np.int8 else answers.astype("<f8")
    return [row.tobytes() for row in stored]


def unpack(blobs: Sequence[bytes], items: int, *, continuous: bool = False) -> Answers:
    """The matrix that was packed, (people, items).

    :raise ValueError: if the blobs do not hold as many answers as there are items.
    """
    width = items * (8 if continuous else 1)
    joined = b"".join(blobs)
    if len(joined) != len(blobs) * width:
        raise ValueError(f"stored answers do not hold {items} items each")
    if continuous:
        return np.frombuffer(joined, dtype="<f8").reshape(len(blobs), items)
    return np.frombuffer(joined, dtype=np.int8).reshape(len(blobs), items)
