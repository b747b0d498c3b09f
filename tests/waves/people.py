"""Makes up three hundred people: where they work, how they come in, what they do and what they think."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import chain, cycle, repeat

from tests.waves.questionnaire import OPTIONS, POINTS, QUESTIONS, Item, all_items

# Unit, perspective, how many are invited, and how many of them have a ballot in the end. `sales/small` and
# the customers are too few to be told, `service/field` is told in whole points, and people of `service`
# itself are in none of its teams.
GROUPS = (
    ("sales/north", "staff", 46, 36),
    ("sales/south", "staff", 30, 24),
    ("sales/small", "staff", 4, 4),
    ("service", "staff", 14, 11),
    ("service/desk", "staff", 52, 41),
    ("service/field", "staff", 12, 8),
    ("works", "staff", 64, 50),
    ("office", "staff", 46, 36),
    ("office", "leader", 24, 21),
    ("", "customer", 8, 4),
)
UNITS = ("sales", "sales/north", "sales/south", "sales/small", "service", "service/desk", "service/field")
UNITS += ("works", "office")


class Manner(StrEnum):
    """What somebody does, from the first page on."""

    STRAIGHT = auto()
    TYPES_A_CODE = auto()
    SCANS_A_CODE = auto()
    AT_A_KIOSK = auto()
    ANSWERS_AGAIN = auto()  # after the receipt: the new answers replace the old
    CORRECTS = auto()  # on the last page, before submitting
    CHANGES_DEVICE = auto()  # in the middle, by the same link
    SUBMITS_TWICE = auto()  # at the same time
    WITHDRAWS_AND_RETURNS = auto()
    # Of these nothing may be counted.
    STAYS_AWAY = auto()
    LOOKS_AT_THE_DOOR = auto()
    NEVER_FINISHES = auto()
    WITHDRAWS = auto()
    COMES_TOO_LATE = auto()  # presses the last button when the wave is closed
    # In Chromium alone.
    WITHOUT_SCRIPTS = auto()
    GOES_OFFLINE = auto()
    GOES_OFFLINE_AT_THE_END = auto()
    GOES_BACK_AND_RELOADS = auto()


_WITH_A_CODE = {Manner.TYPES_A_CODE, Manner.SCANS_A_CODE, Manner.AT_A_KIOSK}
_OVER_HTTP = (
    *repeat(Manner.STRAIGHT, 8),
    *repeat(Manner.TYPES_A_CODE, 3),
    *repeat(Manner.SCANS_A_CODE, 2),
    *repeat(Manner.AT_A_KIOSK, 2),
    *repeat(Manner.ANSWERS_AGAIN, 2),
    *repeat(Manner.CHANGES_DEVICE, 2),
    Manner.CORRECTS,
    Manner.SUBMITS_TWICE,
    Manner.WITHDRAWS_AND_RETURNS,
)
_SILENT = (
    *repeat(Manner.STAYS_AWAY, 6),
    *repeat(Manner.NEVER_FINISHES, 3),
    *repeat(Manner.WITHDRAWS, 3),
    Manner.LOOKS_AT_THE_DOOR,
    Manner.COMES_TOO_LATE,
)
_IN_CHROMIUM = (
    *repeat(Manner.STRAIGHT, 5),
    *repeat(Manner.WITHOUT_SCRIPTS, 4),
    *repeat(Manner.CHANGES_DEVICE, 3),
    *repeat(Manner.GOES_OFFLINE, 3),
    *repeat(Manner.GOES_OFFLINE_AT_THE_END, 2),
    *repeat(Manner.SUBMITS_TWICE, 3),
    *repeat(Manner.GOES_BACK_AND_RELOADS, 3),
    *repeat(Manner.AT_A_KIOSK, 2),
)


@dataclass(frozen=True)
class Opinion:
    """What somebody means to say.

    answers  by the place of an item: a point, "?" for *don't know*, or "" to leave it open
    words    by the place of an open question; `retell` whether it may be told again
    """

    answers: tuple[str, ...]
    words: tuple[str, ...]
    retell: bool
    tenure: int | None


@dataclass(frozen=True)
class Person:
    """A participant. Who has changed their mind has the second opinion.

    listed_tenure  what the list of participants says; who is not asked has no other
    """

    number: int
    unit: str
    perspective: str
    language: str
    manner: Manner
    in_chromium: bool
    listed_tenure: int | None
    opinions: tuple[Opinion, Opinion]

    @property
    def name(self) -> str:
        return f"Person {self.number:03}"

    @property
    def has_code(self) -> bool:
        """Whether they were invited by a letter with a code; the others have a link."""
        return self.manner in _WITH_A_CODE

    @property
    def row(self) -> tuple[str, ...]:
        """Their row in the file of people."""
        email = "" if self.has_code else f"p{self.number}@example.org"
        tenure = "" if self.listed_tenure is None else OPTIONS[self.listed_tenure]
        return self.name, email, self.unit, self.language, self.perspective, tenure


HEADER = ("name", "email", "unit", "language", "perspective", "tenure")


def crowd(seed: int = 300) -> list[Person]:
    """Everybody, the same ones for the same seed."""
    chance = random.Random(seed)
    places = [
        (unit, perspective, number < answering)
        for unit, perspective, invited, answering in GROUPS
        for number in range(invited)
    ]
    chance.shuffle(places)
    manners = _manners([answers for *_, answers in places])
    return [
        _person(number, unit, perspective, *manner, chance)
        for number, ((unit, perspective, _), manner) in enumerate(zip(places, manners, strict=True), 1)
    ]


def _manners(answer: Sequence[bool]) -> Iterator[tuple[Manner, bool]]:
    """What each does, and whether in Chromium: the first of those who answer do."""
    answering = chain(zip(_IN_CHROMIUM, repeat(True)), zip(cycle(_OVER_HTTP), repeat(False)))
    silent = zip(cycle(_SILENT), repeat(False))
    return (next(answering if answers else silent) for answers in answer)


def _person(
    number: int, unit: str, perspective: str, manner: Manner, in_chromium: bool, chance: random.Random
) -> Person:
    leaning = LEANINGS[unit] + (0.4 if perspective == "leader" else 0) + chance.gauss(0, 0.7)
    listed = chance.choice([0, 1, 1, 2]) if perspective == "staff" and chance.random() < 0.5 else None
    opinions = tuple(opinion_of(number, leaning, chance) for _ in range(2))
    language = chance.choice(["en", "de"])
    return Person(number, unit, perspective, language, manner, in_chromium, listed, opinions)


LEANINGS = dict(zip((*UNITS, ""), (0, 0.5, -0.4, 0, 0.2, 0.3, -0.6, -0.2, 0.4, 0), strict=True))


def opinion_of(number: int, leaning: float, chance: random.Random) -> Opinion:
    """What somebody thinks who leans so many points to the favourable side."""
    moods = {item.facet: chance.gauss(0, 0.4) for item in all_items()}
    return Opinion(
        answers=tuple(_answer(item, leaning + moods[item.facet], chance) for item in all_items()),
        words=tuple(_words(number, question, chance) for question in QUESTIONS),
        retell=chance.random() < 0.5,
        tenure=chance.choice([None, 0, 1, 1, 2]),
    )


def _answer(item: Item, leaning: float, chance: random.Random) -> str:
    dice = chance.random()
    if dice < 0.10:
        return "?" if dice < 0.06 else ""
    point = round(3.3 + leaning + chance.gauss(0, 0.8))
    point = min(max(point, POINTS[0]), POINTS[-1])
    return str(POINTS[0] + POINTS[-1] - point if item.reverse else point)


_PHRASES = (
    "",
    "",
    "Nothing.",  # said by many, in the same words: none of them may be lost
    "Ein Kunde rief abends an.\nWir fuhren hin, er war überrascht: „Großartig!“",
    '=HYPERLINK("https://example.org") <b>bold</b> & 100 %',
    "  Blanks before, and a smile 🙂  ",
)


def _words(number: int, question: str, chance: random.Random) -> str:
    phrase = chance.choice(_PHRASES)
    return (
        f"{phrase} ({question} of {number}, {chance.randrange(10**6)})" if chance.random() < 0.3 else phrase
    )
