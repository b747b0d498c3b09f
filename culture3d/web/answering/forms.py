"""Turns an instrument into forms for its questions: choices, words of one's own, and where one works."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from wtforms import BooleanField, Field, Form, TextAreaField
from wtforms.fields import IntegerField
from wtforms.fields.core import UnboundField
from wtforms.validators import ValidationError

from culture3d.services.answering.sheets import MOST_CHARACTERS, tidy
from culture3d.web.answering.cards import Card

# Their tokens are checked for every request by culture3d.security, so these forms need none of their own.


class Choices(Field):  # type: ignore[misc]  # it has no types
    """The answers to questions that are answered by choosing, or left open: one field for all of a page.

    A field for each of eight questions takes longer to make than to read; this one reads all of them.

    data    place of the question -> the value that was chosen
    chosen  name of the question in the page -> what its browser sent
    errors  name of the question in the page -> why what was sent is no answer
    """

    def __init__(self, cards: Sequence[Card], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.cards = cards

    def process(self, formdata: Mapping[str, str] | None, *_: object, **__: object) -> None:
        """Takes what was sent; a value that was not offered is kept apart for `validate`."""
        there = formdata or {}
        sent = [(card, there[card.field]) for card in self.cards if card.field in there]
        self.chosen = {card.field: value for card, value in sent}
        self.data = {card.place: int(value) for card, value in sent if card.offers(value)}
        self.wrong = [card.field for card, value in sent if not card.offers(value)]

    def validate(self, _: Form, *__: object) -> bool:
        """Whether nothing was sent but what was offered."""
        self.errors = {field: gettext("Please choose one of the answers.") for field in self.wrong}
        return not self.errors


def choice_form(cards: Sequence[Card], asks_unit: bool = False) -> type[Form]:
    """A form of questions that are answered by choosing, and of the unit that somebody works in."""
    fields: dict[str, Any] = {"choices": UnboundField(Choices, cards)}
    if asks_unit:
        fields["unit"] = IntegerField()
    return type("ChoiceForm", (Form,), fields)


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
