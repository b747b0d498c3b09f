"""Turns what became of a unit into a sentence in the language of the page."""

from collections.abc import Callable

from flask_babel import gettext

from culture3d.models.unit_change import UnitChange

# How what became of a unit is told, by kind.
_TOLD: dict[str, Callable[[UnitChange, str], str]] = {
    "added": lambda change, _: gettext("%(unit)s was added", unit=change.label),
    "renamed": lambda change, _: gettext(
        "%(unit)s is called %(name)s now", unit=change.label, name=change.relabelled
    ),
    "moved": lambda change, place: gettext("%(unit)s was moved to %(place)s", unit=change.label, place=place),
    "merged": lambda change, place: gettext(
        "%(unit)s became part of %(place)s", unit=change.label, place=place
    ),
    "split": lambda change, place: gettext(
        "%(unit)s was split off from %(place)s", unit=change.label, place=change.before
    ),
    "removed": lambda change, _: gettext("%(unit)s was removed", unit=change.label),
}


def told(change: UnitChange) -> str:
    """What became of a unit; places are told by their codes, which stay."""
    return _TOLD[change.kind.value](change, change.after)
