"""Turns the text of a questionnaire into a sound instrument, or into its faults, each at its place."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from surveys.faults import BadInput, Fault

if TYPE_CHECKING:
    from surveys.instrument import Instrument, Note


@dataclass(frozen=True)
class Checked:
    """A questionnaire's instrument if it is sound; else its faults, by place as pages name it."""

    instrument: "Instrument | None"
    faults: tuple[tuple[str, Fault], ...] = ()
    notes: "tuple[Note, ...]" = ()


@lru_cache(maxsize=32)
def check(text: str) -> Checked:
    """What there is to say of a questionnaire."""
    from surveys.instrument import advise, read_instrument

    try:
        instrument = read_instrument(text)
    except BadInput as bad:
        return Checked(None, tuple((place_of_field(fault.field), fault) for fault in bad.faults))
    return Checked(instrument, (), advise(instrument))


def place_of_field(field: str) -> str:
    """`facets[0].items[2].text.en` as pages name it: `facets.0.items.2.text.en`."""
    return re.sub(r"\[(\d+)\]", r".\1", field).removeprefix(".")
