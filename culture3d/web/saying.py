"""Says what is wrong with an input in the language of the page."""

from flask import Flask
from flask_babel import gettext

from surveys.faults import Fault, Told


def say(message: str) -> str:
    """A message as a sentence of the page; one that does not know its words stays as it is."""
    if isinstance(message, Told):
        return str(gettext(message.words, **message.values))
    return message


def say_fault(fault: Fault) -> str:
    """A fault with its place: its row and column, as far as they are known."""
    row = gettext("row %(number)s", number=fault.line) if fault.line else ""
    return ": ".join(part for part in (row, fault.field, say(fault.message)) if part)


def init_app(app: Flask) -> None:
    """Lets pages say them."""
    app.jinja_env.filters.update(say=say, say_fault=say_fault)
