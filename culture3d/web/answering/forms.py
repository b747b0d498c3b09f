"""Turns an instrument into forms for its questions: choices, words of one's own, and where one works."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, Form, RadioField, TextAreaField
from wtforms.validators import ValidationError

from culture3d.services.answering.sheets import MOST_CHARACTERS, tidy
from culture3d.web.answering.cards import Card

# Their tokens are checked for every request by culture3d.security, so these forms need none of their own.
NO_NUMBER = -1000  # what was sent is no number; no scale and no option has this value


def choice_form(cards: Iterable[Card], others: Iterable[str] = ()) -> type[Form]:
    """A form of questions that are answered by choosing, or left open; `others` take any number."""
    fields = {card.field: _number_field(_one_of({int(value) for value, _ in card.choices})) for card in cards}
    fields |= {name: _number_field() for name in others}
    return type("ChoiceForm", (Form,), fields)


def text_form(names: Sequence[str], retold: Sequence[str]) -> type[Form]:
    """A form of questions that are answered in one's own words; `retold` may be told again as stories."""
    fields: dict[str, Any] = {name: TextAreaField(filters=[_tidy], validators=[_short]) for name in names}
    fields |= {retell_name(name): BooleanField() for name in retold}
    return type("TextForm", (Form,), fields)


def retell_name(name: str) -> str:
    """The name of the box that lets an answer be told again."""
    return f"{name}_retell"


def _number_field(*validators: Callable[[Form, Any], None]) -> RadioField:
    """The cards draw the choices, so the field need not know them."""
    return RadioField(validators=list(validators), choices=[], coerce=_number, validate_choice=False)


def _number(sent: object) -> int:
    """A number as it was sent; NO_NUMBER where it is none, for validation to refuse it kindly."""
    try:
        return int(str(sent))
    except ValueError:
        return NO_NUMBER


def _tidy(words: str | None) -> str:
    return tidy(words or "")


def _short(_: Form, field: TextAreaField) -> None:
    over = len(field.data) - MOST_CHARACTERS
    if over > 0:
        raise ValidationError(
            gettext(
                "This is %(over)s characters too long: %(most)s fit in. Please shorten it.",
                over=over,
                most=MOST_CHARACTERS,
            )
        )


def _one_of(offered: set[int]) -> Callable[[Form, Any], None]:
    """Lets a question be left open, but answers it with nothing that was not offered."""

    def check(_: Form, field: RadioField) -> None:
        if field.data is not None and field.data not in offered:
            raise ValidationError(gettext("Please choose one of the answers."))

    return check
