"""Turns one measure in all groups into cells of the map: number, colour, and how it stands to the whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from reports import tints
from reports.language import DASH, Language
from reports.reader import Reader
from surveys.results import Bound

Told = Mapping[str, float | Bound]


class Cell(NamedTuple):
    """A number as text, its class of the style sheet, and the sign that it bears: `up`, `down` or none.

    `told` is the number as a file holds it, `sorted` as groups are sorted by it.
    """

    text: str = DASH
    kind: str = tints.UNTOLD
    sign: str = ""
    told: float | str | None = None
    sorted: float | None = None


NO_CELL = Cell()


@dataclass(frozen=True)
class Shown:
    """What may stand in the cells: its words, those of its two signs, and how a column is made."""

    words: LazyString
    up: LazyString
    down: LazyString
    column: Callable[[Reader, str, str | None], Mapping[str, Cell]]


def _figures(value: str, low: str, high: str) -> Callable[[Reader, str, str | None], Mapping[str, Cell]]:
    """A column of this statistic, with the names of its interval's ends."""

    def column(reader: Reader, measure: str, root: str | None) -> Mapping[str, Cell]:
        values = reader.results.told(measure, value)
        ends = reader.results.told(measure, low), reader.results.told(measure, high)
        whole = values.get(root) if root else None
        return {
            key: _square(reader.language, told, "" if key == root else _beyond(key, *ends, whole))
            for key, told in values.items()
        }

    return column


def _square(language: Language, value: float | Bound, sign: str) -> Cell:
    if isinstance(value, Bound):
        end = value.at_most if value.at_most is not None else value.at_least
        return Cell(language.figure(value), told=language.figure(value), sorted=end)
    return Cell(_whole(language, round(value)), tints.square(value), sign, value, value)


@cache
def _whole(language: Language, value: int) -> str:
    """Writing a number takes longer than anything else here, and there are a hundred of them."""
    return language.number(value)


def _beyond(key: str, lows: Told, highs: Told, whole: float | Bound | None) -> str:
    """Whether a group's interval lies wholly above or below the figure of the whole."""
    low, high = lows.get(key), highs.get(key)
    if not isinstance(low, float) or not isinstance(high, float) or not isinstance(whole, float):
        return ""
    return "up" if low > whole else "down" if high < whole else ""


def _changes(reader: Reader, measure: str, _: str | None) -> Mapping[str, Cell]:
    found = {segment.key: reader.change(measure, segment.key) for segment in reader.results.segments}
    made = {}
    for key, change in found.items():
        if change is not None and change.change is not None:
            sign, points = change.verdict if change.verdict in ("up", "down") else "", change.change
            kind = f"moved {sign}".rstrip()
            made[key] = Cell(_moved(reader.language, round(points)), kind, sign, points, points)
    return made


@cache
def _moved(language: Language, value: int) -> str:
    return language.signed(value)


_ABOVE, _BELOW = lazy_gettext("clearly above"), lazy_gettext("clearly below")
# By the word in the address, in the order of the form.
SHOWN = {
    "score": Shown(
        lazy_gettext("Score, 0 to 100"), _ABOVE, _BELOW, _figures("score", "score_low", "score_high")
    ),
    "favourable": Shown(
        lazy_gettext("Favourable answers (percent)"),
        _ABOVE,
        _BELOW,
        _figures("favourable", "favourable_low", "favourable_high"),
    ),
    "change": Shown(
        lazy_gettext("Change since the last wave, in points of score"),
        lazy_gettext("clearly rose"),
        lazy_gettext("clearly fell"),
        _changes,
    ),
}
