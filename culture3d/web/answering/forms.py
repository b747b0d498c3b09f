"""Turns an instrument into forms for its questions: choices, words of one's own, and where one works."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from wtforms import BooleanField, Form, TextAreaField
from wtforms.validators import ValidationError

from culture3d.services.answering.sheets import MOST_CHARACTERS, tidy
from culture3d.web.answering.cards import Card

# Their tokens are checked for every request by culture3d.security, so these forms need none of their own.


class Choices:
    """What a browser sent for questions that are answered by choosing, or left open, and for one's unit.

    Read without WTForms: its fields take longer to make than all eight questions of a page to read.

    chosen  name of the question in the page -> what its browser sent
    data    place of the question -> the value that was chosen, of those that were offered
    errors  name of the question in the page -> why what was sent is no answer; known from `validate` on
    unit    what was sent for the unit, '' if nothing was
    """

    def __init__(self, cards: Sequence[Card], sent: Mapping[str, str]) -> None:
        there = [(card, sent[card.field]) for card in cards if card.field in sent]
        self.chosen = {card.field: value for card, value in there}
        self.data = {card.place: int(value) for card, value in there if value in card.labels}
        self.errors: dict[str, str] = {}
        self.unit = sent.get("unit", "")
        self._wrong = [card.field for card, value in there if value not in card.labels]

    def validate(self) -> bool:
        """Whether nothing was sent but what was offered."""
        self.errors = {field: gettext("Please choose one of the answers.") for field in self._wrong}
        return not self.errors


def text_form(names: Sequence[str], retold: Sequence[str]) -> type[Form]:
    """A form of questions that are answered in one's own words; `retold` may be told again as stories."""
    fields: dict[str, Any] = {name: TextAreaField(filters=[_tidy], validators=[_short]) for name in names}
    fields |= {retell_name(name): BooleanField() for name in retold}
    return type("TextForm", (Form,), fields)


def retell_name(name: str) -> str:
    """The name of the box that lets an answer be told again."""
    return f"{name}_retell"


def _tidy(words: str | None) -> str:
    return tidy(words or "")


def _short(_: Form, field: TextAreaField) -> None:
    over = len(field.data) - MOST_CHARACTERS
    if over > 0:
        raise ValidationError(
            ngettext(
                "This is one character too long: %(most)s fit in. Please shorten it.",
                "This is %(num)s characters too long: %(most)s fit in. Please shorten it.",
                over,
                most=MOST_CHARACTERS,
            )
        )
