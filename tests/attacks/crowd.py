"""Makes up the people of the attacked wave. What each one answers says who it was, to the test alone."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from culture3d.models.unit import Unit
from culture3d.services.answering.sheets import Said, Sheet, Text
from culture3d.services.participants import Person
from surveys.codes import Perspective

# No seed: the bounds hold for every run, and a tally draws from the machine's own randomness anyhow.
CHANCE = random.SystemRandom()

# Everybody's first answers and first words, by which whatever was said is found in any heap of bytes.
MARK = (5, 1, 4, 2, 5, 3, 1, 4)
WORDS_MARK = "Zwiebelfisch"
NAME_MARK, DOMAIN_MARK = "Quastenflosser", "schuhschnabel.example"
OWN_ITEMS = 8

ANSWERING = 200
# Unit -> how many staff answer there. The team of three is kept with the unit above it.
STAFF = {"dock/crane": 60, "dock/rope": 50, "office": 47, "dock": 20, "dock/buoy": 3}
LEADERS = 20
SILENT = 20  # were invited and submit nothing; half of them leave a draft behind

_SCALE = ", ".join(f"{{value: {value}, label: {{en: '{value}', de: '{value}'}}}}" for value in range(1, 6))
_ITEMS = "\n".join(
    f"    - {{id: I{place}, text: {{en: Statement {place}., de: Aussage {place}.}}}}"
    for place in range(len(MARK) + OWN_ITEMS)
)
QUESTIONNAIRE = f"""
id: attacked
version: 1
title: {{en: How we work, de: Wie wir arbeiten}}
scale:
  points: [{_SCALE}]
  favourable: [4, 5]
  neutral: [3]
facets:
  - id: work
    name: {{en: Work, de: Arbeit}}
    items:
{_ITEMS.replace("    - ", "      - ")}
questions:
  - {{id: story, text: {{en: What went well?, de: Was lief gut?}}, purpose: story}}
attributes:
  - id: tenure
    text: {{en: How long have you been here?, de: Seit wann sind Sie hier?}}
    options:
      - {{id: new, label: {{en: Up to two years, de: Bis zwei Jahre}}}}
      - {{id: old, label: {{en: Longer, de: Länger}}}}
"""


@dataclass(frozen=True)
class Member:
    """Somebody of the crowd: who they are, and what they say."""

    name: str
    email: str | None
    unit: str
    language: str
    perspective: Perspective
    tenure: int
    answers: tuple[int, ...]
    words: str

    def on_the_list(self, units: Mapping[str, Unit]) -> Person:
        """As they stand on the list of those invited."""
        tenure = {"tenure": ("new", "old")[self.tenure]}
        return Person(self.name, self.email, units[self.unit], self.language, self.perspective, tenure)

    def sheet(self, units: Mapping[str, int]) -> Sheet:
        """As they submit it."""
        texts = (Text(self.words, retell=len(self.words) % 2 == 0),)
        return Sheet(MARK + self.answers, (self.tenure,), units[self.unit], self.perspective, texts)

    def pages(self) -> list[Said]:
        """As they save it on the way, page by page."""
        answers = list(enumerate(MARK + self.answers))
        half = len(MARK)
        return [Said(dict(answers[:half])), Said(dict(answers[half:])), Said(texts={0: Text(self.words)})]


def crowd() -> list[Member]:
    """Everybody who is invited, in the order of the list; the silent ones come last."""
    staff: list[tuple[str, Perspective]] = [
        (unit, "staff") for unit, people in STAFF.items() for _ in range(people)
    ]
    leaders: list[tuple[str, Perspective]] = [(CHANCE.choice([*STAFF]), "leader") for _ in range(LEADERS)]
    silent: list[tuple[str, Perspective]] = [(CHANCE.choice([*STAFF]), "staff") for _ in range(SILENT)]
    places = [*CHANCE.sample(staff + leaders, ANSWERING), *silent]
    answers = _all_different(len(places))
    return [_member(number, *place, answers[number]) for number, place in enumerate(places)]


def _member(number: int, unit: str, perspective: Perspective, answers: tuple[int, ...]) -> Member:
    return Member(
        name=f"{NAME_MARK} {_token()}",
        email=f"{_token()}@{DOMAIN_MARK}" if number % 5 else None,
        unit=unit,
        language="de" if number % 3 == 0 else "en",
        perspective=perspective,
        tenure=1 if unit == "dock/buoy" else CHANCE.randrange(2),
        answers=answers,
        words=f"{WORDS_MARK} {_token()}" + "!" * CHANCE.randrange(200) if CHANCE.randrange(3) else "",
    )


def _token() -> str:
    return f"{CHANCE.getrandbits(64):016x}"


def _all_different(people: int) -> list[tuple[int, ...]]:
    found: set[tuple[int, ...]] = set()
    while len(found) < people:
        found.add(tuple(CHANCE.randrange(1, 6) for _ in range(OWN_ITEMS)))
    return CHANCE.sample(sorted(found), people)
