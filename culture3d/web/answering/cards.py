"""Turns a question with its choices into the markup of its fieldset, drawn once for each answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

from flask import get_template_attribute
from markupsafe import Markup


@dataclass(frozen=True)
class Card:
    """A question that is answered by choosing: the choices are pairs of a value and its label.

    place  where the question stands in the instrument
    apart  the value of the choice that is set apart, such as *don't know*
    """

    field: str
    place: int
    legend: str
    choices: tuple[tuple[str, str], ...]
    apart: str = ""

    @cached_property
    def labels(self) -> dict[str, str]:
        """The choices, each with its words."""
        return dict(self.choices)

    def label_of(self, answer: int | None) -> str:
        """What was chosen, in words; '' if nothing was."""
        return self.labels.get(str(answer), "")


@lru_cache(maxsize=4096)
def drawn(card: Card, chosen: str, error: str = "") -> Markup:
    """The fieldset with one choice made; a page is put together from these."""
    return Markup(get_template_attribute("answering/card.html", "card")(card, chosen, error))  # noqa: S704  the template has escaped it


def shuffled(cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
    """The cards in an order that follows from a person's secret alone, so that it is written down nowhere."""
    return tuple(sorted(cards, key=lambda card: blake2b(card.field.encode(), key=seed).digest()))
