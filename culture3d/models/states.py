"""Turns an enumeration of plain words into a column that holds just those words."""

from enum import StrEnum

from sqlalchemy import Enum


def told_by_value(words: type[StrEnum], name: str, length: int) -> Enum:
    """A column's type: text on every database, which lets in these words only."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda each: [word.value for word in each],
    )
