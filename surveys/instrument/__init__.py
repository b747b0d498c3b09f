"""Turns the YAML of a questionnaire into a checked, frozen Instrument.

The file format is described in docs/instrument.md; `json_schema` gives it to editors.
"""

from surveys.instrument.advice import Note, advise
from surveys.instrument.matching import Difference, difference
from surveys.instrument.reading import json_schema, read_instrument
from surveys.instrument.values import (
    Attribute,
    Dimension,
    Facet,
    Instrument,
    Item,
    Option,
    Point,
    Question,
    Scale,
    Worded,
    Wording,
)
from surveys.instrument.writing import write_fields, write_instrument

__all__ = [
    "Attribute",
    "Difference",
    "Dimension",
    "Facet",
    "Instrument",
    "Item",
    "Note",
    "Option",
    "Point",
    "Question",
    "Scale",
    "Worded",
    "Wording",
    "advise",
    "difference",
    "json_schema",
    "read_instrument",
    "write_fields",
    "write_instrument",
]
