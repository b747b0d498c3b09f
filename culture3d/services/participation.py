"""Turns the counts of a wave into how much of them may be told before its results are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services.answering import ballots, invitations
from surveys.keys import ORGANISATION

if TYPE_CHECKING:
    from surveys.unit_tree import UnitTree


@dataclass(frozen=True, slots=True)
class Participation:
    """How many have answered, of how many who were asked; None stands for fewer than the smallest group."""

    answered: int | None
    asked: int | None
    smallest: int


def participation(session: Session, wave: Wave) -> Participation:
    """Of the whole wave; a wave that was tallied has no ballots any more, and its results tell this."""
    return Participation(
        answered=may_be_told(ballots.count(session, wave), wave.min_group),
        asked=may_be_told(_asked(session, wave), wave.min_group),
        smallest=wave.min_group,
    )


def may_be_told(people: int, smallest: int) -> int | None:
    """A number of people, if they are a group that may be told of."""
    return people if people >= smallest else None


@dataclass(frozen=True, slots=True)
class OfAUnit:
    """How many of a unit have answered, as far as that may be told.

    depth     1 for a top unit
    asked     None where nothing may be told of the unit
    answered  so many or more; None where even that would leave fewer possible numbers than the smallest group
    """

    label: str
    depth: int
    asked: int | None
    answered: int | None


def by_unit(session: Session, wave: Wave) -> list[OfAUnit]:
    """Of the staff of every unit, those below it included; empty where the list places nobody in a unit.

    The whole is told live, a unit in steps: so its number moves only with several answers, and never says
    that all have answered. Which units are told at all follows from how many are asked, by the rule and the
    audit that results follow, so that no unit can be worked out from the whole and the units beside it.
    """
    from surveys.results import Policy
    from surveys.units import shown_units  # brings numpy, which most pages do not need

    directly = invitations.staff_by_unit(session, wave)
    units = wave.organisation.units
    if not any(unit.id in directly for unit in units):
        return []
    counts = with_those_below(wave, directly)
    told = shown_units(tree_of(wave, [asked for asked, _ in counts]), Policy(min_group=wave.min_group))
    return [
        OfAUnit(
            unit.label,
            len(unit.path),
            asked if shown else None,
            in_steps(answered, asked, wave.min_group) if shown else None,
        )
        for unit, (asked, answered), shown in zip(units, counts[1:], told[1:], strict=True)
    ]


def in_steps(answered: int, asked: int, smallest: int) -> int | None:
    """The step that a count has reached, such that each leaves `smallest` possible counts or more."""
    steps = (asked + 1) // smallest
    return min(answered // smallest, steps - 1) * smallest if steps > 1 else None


def with_those_below(wave: Wave, directly: Mapping[int | None, tuple[int, int]]) -> list[tuple[int, int]]:
    """Of the whole and then of every unit: how many are asked and have answered."""
    paths = {unit.id: unit.path for unit in wave.organisation.units}
    places = {path: place for place, path in enumerate([(), *paths.values()])}
    counts = [[0, 0] for _ in places]
    for unit_id, (asked, answered) in directly.items():
        path = paths.get(unit_id, ()) if unit_id is not None else ()
        for depth in range(len(path) + 1):
            counts[places[path[:depth]]][0] += asked
            counts[places[path[:depth]]][1] += answered
    return [(asked, answered) for asked, answered in counts]


def tree_of(wave: Wave, people: Sequence[int]) -> "UnitTree":
    """The units of a wave's organisation below the whole, with how many people each has."""
    from surveys.unit_tree import UnitTree

    units = wave.organisation.units
    rows: dict[int | None, int] = {None: 0, **{unit.id: row for row, unit in enumerate(units, 1)}}
    return UnitTree(
        codes=("", *("/".join(unit.path) for unit in units)),
        names=(wave.organisation.name, *(unit.label for unit in units)),
        parents=(-1, *(rows[unit.parent_id] for unit in units)),
        people=tuple(people),
    )


def rate_before(session: Session, wave: Wave) -> tuple[str, int] | None:
    """The wave released before and how many of a hundred of its staff had answered at its end, if known."""
    from culture3d.services import results  # brings numpy, which most pages do not need

    before = results.released_before(session, wave)
    if not before:
        return None
    told = results.read_release(session, before[-1], [ORGANISATION])
    people, asked = told.counts.get(ORGANISATION), told.invited.get(ORGANISATION)
    if not isinstance(people, int) or not asked:
        return None
    return before[-1].name, round(100 * people / asked)


def _asked(session: Session, wave: Wave) -> int:
    """By the list of participants, where there is one, as long as it is kept."""
    listed = select(func.count()).select_from(Participant).where(Participant.wave_id == wave.id)
    planned = (wave.invited.get(key, 0) for key in ("all", "leader", "customer"))
    return session.execute(listed).scalar_one() or sum(planned)
