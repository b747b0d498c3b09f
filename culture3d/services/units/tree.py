"""Changes an organisation's tree of units one step at a time: add, rename, move, merge, split, remove."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.services.organisations.details import slug_of
from culture3d.services.units.recording import Recorder
from culture3d.services.writing import UNWRITTEN
from surveys.faults import BadInput, Fault, told
from surveys.keys import unit_key

MOST_UNITS = 5000
MOST_DEPTH = 12
MOST_CODE, MOST_LABEL, MOST_KEY = 80, 200, 400
_LAST = 2**30  # behind all brothers and sisters


def add(
    session: Session,
    organisation: Organisation,
    parent: Unit | None,
    label: str,
    code: str = "",
    who: Account | None = None,
) -> Unit:
    """A new unit below another, or at the top. Its code follows from its name where none is given.

    :raise BadInput: if it cannot be called so, or not be there. :raise Held: if a wave holds the tree.
    """
    recorder = Recorder(session, organisation, who)
    unit = _new(session, organisation, parent, label, code)
    recorder.finish()
    return unit


def rename(session: Session, organisation: Organisation, unit: Unit, label: str, who: Account | None) -> None:
    """Calls a unit otherwise; its code stays, so that waves stay comparable. Raises as `add` does."""
    recorder = Recorder(session, organisation, who)
    unit.label = _checked_label(label)
    recorder.finish()


def move(
    session: Session, organisation: Organisation, unit: Unit, parent: Unit | None, who: Account | None
) -> None:
    """Puts a unit, with all below it, under another or at the top. Raises as `add` does."""
    recorder = Recorder(session, organisation, who)
    if parent is not None and unit.id in {each.id for each in (parent, *above(parent))}:
        raise _refusal(told("A unit cannot stand below itself."))
    if parent is not unit.parent:
        _check_free(organisation, parent, unit.code)
        unit.parent, unit.position = parent, _LAST
    _check_places(session, organisation)
    recorder.finish()


def merge(
    session: Session, organisation: Organisation, unit: Unit, target: Unit, who: Account | None
) -> None:
    """Makes two units one: `unit` is gone, its people and what is below it are of `target`.

    Raises as `add` does.
    """
    recorder = Recorder(session, organisation, who)
    if target.id == unit.id or unit.id in {each.id for each in above(target)}:
        raise _refusal(told("A unit cannot be merged with itself, nor into what is below it."))
    for child in below(organisation, unit):
        _check_free(organisation, target, child.code)
        child.parent, child.position = target, _LAST
    recorder.merged[unit.id] = target
    let_go(unit)
    _check_places(session, organisation)
    recorder.finish()


def split(
    session: Session, organisation: Organisation, unit: Unit, labels: Sequence[str], who: Account | None
) -> list[Unit]:
    """Takes parts out of a unit, which stand beside it from now on; it stays for whoever remains.

    Raises as `add` does.
    """
    recorder = Recorder(session, organisation, who)
    if not labels:
        raise _refusal(told("Say what at least one new unit is called."))
    parts = [_new(session, organisation, unit.parent, label, position=unit.position) for label in labels]
    recorder.split |= {part.id: unit for part in parts}
    recorder.finish()
    return parts


def remove(session: Session, organisation: Organisation, unit: Unit, who: Account | None) -> None:
    """Takes a unit out with all below it; its people belong to the unit above. Raises as `add` does."""
    recorder = Recorder(session, organisation, who)
    gone = [unit, *all_below(organisation, unit)]
    recorder.removed |= {each.id: unit.parent for each in gone}
    for each in gone:
        let_go(each)
    recorder.finish()


def find(organisation: Organisation, unit_id: int) -> Unit | None:
    """A unit of the organisation's tree; None where there is none of this id, or none any more."""
    return next((unit for unit in organisation.units if unit.id == unit_id), None)


def above(unit: Unit) -> Iterator[Unit]:
    """Every unit above, the nearest first."""
    while unit.parent is not None:
        unit = unit.parent
        yield unit


def below(organisation: Organisation, unit: Unit | None) -> list[Unit]:
    """The units directly below one, or at the top."""
    return [each for each in organisation.units if each.parent_id == (unit.id if unit else None)]


def all_below(organisation: Organisation, unit: Unit) -> list[Unit]:
    """Every unit below one."""
    return [each for each in organisation.units if unit.id in {one.id for one in above(each)}]


def let_go(unit: Unit) -> None:
    """Takes one unit out of the tree. It is kept, because answers are of it; its code is free again."""
    unit.gone = True
    unit.code = f"{unit.code[: MOST_CODE - 12]}~{unit.id}"


def _new(
    session: Session,
    organisation: Organisation,
    parent: Unit | None,
    label: str,
    code: str = "",
    position: int = _LAST,
) -> Unit:
    label, code = _checked_label(label), code.strip()
    if code:
        _check_free(organisation, parent, code)
    unit = Unit(
        organisation_id=organisation.id,
        parent=parent,
        label=label,
        code=code or free_code(label, (each.code for each in below(organisation, parent))),
        position=position,
        gone=False,
    )
    session.add(unit)
    _check_places(session, organisation)
    return unit


def free_code(label: str, taken: Iterable[str]) -> str:
    """A code that follows from a name, and that no unit beside it has."""
    wanted, others = slug_of(label)[:40] if slug_of(label) != "organisation" else "unit", set(taken)
    numbered = (f"{wanted}-{number}" for number in range(2, len(others) + 3))
    return next(code for code in (wanted, *numbered) if code not in others)


def wrong_label(label: str) -> str | None:
    """What is wrong with a name, if anything."""
    if not label:
        return told("is blank")
    if len(label) > MOST_LABEL:
        return told("has more than %(most)s characters", most=MOST_LABEL)
    if UNWRITTEN.search(label):
        return told("holds a character that cannot be printed, such as a line break")
    return None


def _checked_label(label: str) -> str:
    if wrong := wrong_label(label.strip()):
        raise _refusal(wrong, "label")
    return label.strip()


def _check_free(organisation: Organisation, parent: Unit | None, code: str) -> None:
    if len(code) > MOST_CODE or UNWRITTEN.search(code):
        raise _refusal(told("has more than %(most)s characters", most=MOST_CODE), "code")
    if code in (each.code for each in below(organisation, parent)):
        raise _refusal(told("The code “%(code)s” is there already, beside the unit's new place.", code=code))


def _check_places(session: Session, organisation: Organisation) -> None:
    """:raise BadInput: if there are too many units, or one is too deep."""
    session.flush()
    session.expire(organisation, ["units"])
    if len(organisation.units) > MOST_UNITS:
        raise _refusal(told("There can be at most %(most)s units.", most=MOST_UNITS))
    if any(too_deep(unit.path) for unit in organisation.units):
        raise _refusal(told("That is too deep: at most %(most)s units below each other.", most=MOST_DEPTH))


def too_deep(path: tuple[str, ...]) -> bool:
    """Whether a unit would stand below too many others, or have too long a key."""
    return len(path) > MOST_DEPTH or len(unit_key(path)) > MOST_KEY


def _refusal(message: str, field: str = "") -> BadInput:
    return BadInput([Fault(message, field=field)])
