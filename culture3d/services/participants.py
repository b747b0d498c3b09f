"""Keeps the list of who is asked in a wave, and counts them by segment."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services.questionnaires import attributes_of, instrument_of
from surveys.codes import PERSPECTIVES, Perspective
from surveys.keys import attribute_key, unit_key

if TYPE_CHECKING:
    from surveys.instrument import Attribute, Instrument

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be asked.

    `attributes` maps an attribute's id to an option's id; one that is not given is asked in the survey.
    """

    name: str
    email: str | None = None
    unit: Unit | None = None
    language: str = "en"
    perspective: Perspective = "staff"
    attributes: Mapping[str, str] | None = None


def enrol(session: Session, wave: Wave, people: Iterable[Person]) -> list[Participant]:
    """Puts people on the list. :raise ValueError: if an attribute or an option is not the instrument's."""
    enrolled = [_participant(wave, person) for person in people]
    session.add_all(enrolled)
    session.flush()
    return enrolled


def enrol_many(session: Session, wave: Wave, people: Iterable[Person]) -> int:
    """The same for very many at once, by one statement; says how many they are."""
    rows = [
        {"wave_id": wave.id, "unit_id": person.unit.id if person.unit else None, **_stored(wave, person)}
        for person in people
    ]
    if rows:
        session.execute(insert(Participant), rows)
    return len(rows)


def add(session: Session, wave: Wave, person: Person) -> Participant:
    """Puts one more on the list. Raises as `enrol` does."""
    (added,) = enrol(session, wave, [person])
    return added


def change(session: Session, wave: Wave, participant: Participant, person: Person) -> None:
    """Says anew who somebody on the list is. Raises as `enrol` does.

    An invitation stays what it was: after the first one, whoever calls this sees to it.
    """
    participant.unit = person.unit
    for column, value in _stored(wave, person).items():
        setattr(participant, column, value)
    session.flush()


def remove(session: Session, participant: Participant) -> None:
    """Takes somebody off the list; nobody who has an invitation, which has to go first."""
    session.delete(participant)
    session.flush()


def find(session: Session, wave: Wave, participant_id: int) -> Participant | None:
    """Somebody on the list of a wave; None where there is nobody of this id."""
    found = session.get(Participant, participant_id)
    return found if found is not None and found.wave_id == wave.id and not found.removed else None


def said_of(wave: Wave, participant: Participant) -> dict[str, str]:
    """The attributes of somebody as the list has them: id of the attribute -> id of the option."""
    return _told(instrument_of(wave.instrument_version).attributes, participant.attributes)


def search(session: Session, wave: Wave, words: str, start: int, most: int) -> tuple[list[Participant], int]:
    """Those on the list whose name, address, or unit's name or code holds some words, and how many there are.

    By name. Capital and small letters are the same, as are ß and ss.

    :param start: how many are left out at the beginning, and `most` how many there are at most.
    """
    listed = (Participant.wave_id == wave.id, Participant.removed.is_(False))
    if words.strip():
        return _holding(session, wave, words.strip().casefold(), start, most)
    many = session.scalar(select(func.count()).select_from(Participant).where(*listed)) or 0
    ordered = select(Participant).where(*listed).order_by(func.lower(Participant.name), Participant.id)
    page = ordered.offset(start).limit(most).options(joinedload(Participant.unit))
    return list(session.scalars(page)), many


def _holding(
    session: Session, wave: Wave, folded: str, start: int, most: int
) -> tuple[list[Participant], int]:
    """Compared here, for what databases take for the same letter differs: SQLite knows no Ö, none knows ß."""
    units = {
        unit.id
        for unit in wave.organisation.units
        if folded in unit.label.casefold() or folded in unit.code.casefold()
    }
    everybody = select(Participant.id, Participant.name, Participant.email, Participant.unit_id).where(
        Participant.wave_id == wave.id, Participant.removed.is_(False)
    )
    found = sorted(
        (name.casefold(), id_)
        for id_, name, email, unit_id in session.execute(everybody)
        if folded in name.casefold() or folded in (email or "").casefold() or unit_id in units
    )
    ids = [id_ for _, id_ in found[start : start + most]]
    page = select(Participant).where(Participant.id.in_(ids)).options(joinedload(Participant.unit))
    by_id = {each.id: each for each in session.scalars(page)}
    return [by_id[id_] for id_ in ids], len(found)


def _participant(wave: Wave, person: Person) -> Participant:
    return Participant(wave_id=wave.id, unit=person.unit, **_stored(wave, person))


def _stored(wave: Wave, person: Person) -> dict[str, Any]:
    """What is stored of somebody beside their unit."""
    return {
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "perspective": PERSPECTIVES.index(person.perspective),
        "attributes": _coded(wave, person.attributes or {}),
    }


def _coded(wave: Wave, said: Mapping[str, str]) -> bytes:
    attributes = instrument_of(wave.instrument_version).attributes
    unknown = set(said) - {attribute.id for attribute in attributes}
    if unknown:
        raise ValueError(f"the instrument has no attribute {', '.join(sorted(unknown))}")
    codes = array("b")
    for attribute in attributes:
        options = [option.id for option in attribute.options]
        if attribute.id in said and said[attribute.id] not in options:
            raise ValueError(f"{attribute.id} has no option {said[attribute.id]}")
        codes.append(options.index(said[attribute.id]) if attribute.id in said else UNKNOWN)
    return codes.tobytes()


def recode(session: Session, wave: Wave, instrument: "Instrument") -> None:
    """Keeps what the list says of people's background as a wave changes to another instrument.

    What the new one does not ask is forgotten; what the list cannot answer is asked.
    """
    before = instrument_of(wave.instrument_version).attributes
    listed = select(Participant.attributes).where(Participant.wave_id == wave.id).distinct()
    told = {codes: _told(before, codes) for codes in session.scalars(listed)}
    recoded = {codes: _in(instrument.attributes, said) for codes, said in told.items()}
    if recoded:
        changed = update(Participant).where(Participant.wave_id == wave.id)
        session.execute(changed.values(attributes=case(recoded, value=Participant.attributes)))


def _told(attributes: "Sequence[Attribute]", codes: bytes) -> dict[str, str]:
    coded = zip(attributes, array("b", codes), strict=True)
    return {each.id: each.options[code].id for each, code in coded if code != UNKNOWN}


def _in(attributes: "Sequence[Attribute]", said: Mapping[str, str]) -> bytes:
    codes = array("b")
    for attribute in attributes:
        options = [option.id for option in attribute.options]
        option = said.get(attribute.id)
        codes.append(options.index(option) if option in options else UNKNOWN)
    return codes.tobytes()


def invited(session: Session, wave: Wave) -> dict[str, int]:
    """How many people are asked, by the keys of segments; empty where the wave has no list.

    Units count the staff at or below them, as in every result; leaders and customers count as one group
    each. Units and an attribute are counted only where the list has them of everybody: else people say
    themselves where they belong, and more may answer there than were counted.
    """
    rows = session.execute(
        select(Participant.perspective, Participant.unit_id, Participant.attributes, func.count())
        .where(Participant.wave_id == wave.id)
        .group_by(Participant.perspective, Participant.unit_id, Participant.attributes)
    ).all()
    paths: dict[int | None, tuple[str, ...]] = {unit.id: unit.path for unit in wave.organisation.units}
    attributes = instrument_of(wave.instrument_version).attributes
    staff = [row for row in rows if PERSPECTIVES[row[0]] == "staff"]
    wanted = attributes_of(wave).values()
    known = {place: all(array("b", row[2])[place] >= 0 for row in staff) for place in wanted}
    placed = all(row[1] is not None for row in staff)
    counts: Counter[str] = Counter()
    for perspective, unit_id, codes, people in rows:
        if PERSPECTIVES[perspective] != "staff":
            counts[PERSPECTIVES[perspective]] += people
            continue
        counts["all"] += people
        for key in _above(paths.get(unit_id, ())) if placed else ():
            counts[key] += people
        for place, attribute in enumerate(attributes):
            if known.get(place):
                option = attribute.options[array("b", codes)[place]]
                counts[attribute_key(attribute.id, option.id)] += people
    return dict(counts)


def _above(path: tuple[str, ...]) -> Iterator[str]:
    """The keys of a unit and of all above it."""
    return (unit_key(path[:depth]) for depth in range(1, len(path) + 1))
