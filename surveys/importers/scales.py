"""Turns the answers that may be chosen into a scale: points from bad to good, and a way out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.importers.found import Choice, Words
from surveys.instrument.rules import MAX_POINTS

# Labels that say one cannot or will not answer: missing, never a point of the scale.
_WAY_OUT = re.compile(
    r"don.?t know|do not know|not sure|unsure|not applicable|doesn.?t apply|\bn\.? ?/ ?a\b|no opinion"
    r"|no answer|prefer not|wei(ß|ss) (ich )?nicht|keine (angabe|antwort|meinung)|betrifft mich nicht"
    r"|\bk\. ?a\.|ne sais pas|sans (opinion|réponse)|pas concern|\bnon (so\b|applicabile)|no s[eé]\b"
    r"|no (aplica|sabe)",
    re.IGNORECASE,
)
# How the ends of a scale sound. A denial is looked for first: "disagree" holds "agree".
_BAD = re.compile(
    r"disagree|dissatisf|unsatisf|\bnot\b|\bnever\b|\bno\b|\bpoor\b|\bbad\b|\bworst\b|unlikely|\bnone\b|decrease"
    r"|\bnicht\b|\bnie\b|\bkein|unzufrieden|schlecht|unwahrscheinlich|\bnein\b|lehne .*ab"
    r"|\bpas\b|jamais|insatisf|mauvais|\bnon\b|désaccord|desacuerdo|nunca|insatis|disaccordo|\bmai\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"agree|satisf|\balways\b|\byes\b|\bgood\b|\bbest\b|excellent|\blikely\b|complete|fully|strongly|increase"
    r"|stimme|zufrieden|\bimmer\b|\bgut\b|ausgezeichnet|wahrscheinlich|\bja\b|trifft .*zu|\bvoll"
    r"|d.accord|toujours|satisfait|\bbon|\boui\b|tout à fait|acuerdo|siempre|\bsí\b|d.accordo|sempre|\bsì\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<name>[A-Za-z_]*?)0*(?P<number>-?\d{1,3})")


@dataclass(frozen=True, slots=True)
class FoundScale:
    """A scale as it will be asked.

    key      the same for questions that are answered on the same scale
    points   value and label, rising
    known    whether it is known which end is the good one
    turned   whether the good end stood first, so that values and labels were turned round
    surplus  further ways out, of which a questionnaire has one
    """

    key: tuple[str, ...]
    points: tuple[tuple[int, Words], ...]
    way_out: Words | None
    known: bool
    turned: bool
    surplus: tuple[Choice, ...] = ()

    @property
    def favourable(self) -> tuple[int, ...]:
        """The upper half, if it is known which end is the upper one."""
        values = [value for value, _ in self.points]
        return tuple(values[(len(values) + 1) // 2 :]) if self.known else ()

    @property
    def neutral(self) -> tuple[int, ...]:
        """The middle of an odd number of points."""
        middle, odd = divmod(len(self.points), 2)
        return (self.points[middle][0],) if self.known and odd and middle else ()

    @property
    def said(self) -> str:
        """The scale in a few words: its two ends."""
        (first, low), (last, high) = self.points[0], self.points[-1]
        return f"{_ends(first, low)} – {_ends(last, high)}"


def scale_of(choices: tuple[Choice, ...]) -> FoundScale | None:
    """The scale of some answers; None if there are too few or too many for one."""
    if len(choices) > 2 * MAX_POINTS:
        return None
    ways_out = [choice for choice in choices if is_way_out(choice)]
    rest = [choice for choice in choices if choice not in ways_out]
    if not 2 <= len(rest) <= MAX_POINTS:
        return None
    values = _values(rest)
    ordered = [choice for _, choice in sorted(zip(values, rest, strict=True), key=lambda pair: pair[0])]
    rises = _rises(ordered)
    turned = rises is False
    labels = [choice.label for choice in (reversed(ordered) if turned else ordered)]
    points = tuple(zip(sorted(values), labels, strict=True))
    key = tuple(_key(value, label) for value, label in points)
    way_out = ways_out[0].label if ways_out else None
    return FoundScale(key, points, way_out, rises is not None, turned, tuple(ways_out[1:]))


def is_way_out(choice: Choice) -> bool:
    """Says whether an answer means that one cannot or will not answer."""
    return any(_WAY_OUT.search(label) for label in choice.label.values())


def _values(choices: list[Choice]) -> list[int]:
    """The numbers in the codes where all have one and the same name before it; else 1, 2, 3 in order."""
    found = [_NUMBERED.fullmatch(choice.code.strip()) for choice in choices]
    numbers = [int(match["number"]) for match in found if match]
    names = {match["name"] for match in found if match}
    sound = len(numbers) == len(set(numbers)) == len(choices) and len(names) == 1
    if sound and all(-100 <= number <= 100 for number in numbers):
        return numbers
    return list(range(1, len(choices) + 1))


def _rises(choices: list[Choice]) -> bool | None:
    """Says whether the answers go from bad to good; None if nothing tells. Bare numbers rise."""
    if all(not _letters(choice) for choice in choices[1:-1]) and not any(
        map(_letters, (choices[0], choices[-1]))
    ):
        return True
    tones = (_tone(choices[0]), _tone(choices[-1]))
    if tones[0] == tones[1] or 0 in tones:
        return True if _counts_up(choices) else None
    return tones[0] < tones[1]


def _counts_up(choices: list[Choice]) -> bool:
    """Says whether only the ends have words, as those of a rating from 1 to 10: there, more is better."""
    return len(choices) > 2 and not any(_letters(choice) for choice in choices[1:-1])


def _letters(choice: Choice) -> bool:
    return any(sign.isalpha() for label in choice.label.values() for sign in label)


def _tone(choice: Choice) -> int:
    labels = list(choice.label.values())
    if any(map(_BAD.search, labels)):
        return -1
    return 1 if any(map(_GOOD.search, labels)) else 0


def _key(value: int, label: Words) -> str:
    """Equal words of the first language, whatever the code; a point without words is its number."""
    return " ".join(next(iter(label.values()), str(value)).casefold().split())


def _ends(value: int, label: Words) -> str:
    return next(iter(label.values()), str(value))


def numbered(lowest: int, highest: int, step: int = 1) -> Iterator[Choice]:
    """The points of a rating that has numbers for answers."""
    yield from (Choice(str(value), {}) for value in range(lowest, highest + 1, step))
