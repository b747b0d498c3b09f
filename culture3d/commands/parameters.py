"""Turns the words of options into what they mean: a questionnaire, columns, perspectives, a colour."""

import re
from collections.abc import Mapping
from pathlib import Path

import click

from surveys.catalogue import available, load
from surveys.codes import PERSPECTIVES
from surveys.csv_files import Faults, open_csv
from surveys.instrument import Instrument, read_instrument

EVERYBODY = "all"  # the key of the whole organisation
_LONGEST_NUMBER = 12  # digits; there are fewer people


class InstrumentFile(click.ParamType[Instrument]):
    """The file of an instrument, or the name of one that ships."""

    name = "FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Instrument:
        """:raise BadInput: if the file cannot be read or has faults."""
        if isinstance(value, Instrument):
            return value
        text = str(value)
        return load(text) if text in available() and not Path(text).exists() else read_instrument(Path(text))


class Columns(click.ParamType[tuple[str, ...]]):
    """Names of columns with commas between them."""

    name = "COL[,COL...]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Fails if a name is blank or there twice."""
        if isinstance(value, tuple):
            return value
        columns = tuple(column.strip() for column in str(value).split(","))
        if not all(columns):
            self.fail("a name between the commas is blank", param, ctx)
        if len(set(columns)) < len(columns):
            self.fail("a column is named twice", param, ctx)
        return columns


class PerspectiveRule(click.ParamType[tuple[str, str, str]]):
    """COL=VALUE:perspective; the value may hold any sign, also = and :."""

    name = "COL=VALUE:PERSPECTIVE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str, str]:
        """Splits at the first = and the last :."""
        if isinstance(value, tuple):
            return value
        column, equals, rest = str(value).partition("=")
        meaning, colon, perspective = rest.rpartition(":")
        if not (column.strip() and equals and meaning.strip() and colon):
            self.fail(f"“{value}” is not of the form COL=VALUE:leader", param, ctx)
        if perspective.strip() not in PERSPECTIVES:
            self.fail(f"“{perspective}” is no perspective: one of {', '.join(PERSPECTIVES)}", param, ctx)
        return column.strip(), meaning.strip(), perspective.strip()


class Invited(click.ParamType[Mapping[str, int]]):
    """How many were invited: a number for the whole organisation, or a CSV file with columns key,invited."""

    name = "N|CSV"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Mapping[str, int]:
        """:raise BadInput: if the file cannot be read or has faults."""
        if isinstance(value, Mapping):
            return value
        text = str(value).strip()
        if not re.fullmatch(r"[+-]?\d+", text, re.ASCII):
            return read_invited(Path(text))
        if len(text) > _LONGEST_NUMBER or int(text) < 1:
            self.fail(f"“{text}” is no number of people", param, ctx)
        return {EVERYBODY: int(text)}


class Colour(click.ParamType[str]):
    """A colour as #rrggbb."""

    name = "#RRGGBB"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Fails for anything else."""
        if not re.fullmatch("#[0-9a-fA-F]{6}", str(value)):
            self.fail(f"“{value}” is not a colour as #rrggbb", param, ctx)
        return str(value)


def read_invited(path: Path) -> dict[str, int]:
    """Reads how many were invited, by key, from a CSV file with the columns key,invited.

    :raise BadInput: for all faults of the file.
    """
    file = open_csv(path, known=("key", "invited"))
    faults = Faults(file.name)
    faults.add((1, name, "column is missing") for name in ("key", "invited") if name not in file.header)
    faults.refuse()
    key_at, number_at = file.header.index("key"), file.header.index("invited")
    invited: dict[str, int] = {}
    for batch in file.batches(faults):
        rows = zip(batch.numbers, batch.columns[key_at], batch.columns[number_at], strict=True)
        for row, key, number in rows:
            faults.add(_invited_faults(row, key.strip(), number.strip(), invited))
            invited[key.strip()] = int(number) if _is_count(number.strip()) else 0
    faults.refuse()
    return invited


def _invited_faults(
    row: int, key: str, number: str, invited: Mapping[str, int]
) -> list[tuple[int | None, str, str]]:
    found: list[tuple[int | None, str, str]] = []
    if not key:
        found.append((row, "key", "is blank"))
    elif key in invited:
        found.append((row, "key", f"“{key[:60]}” stands in an earlier row already"))
    if not _is_count(number):
        found.append((row, "invited", f"“{number[:60]}” is no number of people"))
    return found


def _is_count(text: str) -> bool:
    return bool(re.fullmatch(rf"\d{{1,{_LONGEST_NUMBER}}}", text, re.ASCII))
