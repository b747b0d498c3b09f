"""Says how often each fault is tried, and keeps the figures of the long run for a table."""

import os

LONG = os.environ.get("FAULTS") == "long"
FIGURES: list[tuple[str, str]] = []


def times(short: int, long: int) -> int:
    """How often: `short` in `make test`, `long` in `make faults`."""
    return long if LONG else short


def figure(what: str, found: str) -> None:
    """Keeps what a test found for the table that `make faults` writes."""
    FIGURES.append((what, found))
