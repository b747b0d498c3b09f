"""Holds what is stored, a file per noun; importing this package makes every table known."""

from culture3d.models import (
    ballot,
    comment,
    draft,
    failed_entry,
    firm,
    instrument_version,
    invitation,
    organisation,
    participant,
    receipt_list,
    release,
    report,
    response,
    trustee,
    unit,
    wave,
)

__all__ = [
    "ballot",
    "comment",
    "draft",
    "failed_entry",
    "firm",
    "instrument_version",
    "invitation",
    "organisation",
    "participant",
    "receipt_list",
    "release",
    "report",
    "response",
    "trustee",
    "unit",
    "wave",
]
