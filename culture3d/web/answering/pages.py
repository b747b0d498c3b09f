"""Turns an instrument into the survey's pages, made once for all whom the same is asked and then kept."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from wtforms import Form

from culture3d.services.answering.fielded import UnitChoice
from culture3d.services.answering.sheets import DONT_KNOW, UNANSWERED, Said, Text, asked_items
from culture3d.services.durations import SECONDS_PER_BACKGROUND, SECONDS_PER_ITEM, SECONDS_PER_TEXT
from culture3d.services.questionnaires import read
from culture3d.web.answering.cards import Card
from culture3d.web.answering.forms import Choices, retell_name, text_form
from surveys.codes import Perspective

if TYPE_CHECKING:
    from surveys.instrument import Instrument, Wording

ITEMS_PER_PART = 8  # at most; a part holds five to eight, and parts are equally long
_Form = TypeVar("_Form", Form, Choices)


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides which pages people get: whom the same is asked and in the same language gets the same.

    unit, attributes  what is not on the list of participants, and therefore asked
    """

    text: str
    language: str
    perspective: Perspective
    unit: bool
    attributes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A question on the review, and what was answered; `counts` if it is pointed out where it is open."""

    field: str
    question: str
    answer: str
    counts: bool = False


@dataclass(frozen=True)
class Page(ABC, Generic[_Form]):
    """A page of questions, and how many seconds it takes."""

    seconds: int
    template: ClassVar[str]

    @abstractmethod
    def form(self, sent: Mapping[str, str]) -> _Form:
        """What was sent, to be checked by its `validate`."""

    @abstractmethod
    def read(self, form: _Form, units: Sequence[UnitChoice]) -> Said:
        """What a valid form brought; a question that is left open counts as not answered."""

    def complete(self, said: Said) -> bool:
        """Whether somebody who comes back is led on to the next page."""
        return True

    @abstractmethod
    def lines(self, said: Said, units: Sequence[UnitChoice]) -> list[Line]:
        """The questions and answers in words."""


@dataclass(frozen=True)
class Choosing(Page[Choices]):
    """A page that is answered by choosing."""

    cards: tuple[Card, ...]

    def form(self, sent: Mapping[str, str]) -> Choices:
        return Choices(self.cards, sent)

    @abstractmethod
    def chosen(self, said: Said) -> dict[str, str]:
        """What was chosen before, by the field of each question."""


@dataclass(frozen=True)
class Statements(Choosing):
    """Five to eight statements with a scale."""

    template = "answering/part.html"

    def chosen(self, said: Said) -> dict[str, str]:
        return _chosen(self.cards, said.answers)

    def read(self, form: Choices, units: Sequence[UnitChoice]) -> Said:
        return Said(answers=form.data)

    def complete(self, said: Said) -> bool:
        return len(said.answers) == len(self.cards)

    def lines(self, said: Said, units: Sequence[UnitChoice]) -> list[Line]:
        return [
            Line(card.field, card.legend, card.label_of(said.answers.get(card.place)), counts=True)
            for card in self.cards
        ]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that is answered in one's own words; a story may be told again, if its teller agrees."""

    field: str
    place: int
    words: str
    story: bool


@dataclass(frozen=True)
class OwnWords(Page[Form]):
    """The open questions; `fields` is the form for their answers."""

    questions: tuple[OpenQuestion, ...]
    fields: type[Form]
    template = "answering/words.html"

    def form(self, sent: Mapping[str, str]) -> Form:
        return self.fields(sent)

    def fill(self, said: Said) -> Form:
        data: dict[str, str | bool] = {}
        for question in self.questions:
            text = said.texts.get(question.place, Text())
            data |= {question.field: text.words, retell_name(question.field): text.retell}
        return self.fields(data=data)

    def read(self, form: Form, units: Sequence[UnitChoice]) -> Said:
        return Said(
            texts={
                question.place: Text(
                    form[question.field].data, question.story and form[retell_name(question.field)].data
                )
                for question in self.questions
            }
        )

    def lines(self, said: Said, units: Sequence[UnitChoice]) -> list[Line]:
        return [
            Line(question.field, question.words, said.texts.get(question.place, Text()).words)
            for question in self.questions
        ]


@dataclass(frozen=True)
class Background(Choosing):
    """Where somebody works and what else is asked of their background; all of it may be skipped."""

    asks_unit: bool
    template = "answering/background.html"

    def chosen(self, said: Said) -> dict[str, str]:
        return _chosen(self.cards, said.attributes)

    def read(self, form: Choices, units: Sequence[UnitChoice]) -> Said:
        if not self.asks_unit:
            return Said(attributes=form.data)
        known = {str(unit.id): unit.id for unit in units}  # a unit of another organisation is no answer
        return Said(attributes=form.data, asked_unit=True, unit_id=known.get(form.unit))

    def lines(self, said: Said, units: Sequence[UnitChoice]) -> list[Line]:
        labels = {unit.id: unit.label for unit in units}
        unit = [Line("unit", "", labels.get(said.unit_id or UNANSWERED, ""))] if self.asks_unit else []
        return unit + [
            Line(card.field, card.legend, card.label_of(said.attributes.get(card.place)))
            for card in self.cards
        ]


def _chosen(cards: Sequence[Card], answers: Mapping[int, int]) -> dict[str, str]:
    return {card.field: str(answers[card.place]) for card in cards if card.place in answers}


@lru_cache(maxsize=64)
def pages_of(asked: Asked) -> tuple[Page[Any], ...]:
    """The pages in their order; building them takes longer than a whole answer of the server may."""
    instrument = read(asked.text)
    pages = [*_statements(instrument, asked), _own_words(instrument, asked), _background(instrument, asked)]
    return tuple(page for page in pages if page)


def _statements(instrument: "Instrument", asked: Asked) -> list[Statements]:
    choices = _choices(instrument, asked.language)
    cards = [
        Card(
            f"item_{place}",
            place,
            _say(instrument, instrument.wording(item, asked.perspective), asked),
            choices,
            str(DONT_KNOW),
        )
        for place, item in asked_items(instrument, asked.perspective)
    ]
    parts = [tuple(cards[low:high]) for low, high in part_bounds(len(cards))]
    return [Statements(SECONDS_PER_ITEM * len(part), part) for part in parts]


def part_bounds(items: int) -> list[tuple[int, int]]:
    """Where each page of statements begins and ends."""
    count = max(1, -(-items // ITEMS_PER_PART))
    bounds = [place * items // count for place in range(count + 1)]
    return [*pairwise(bounds)]


def _choices(instrument: "Instrument", language: str) -> tuple[tuple[str, str], ...]:
    scale = instrument.scale
    points = [
        (str(point.value), instrument.say(point.label, language) or str(point.value))
        for point in scale.points
    ]
    if scale.not_applicable:
        points.append((str(DONT_KNOW), instrument.say(scale.not_applicable, language)))
    return tuple(points)


def _own_words(instrument: "Instrument", asked: Asked) -> OwnWords | None:
    worded = [
        (place, question, instrument.wording(question, asked.perspective))
        for place, question in enumerate(instrument.questions)
    ]
    questions = tuple(
        OpenQuestion(f"text_{place}", place, _say(instrument, words, asked), question.purpose == "story")
        for place, question, words in worded
        if words
    )
    if not questions:
        return None
    stories = [question.field for question in questions if question.story]
    fields = text_form([question.field for question in questions], stories)
    return OwnWords(SECONDS_PER_TEXT * len(questions), questions, fields)


def _background(instrument: "Instrument", asked: Asked) -> Background | None:
    cards = tuple(
        Card(
            f"attribute_{place}",
            place,
            _say(instrument, words, asked),
            tuple(
                (str(index), instrument.say(option.label, asked.language) or option.id)
                for index, option in enumerate(attribute.options)
            ),
        )
        for place, attribute in enumerate(instrument.attributes)
        if place in asked.attributes and (words := instrument.wording(attribute, asked.perspective))
    )
    if not cards and not asked.unit:
        return None
    seconds = SECONDS_PER_BACKGROUND * (len(cards) + asked.unit)
    return Background(seconds, cards, asked.unit)


def _say(instrument: "Instrument", words: "Wording | None", asked: Asked) -> str:
    return instrument.say(words, asked.language)
