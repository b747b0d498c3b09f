"""Turns a text into lines that fit: how wide it runs in Inter, and where it may be broken.

Widths are of Inter Regular in shares of the font size, rounded up to a twentieth; what is not in the table
counts as a wide letter. A text is never cut: a word that is too long is hyphenated, and one that no rule
can hyphenate is broken between letters.
"""

import html
import unicodedata
from functools import cache, lru_cache

from pyphen import LANGUAGES, Pyphen  # type: ignore[import-untyped]  # ships no types

_WIDTHS = {
    0.27: "'Iijl|ıíìîï",
    0.32: " !,.:;",
    0.38: '()/[]\\frt{}"',
    0.45: "-1^_",
    0.52: "*?`sş",
    0.57: "7JLackvxyzàáâãäåç",
    0.62: "025689EFZbdeghnopquÈÉÊËßèéêëðñòóôõöøùúûüþ",
    0.67: "#$&+34<=>BKPRSTXY~×",
    0.72: "ADVÀÁÂÃÄÅ",
    0.77: "CGHNOQUÖÜÇÑÒÓÔÕØ",
    0.88: "%wm",
    1.0: "@WMŒÆœæ",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
BOLD = 1.06  # how much wider the semibold cut runs
LEADING = 1.22  # line height, in shares of the font size
SOFT_HYPHEN = "\u00ad"


@lru_cache(10_000)
def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text runs, in the unit of `size`; a little generous."""
    return sum(map(_advance, text)) * size * (BOLD if bold else 1.0)


@lru_cache(2_000)
def wrap(text: str, widest: float, size: float, language: str = "en", bold: bool = False) -> tuple[str, ...]:
    """Breaks a text into lines no wider than `widest` (unit of `size`), at spaces before anywhere else."""
    lines: list[str] = []
    for word in text.split():
        first, *rest = _fitting(word, widest, size, language, bold)
        if lines and width(f"{lines[-1]} {first}", size, bold) <= widest:
            lines[-1] += f" {first}"
        else:
            lines.append(first)
        lines += rest
    return tuple(lines)


@lru_cache(10_000)
def widest(lines: tuple[str, ...], size: float, bold: bool = False) -> float:
    """The width of the longest of some lines."""
    return max((width(line, size, bold) for line in lines), default=0.0)


def as_plotly(text: str) -> str:
    """A text as Plotly shows it letter for letter: else it reads < as a tag and & as an entity."""
    return html.escape(text, quote=False).replace("\n", " ")


@cache
def _advance(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTH_OF.get(letter) or _WIDTH_OF.get(base) or 0.72


def _fitting(word: str, widest: float, size: float, language: str, bold: bool) -> list[str]:
    """A word in as few pieces as fit, each but the last with a hyphen."""
    whole = word.replace(SOFT_HYPHEN, "")
    if not whole or width(whole, size, bold) <= widest:
        return [whole]
    pieces: list[str] = []
    for syllable in filter(None, _syllables(word, language)):
        for part in _letters(syllable, widest, size, bold):
            if pieces and width(f"{pieces[-1]}{part}-", size, bold) <= widest:
                pieces[-1] += part
            else:
                pieces.append(part)
    return [*map(_hyphenated, pieces[:-1]), *pieces[-1:]]


def _letters(syllable: str, widest: float, size: float, bold: bool) -> list[str]:
    """A syllable, broken between letters if it alone is too wide."""
    if width(syllable + "-", size, bold) <= widest:
        return [syllable]
    most = max(1, int(widest / (size * 1.1)) - 1)
    parts = [""]
    for letter in syllable:
        # A vowel sign or accent stays with its letter.
        if len(parts[-1]) >= most and not unicodedata.category(letter).startswith("M"):
            parts.append("")
        parts[-1] += letter
    return parts


def _hyphenated(piece: str) -> str:
    """A piece of a broken word with its hyphen; scripts without capitals (Thai, Chinese) have none."""
    cased = piece[-1].lower() != piece[-1].upper() or piece[-1].isdigit()
    return f"{piece}-" if cased else piece


def _syllables(word: str, language: str) -> list[str]:
    if SOFT_HYPHEN in word:
        return word.split(SOFT_HYPHEN)
    known = language.replace("-", "_").split("_")[0]
    return _hyphenator(known).inserted(word, SOFT_HYPHEN).split(SOFT_HYPHEN) if known in LANGUAGES else [word]


@cache
def _hyphenator(language: str) -> Pyphen:
    return Pyphen(lang=language, left=3, right=4)
