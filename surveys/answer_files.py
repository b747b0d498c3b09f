"""Turns a CSV file of answers into Responses, or names every fault with its row and column."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surveys.answer_batches import Books, Columns, Part
from surveys.codes import MISSING, PERSPECTIVES
from surveys.csv_files import CsvFile, Faults, open_csv
from surveys.csv_values import natural, shown
from surveys.faults import BadInput, Fault
from surveys.instrument import Instrument
from surveys.responses import Answers, Coded, Layout, Responses
from surveys.results import Intake, SetAside

NO_ANSWER = "no answer to any item"
NO_PERSPECTIVE = "no perspective given"
NO_WEIGHT = "weight of zero"


def read_csv(
    source: Path | bytes, instrument: Instrument, layout: Layout | None = None, *, name: str = ""
) -> Responses:
    """Reads the answers of one wave.

    Item columns bear the item's id and hold the scale's values; a blank is missing. Only columns of optional
    and reserve items may be left out. A person whose perspective column holds a value that the layout does
    not name is staff. Set aside, counted and never silent: rows without any answer, with a blank perspective
    column, or with a weight of zero. Columns that nothing names are ignored and listed in the intake.

    :param source: a path, or the bytes of a file; gzipped or not.
    :param name: what to call the file in faults, instead of its path.
    :raise BadInput: for anything else, the whole file with its first twenty faults.
    """
    layout = layout or Layout()
    file = open_csv(source, name, _named(instrument, layout))
    columns = _find_columns(file, instrument, layout)
    faults = Faults(file.name)
    books = Books(instrument, layout)
    parts = [books.read(batch, columns, file, faults) for batch in file.batches(faults)]
    faults.add(books.too_many())
    faults.refuse()
    if not sum(len(part.numbers) for part in parts):
        raise BadInput([Fault("has a header and no answers below it", file.name)])
    return _responses(parts, books, columns, file)


def _named(instrument: Instrument, layout: Layout) -> set[str]:
    return {item.id for item in instrument.all_items} | set(_layout_columns(layout))


def _layout_columns(layout: Layout) -> Iterator[str]:
    yield from layout.units
    yield from layout.segments
    yield from (column for column, _, _ in layout.perspectives)
    yield from (column for column in (layout.weight, layout.link) if column is not None)


def _find_columns(file: CsvFile, instrument: Instrument, layout: Layout) -> Columns:
    """:raise BadInput: for columns that are missing or there twice, and for strange perspectives."""
    faults = Faults(file.name)
    named, places = _named(instrument, layout), {name: place for place, name in enumerate(file.header)}
    required = [item.id for item in instrument.all_items if not (item.optional or item.reserve)]
    faults.add(
        (1, name, "column is missing")
        for name in dict.fromkeys(chain(required, _layout_columns(layout)))
        if name not in places
    )
    twice = [name for name, times in Counter(file.header).items() if times > 1 and name in named]
    faults.add((1, name, "column stands in the header more than once") for name in twice)
    faults.add(
        (None, column, f"“{perspective}” is no perspective: one of {', '.join(PERSPECTIVES)}")
        for column, _, perspective in layout.perspectives
        if perspective not in PERSPECTIVES
    )
    faults.refuse()
    items = {item.id: places[item.id] for item in instrument.all_items if item.id in places}
    ignored = (name or f"column {place}" for place, name in enumerate(file.header, 1) if name not in named)
    return Columns(items, places, tuple(ignored))


def _responses(parts: list[Part], books: Books, columns: Columns, file: CsvFile) -> Responses:
    layout = books.layout
    answers: Answers = np.concatenate([part.answers for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    perspective, unknown = _perspectives(np.concatenate([part.roles for part in parts]), books, file)
    empty = np.isnan(answers).all(axis=1) if answers.dtype != np.int8 else (answers == MISSING).all(axis=1)
    aside = {
        NO_ANSWER: empty,
        NO_PERSPECTIVE: unknown & ~empty,
        NO_WEIGHT: (weights == 0) & ~empty & ~unknown,
    }
    used = ~np.logical_or.reduce(list(aside.values()))
    if not used.any():
        raise BadInput(
            [Fault(f"{rows.sum()} rows: {reason}", file.name) for reason, rows in aside.items() if rows.any()]
        )
    paths, unit_of = _tree(np.concatenate([part.units for part in parts])[used], books)
    segments = np.concatenate([part.segments for part in parts])[used]
    links = np.array([link for part in parts for link in part.links]) if layout.link else None
    return Responses(
        instrument=books.instrument,
        items=tuple(columns.items),
        answers=answers[used],
        unit_paths=paths,
        unit_labels=tuple(path[-1] if path else "" for path in paths),
        unit_of=unit_of,
        attributes=tuple(_attribute(name, segments[:, i], books) for i, name in enumerate(layout.segments)),
        perspective=perspective[used],
        weights=weights[used] if layout.weight else None,
        links=None if links is None else links[used],
        intake=Intake(
            read=len(used),
            used=int(used.sum()),
            set_aside=tuple(SetAside(why, int(rows.sum())) for why, rows in aside.items() if rows.any()),
            ignored_columns=columns.ignored,
        ),
    )


def _perspectives(
    roles: NDArray[np.int64], books: Books, file: CsvFile
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Each person's perspective, the first that fits, else staff; and who cannot be placed.

    :raise BadInput: if a value that stands for a perspective occurs nowhere: it is a slip, and would count
        the people it means as staff.
    """
    faults = Faults(file.name)
    perspective = np.zeros(len(roles), dtype=np.int8)
    placed = np.zeros(len(roles), dtype=bool)
    for column, value, name in books.layout.perspectives:
        book = books.codes[column]
        if value not in book:
            seen = ", ".join(f"“{shown(text)}”" for text in list(book)[:5])
            faults.add([(None, column, f"no row holds “{value}”; the column holds {seen or 'nothing'}")])
            continue
        fits = (roles[:, books.role_columns.index(column)] == book[value]) & ~placed
        perspective[fits] = PERSPECTIVES.index(name)
        placed |= fits
    faults.refuse()
    return perspective, ~placed & (roles == -1).any(axis=1)


def _tree(units: NDArray[np.int64], books: Books) -> tuple[tuple[tuple[str, ...], ...], NDArray[np.int32]]:
    """Every unit as its path, parents first and siblings in natural order, and each person's unit."""
    names = [list(books.codes[column]) for column in books.layout.units]
    distinct, which = np.unique(units, axis=0, return_inverse=True)
    own = [tuple(names[level][code] for level, code in enumerate(row) if code >= 0) for row in distinct]
    paths = sorted(
        {path[:depth] for path in own for depth in range(len(path) + 1)} | {()},
        key=lambda path: [natural(code) for code in path],
    )
    index = {path: place for place, path in enumerate(paths)}
    return tuple(paths), np.array([index[path] for path in own], dtype=np.int32)[which.reshape(-1)]


def _attribute(name: str, codes: NDArray[np.int64], books: Books) -> Coded:
    """The values found, in natural order; in the instrument's order where it asks for this attribute."""
    found = list(books.codes[name])
    asked = {attribute.id: attribute for attribute in books.instrument.attributes}.get(name)
    known = {option.id: option for option in asked.options} if asked else {}
    options = [*known, *sorted((value for value in found if value not in known), key=natural)]
    order = np.array([*(options.index(value) for value in found), -1], dtype=np.int16)
    say, language = books.instrument.say, next(iter(books.instrument.languages), "")
    labels = [say(known[value].label, language) if value in known else value for value in options]
    return Coded(name, tuple(options), tuple(labels), order[codes])
