"""Turns batches of a file of answers into numbers, and remembers which codes and links it has seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from surveys.csv_files import Batch, CsvFile, Faults
from surveys.csv_values import BAD, AnswerTable, Codebook, number_of, shown
from surveys.instrument import Instrument
from surveys.responses import Answers, Layout, empty_answers

MAX_UNITS = 20_000
MAX_WEIGHT = 1_000_000_000
MAX_OPTIONS = 1_000  # of one attribute: a column with more holds names or numbers, not groups


@dataclass(frozen=True)
class Columns:
    """Where the named columns stand in the file; `ignored` are the names of the others."""

    items: dict[str, int]
    places: dict[str, int]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One batch as numbers: a row per person."""

    numbers: NDArray[np.int64]
    answers: Answers
    units: NDArray[np.int64]  # (rows, unit columns)
    segments: NDArray[np.int64]  # (rows, segments)
    roles: NDArray[np.int64]  # (rows, perspective columns)
    weights: NDArray[np.float64]
    links: list[str]


@dataclass
class Books:
    """What has been seen in the columns that hold codes, over all batches."""

    instrument: Instrument
    layout: Layout
    codes: dict[str, Codebook] = field(default_factory=dict)
    linked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.role_columns = tuple(dict.fromkeys(column for column, _, _ in self.layout.perspectives))
        coded = (*self.layout.units, *self.layout.segments, *self.role_columns)
        self.codes = {column: Codebook() for column in coded}

    def read(self, batch: Batch, columns: Columns, file: CsvFile, faults: Faults) -> Part:
        """Reads one batch and adds its faults."""
        found: list[tuple[int | None, str, str]] = []
        comma = file.separator != ","
        answers = empty_answers(self.instrument, len(batch.numbers), len(columns.items))
        for place, (item, column) in enumerate(columns.items.items()):
            answers[:, place] = self._answers(batch, item, column, comma, found)
        part = Part(
            numbers=np.array(batch.numbers, dtype=np.int64),
            answers=answers,
            units=self._coded(batch, columns, self.layout.units),
            segments=self._coded(batch, columns, self.layout.segments),
            roles=self._coded(batch, columns, self.role_columns),
            weights=self._weights(batch, columns, comma, found),
            links=self._links(batch, columns, found),
        )
        found += self._orphans(part)
        faults.add(found)
        return part

    def too_many(self) -> Iterator[tuple[None, str, str]]:
        """Columns that hold more different values than can be groups of people."""
        limits = dict.fromkeys(self.layout.units, MAX_UNITS) | dict.fromkeys(
            self.layout.segments, MAX_OPTIONS
        )
        for column, most in limits.items():
            if len(self.codes[column]) > most:
                yield (
                    None,
                    column,
                    f"holds {len(self.codes[column])} different values; at most {most} can be told",
                )

    def _answers(
        self, batch: Batch, item: str, column: int, comma: bool, found: list[tuple[int | None, str, str]]
    ) -> NDArray[np.int8] | NDArray[np.float64]:
        texts = batch.columns[column]
        scale = self.instrument.scale
        values: NDArray[np.int8] | NDArray[np.float64]
        if scale.continuous:
            values = np.fromiter((number_of(text, comma=comma) for text in texts), np.float64, len(texts))
            there = np.fromiter((bool(text.strip()) for text in texts), np.bool_, len(texts))
            bad = there & ~((values >= scale.minimum) & (values <= scale.maximum))
            expected = f"a number from {scale.minimum:g} to {scale.maximum:g}"
        else:
            table = AnswerTable(scale.values)
            values = np.fromiter(map(table.__getitem__, texts), np.int8, len(texts))
            bad = values == BAD
            expected = "one of " + ", ".join(map(str, scale.values))
        found += [
            (batch.numbers[row], item, f"“{shown(texts[row])}” is no answer: {expected}, or blank")
            for row in np.flatnonzero(bad)
        ]
        return values

    def _coded(self, batch: Batch, columns: Columns, names: Sequence[str]) -> NDArray[np.int64]:
        coded = np.empty((len(batch.numbers), len(names)), dtype=np.int64)
        for place, name in enumerate(names):
            book, texts = self.codes[name], batch.columns[columns.places[name]]
            coded[:, place] = np.fromiter(map(book.__getitem__, texts), np.int64, len(texts))
        return coded

    def _weights(
        self, batch: Batch, columns: Columns, comma: bool, found: list[tuple[int | None, str, str]]
    ) -> NDArray[np.float64]:
        name = self.layout.weight
        if name is None:
            return np.ones(len(batch.numbers))
        texts = batch.columns[columns.places[name]]
        weights = np.fromiter((number_of(text, comma=comma) for text in texts), np.float64, len(texts))
        found += [
            (
                batch.numbers[row],
                name,
                f"“{shown(texts[row])}” is no weight: a number from 0 to {MAX_WEIGHT:,}",
            )
            for row in np.flatnonzero(~((weights >= 0) & (weights <= MAX_WEIGHT)))
        ]
        return weights

    def _links(self, batch: Batch, columns: Columns, found: list[tuple[int | None, str, str]]) -> list[str]:
        name = self.layout.link
        if name is None:
            return []
        links = [text.strip() for text in batch.columns[columns.places[name]]]
        for number, link in zip(batch.numbers, links, strict=True):
            first = self.linked.setdefault(link, number) if link else number
            if first != number:
                found.append((number, name, f"“{shown(link)}” stands in row {first} already"))
        return links

    def _orphans(self, part: Part) -> Iterator[tuple[int | None, str, str]]:
        """A unit below a blank one belongs nowhere."""
        blank = part.units == -1
        for place in range(1, part.units.shape[1]):
            for row in np.flatnonzero(~blank[:, place] & blank[:, place - 1]):
                above, below = self.layout.units[place - 1], self.layout.units[place]
                yield int(part.numbers[row]), below, f"names a unit, but {above} above it is blank"
