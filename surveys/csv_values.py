"""Turns the texts in the cells of a CSV file into numbers, answers and codes."""

import re
from collections.abc import Sequence

import numpy as np

from surveys.codes import MISSING

BAD = -127  # what stands for a text that is no answer: an int8 that no answer may be
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class Codebook(dict[str, int]):
    """Numbers texts in the order of their first appearance; blank is -1."""

    def __missing__(self, text: str) -> int:
        stripped = text.strip()
        if stripped != text or not stripped:
            return self[stripped] if stripped else -1
        self[text] = len(self)
        return self[text]


class AnswerTable(dict[str, int]):
    """Reads the text of an answer as one of the scale's values, MISSING or BAD."""

    def __init__(self, values: Sequence[int]) -> None:
        super().__init__({str(value): value for value in values} | {"": MISSING})
        self._values = set(values)

    def __missing__(self, text: str) -> int:
        number = number_of(text, comma=False)
        if np.isnan(number):
            return BAD if text.strip() else MISSING
        return int(number) if number in self._values else BAD


def number_of(text: str, *, comma: bool) -> float:
    """NaN if the text is no number; a comma is the decimal sign where it does not separate columns."""
    stripped = text.strip()
    if comma and "." not in stripped:
        stripped = stripped.replace(",", ".", 1)
    return float(stripped) if _NUMBER.fullmatch(stripped) else float("nan")


def natural(text: str) -> list[tuple[int, str]]:
    """Sorts AM2 before AM10."""
    parts = re.split(r"([0-9]{1,15})", text)
    return [(int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts)]


def shown(text: str) -> str:
    """Never a whole novel in an error message."""
    return text if len(text) <= 40 else text[:37] + "…"
