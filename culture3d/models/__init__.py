"""Holds what is stored, a file per noun; importing this package makes every table known."""

from culture3d.models import (
    ballot,
    draft,
    firm,
    instrument_version,
    organisation,
    release,
    report,
    response,
    unit,
    wave,
)

__all__ = [
    "ballot",
    "draft",
    "firm",
    "instrument_version",
    "organisation",
    "release",
    "report",
    "response",
    "unit",
    "wave",
]
