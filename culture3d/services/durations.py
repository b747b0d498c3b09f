"""Turns a questionnaire into how long it takes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveys.instrument import Instrument

SECONDS_PER_ITEM = 11  # 36 items take six to eight minutes
SECONDS_PER_TEXT, SECONDS_PER_BACKGROUND = 60, 8


def minutes(instrument: "Instrument") -> int:
    """About how long it takes to answer everything, open questions included."""
    seconds = len(instrument.asked("staff")) * SECONDS_PER_ITEM
    seconds += len(instrument.questions) * SECONDS_PER_TEXT
    seconds += len(instrument.attributes) * SECONDS_PER_BACKGROUND
    return max(1, round(seconds / 60))
