"""Turns the list of a planned wave and the wave before into what it could show, before anybody is invited."""

from array import array
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services import participation, results
from culture3d.services.questionnaires import attributes_of, instrument_of
from surveys.codes import PERSPECTIVES
from surveys.keys import ORGANISATION
from surveys.planning import SD, Crowd, Sample, crowd, expected, smallest_change
from surveys.results import Policy, Suppressed
from surveys.units import UnitCheck, check_units

USUAL_RATE = 70  # %, where no wave before says how many answer

# Unit, perspective, language and coded attributes, and how many people that is known of.
_Known = tuple[int | None, int, str, tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class OfAUnit:
    """What is to be expected of a unit and those below it; `shown` if its results could be told.

    protects     small hidden units beside it that could be worked out if it were shown; none where it is too
                 small itself, or they lie further away
    directly_at  the unit directly at which so few people are that the same is true of them
    """

    label: str
    depth: int
    asked: int
    expected: int
    shown: bool
    protects: tuple[str, ...] = ()
    directly_at: str = ""


@dataclass(frozen=True, slots=True)
class OfADimension:
    """The smallest change, in points of score, that the organisation would probably see; None if none.

    is_measured  whether the spread of answers is that of the wave before, and no assumption
    """

    id: str
    smallest: float | None
    sd: float
    is_measured: bool


@dataclass(frozen=True)
class Outlook:
    """What a planned wave could show if `rate` % answer.

    crowd    how people share unit, perspective, language and what the list has of their background
    without  the same, where the wave leaves out one of its background questions, by its id
    joins    small neighbours that could be reported together: their names, and how many would answer
    before   the wave that changes are measured against, by name; None where it would be the next one
    """

    rate: int
    crowd: Crowd
    without: dict[str, Crowd]
    units: tuple[OfAUnit, ...]
    joins: tuple[tuple[tuple[str, ...], int], ...]
    changes: tuple[OfADimension, ...]
    before: str | None


def usual_rate(session: Session, wave: Wave) -> int:
    """How many of a hundred will probably answer: as many as last time."""
    before = participation.rate_before(session, wave)
    return min(100, max(1, before[1])) if before else USUAL_RATE


def outlook(session: Session, wave: Wave, rate: int) -> Outlook:
    """What a planned wave could show.

    :param rate: how many of a hundred will answer, 1 to 100.
    """
    known = _known(session, wave)
    units, joins = _units(wave, known, rate / 100)
    changes, before = _changes(session, wave, known, rate / 100)
    return Outlook(
        rate=rate,
        crowd=crowd(_combinations(known), wave.min_group),
        without={
            id_: crowd(_combinations(known, place), wave.min_group)
            for id_, place in attributes_of(wave).items()
            if any(row[3][place] >= 0 for row in known)
        },
        units=units,
        joins=joins,
        changes=changes,
        before=before,
    )


def _known(session: Session, wave: Wave) -> list[_Known]:
    """What the list has of people, as far as the wave keeps it."""
    columns = (Participant.unit_id, Participant.perspective, Participant.language, Participant.attributes)
    rows = select(*columns, func.count()).where(Participant.wave_id == wave.id).group_by(*columns)
    kept = set(attributes_of(wave).values())
    return [
        (
            unit,
            perspective,
            language,
            tuple(code if place in kept else -1 for place, code in enumerate(array("b", codes))),
            people,
        )
        for unit, perspective, language, codes, people in session.execute(rows)
    ]


def _combinations(known: list[_Known], without: int | None = None) -> list[tuple[object, int]]:
    """Everything known of people, or all but one background answer; and of how many people."""
    return [
        ((unit, perspective, language, tuple(c for p, c in enumerate(codes) if p != without)), people)
        for unit, perspective, language, codes, people in known
    ]


def _units(
    wave: Wave, known: list[_Known], rate: float
) -> tuple[tuple[OfAUnit, ...], tuple[tuple[tuple[str, ...], int], ...]]:
    """Of the staff of each unit; nothing where the list places nobody."""
    directly: dict[int | None, tuple[int, int]] = {}
    for unit_id, perspective, _, _, people in known:
        if PERSPECTIVES[perspective] == "staff":
            directly[unit_id] = (directly.get(unit_id, (0, 0))[0] + people, 0)
    units = wave.organisation.units
    if not any(unit.id in directly for unit in units):
        return (), ()
    asked = [people for people, _ in participation.with_those_below(wave, directly)]
    answers = expected(asked, rate)
    checked = check_units(participation.tree_of(wave, answers), Policy(min_group=wave.min_group))
    names, shown = checked.tree.names, checked.shown
    return (
        tuple(
            OfAUnit(
                unit.label,
                len(unit.path),
                asked[row],
                answers[row],
                shown[row],
                *(((), "") if shown[row] else _protected(checked, row, wave.min_group)),
            )
            for row, unit in enumerate(units, 1)
        ),
        tuple((tuple(names[unit] for unit in join.units), join.people) for join in checked.joins),
    )


def _protected(checked: UnitCheck, row: int, least: int) -> tuple[tuple[str, ...], str]:
    """The small units beside a large hidden one that it protects; else the unit directly at which few are."""
    tree = checked.tree
    if tree.people[row] < least:
        return (), ""
    above = tree.parents[row]
    beside = [other for other, parent in enumerate(tree.parents) if parent == above and other != row]
    small = [other for other in beside if not checked.shown[other] and 0 < tree.people[other] < least]
    if small:
        return tuple(tree.names[other] for other in small), ""
    directly = tree.people[above] - sum(tree.people[other] for other in (row, *beside))
    return (), tree.names[above] if 0 < directly < least else ""


def _changes(
    session: Session, wave: Wave, known: list[_Known], rate: float
) -> tuple[tuple[OfADimension, ...], str | None]:
    """Per dimension, of the staff of the whole, against the wave before or, in a first wave, one like it."""
    asked = sum(people for _, perspective, _, _, people in known if PERSPECTIVES[perspective] == "staff")
    after = Sample(expected([asked], rate)[0], asked or None)
    instrument = instrument_of(wave.instrument_version)
    earlier = results.released_before(session, wave)
    told = results.read_release(session, earlier[-1], [ORGANISATION]) if earlier else None
    people = told.counts.get(ORGANISATION) if told else None
    before = Sample(people, told.invited.get(ORGANISATION)) if told and isinstance(people, int) else None
    span = 100 / (instrument.scale.maximum - instrument.scale.minimum)
    found = []
    for dimension in instrument.dimensions or instrument.all_facets:
        figures = told.figures(ORGANISATION, dimension.id) if told and dimension.id in told.measures else None
        sd = None if figures is None or isinstance(figures, Suppressed) else figures.sd
        spread = SD if sd is None else sd * span
        smallest = smallest_change(before or after, after, spread)
        found.append(OfADimension(dimension.id, smallest, spread, sd is not None))
    return tuple(found), earlier[-1].name if earlier and before else None
