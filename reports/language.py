"""Turns message ids, numbers and dates into the text of one language; the translator is handed in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from surveys.results import Band, Bound

DASH = "–"  # stands where a figure does not apply
MINUS = "−"


class Translator(Protocol):
    """What `gettext.NullTranslations` offers."""

    def gettext(self, message: str) -> str:
        """The message in the other language, or itself."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message in the plural form that `n` asks for."""


_BRITISH = Locale("en", "GB")


def message(text: str) -> str:
    """Marks a message that is translated elsewhere, so that the catalogue finds it."""
    return text


@dataclass(frozen=True)
class Language:
    """One language: `code` as in `de` or `pt-BR`, and the translator of the report's own words.

    Messages are whole sentences with named places, so that each language may order and inflect them freely.
    """

    code: str
    translator: Translator

    @property
    def locale(self) -> Locale:
        """:raise ValueError: if the code is not a language's.

        :raise babel.UnknownLocaleError: if nothing is known of that language.
        """
        return Locale.parse(self.code, sep="-" if "-" in self.code else "_")

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def say(self, message: str, **values: object) -> str:
        """The message, translated, with its places filled; values are put in as they are."""
        return self.translator.gettext(message).format(**values)

    def say_number(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The message in the plural form that `n` asks for; `{n}` stands for the number."""
        return self.translator.ngettext(singular, plural, n).format(n=self.number(n), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's separators, rounded to `decimals` here and nowhere before."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        text: str = format_decimal(_unsigned_zero(value, decimals), format=pattern, locale=self.locale)
        return text.replace("-", MINUS)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A difference, always with its sign unless it rounds to 0."""
        text = self.number(value, decimals)
        return f"+{text}" if _unsigned_zero(value, decimals) > 0 else text

    def percent(self, value: float | Bound | None, decimals: int = 0) -> str:
        """A percentage (0-100) with its sign; a limit as `≤ 5%`; a dash where there is none."""
        if value is None:
            return DASH
        if isinstance(value, Bound):
            return _limit(value, self.percent)
        pattern: str = self.locale.percent_formats[None].pattern
        return pattern.replace("#,##0", self.number(value, decimals))

    def figure(self, value: float | Bound | None, decimals: int = 0) -> str:
        """A score or other figure; a limit as `≤ 5`; a dash where there is none."""
        if value is None:
            return DASH
        return _limit(value, self.number) if isinstance(value, Bound) else self.number(value, decimals)

    def interval(self, low: float | None, high: float | None, decimals: int = 0) -> str:
        """The ends of an interval as `61 to 65`; a dash where there is none."""
        if low is None or high is None:
            return DASH
        return self.say("{low} to {high}", low=self.number(low, decimals), high=self.number(high, decimals))

    def people(self, count: int | Band | None) -> str:
        """A number of people; a range as `100–199`; a dash where it may not be told."""
        if count is None:
            return DASH
        if not isinstance(count, Band):
            return self.number(count)
        if count.at_most is None:
            return self.say("{count} or more", count=self.number(count.at_least))
        return f"{self.number(count.at_least)}–{self.number(count.at_most)}"

    def date(self, day: date) -> str:
        """A day, written out; in English, which is British here, with the day before the month."""
        locale = _BRITISH if self.code == "en" else self.locale
        text: str = format_date(day, format="long", locale=locale)
        return text

    def listing(self, parts: Iterable[str]) -> str:
        """`a, b and c`."""
        text: str = format_list(list(parts), locale=self.locale)
        return text


def _unsigned_zero(value: float, decimals: int) -> float:
    """The value, or 0 if that is what the reader will see of it: there is no minus zero on paper."""
    return 0.0 if round(abs(value), decimals) == 0 else value


def _limit(bound: Bound, write: Callable[[float], str]) -> str:
    if bound.at_most is not None:
        return f"≤ {write(bound.at_most)}"
    return f"≥ {write(bound.at_least or 0)}"
