"""Turns the YAML of a questionnaire into a checked, frozen Instrument.

The file format is described in docs/instrument.md; `json_schema` gives it to editors.
"""

from surveys.instrument.advice import Note, advise
from surveys.instrument.matching import Difference, difference
from surveys.instrument.reading import json_schema, read_instrument
from surveys.instrument.values import (
    PERSPECTIVES,
    Attribute,
    Dimension,
    Facet,
    Instrument,
    Item,
    Option,
    Perspective,
    Point,
    Question,
    Scale,
    Worded,
    Wording,
)

__all__ = [
    "PERSPECTIVES",
    "Attribute",
    "Difference",
    "Dimension",
    "Facet",
    "Instrument",
    "Item",
    "Note",
    "Option",
    "Perspective",
    "Point",
    "Question",
    "Scale",
    "Worded",
    "Wording",
    "advise",
    "difference",
    "json_schema",
    "read_instrument",
]
