"""Tells how a wanted tree differs from the one that is there, and puts it in its place."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.services.units.lists import Wanted
from culture3d.services.units.recording import Recorder
from culture3d.services.units.tree import above, let_go


@dataclass(frozen=True)
class Difference:
    """What putting the wanted tree in the place of today's means.

    same  which unit of today each of the wanted ones is; None for a new one
    """

    wanted: tuple[Wanted, ...]
    same: tuple[Unit | None, ...]
    gone: tuple[Unit, ...]

    @property
    def added(self) -> list[Wanted]:
        """Units that are new."""
        return [wanted for wanted, unit in self._pairs if unit is None]

    @property
    def renamed(self) -> list[tuple[Unit, Wanted]]:
        """Units that are called otherwise."""
        return [(unit, wanted) for wanted, unit in self._pairs if unit and unit.label != wanted.label]

    @property
    def moved(self) -> list[tuple[Unit, Wanted]]:
        """Units that stand below another one."""
        return [(unit, wanted) for wanted, unit in self._pairs if unit and unit.path != wanted.path]

    @property
    def is_none(self) -> bool:
        """Whether the tree is as it is wanted already."""
        return not (self.added or self.renamed or self.moved or self.gone)

    @property
    def _pairs(self) -> list[tuple[Wanted, Unit | None]]:
        return list(zip(self.wanted, self.same, strict=True))


def difference(organisation: Organisation, wanted: Sequence[Wanted]) -> Difference:
    """Compares by path, and then by code: a unit whose code stands elsewhere was moved."""
    units = {unit.path: unit for unit in organisation.units}
    same: dict[tuple[str, ...], Unit] = {each.path: units[each.path] for each in wanted if each.path in units}
    left = {unit.path: unit for unit in units.values() if unit.path not in same}
    here = Counter(path[-1] for path in left)
    there = Counter(each.path[-1] for each in wanted if each.path not in same)
    by_code = {path[-1]: unit for path, unit in left.items() if here[path[-1]] == there[path[-1]] == 1}
    same |= {
        each.path: by_code[each.path[-1]]
        for each in wanted
        if each.path not in same and each.path[-1] in by_code
    }
    kept = {unit.id for unit in same.values()}
    gone = tuple(unit for unit in organisation.units if unit.id not in kept)
    return Difference(tuple(wanted), tuple(same.get(each.path) for each in wanted), gone)


def fingerprint(organisation: Organisation) -> str:
    """By which a tree is known: what was computed on one is not done to another."""
    said = [(unit.id, unit.parent_id, unit.code, unit.label) for unit in organisation.units]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def replace_tree(
    session: Session,
    organisation: Organisation,
    wanted: Sequence[Wanted],
    merged: Mapping[int, tuple[str, ...]],
    who: Account | None,
) -> Difference:
    """Puts the wanted tree in the place of today's, all or nothing, and writes down what became of each unit.

    :param merged: unit that is gone -> path of the one that its people are in now. The people of the others
        belong to the nearest unit above that stays.
    :raise Held: if a wave holds the tree.
    """
    recorder = Recorder(session, organisation, who)
    found = difference(organisation, wanted)
    homes = {unit.id: _home(unit, found) for unit in found.gone}
    _free_codes(session, found)
    placed = _place(session, organisation, found)
    for unit in found.gone:
        if merged.get(unit.id) in placed:
            recorder.merged[unit.id] = placed[merged[unit.id]]
        else:
            recorder.removed[unit.id] = homes[unit.id]
        let_go(unit)
    recorder.finish()
    return found


def _home(unit: Unit, found: Difference) -> Unit | None:
    gone = {each.id for each in found.gone}
    return next((each for each in above(unit) if each.id not in gone), None)


def _free_codes(session: Session, found: Difference) -> None:
    """Units may change places: so none holds its code while they do."""
    for unit, _ in found.moved:
        unit.code = f"~{unit.id}"
    session.flush()


def _place(session: Session, organisation: Organisation, found: Difference) -> dict[tuple[str, ...], Unit]:
    """Every wanted unit in its place, by its path."""
    placed: dict[tuple[str, ...], Unit] = {}
    for position, (wanted, same) in enumerate(zip(found.wanted, found.same, strict=True)):
        unit = same or Unit(organisation_id=organisation.id, gone=False)
        unit.parent, unit.code = placed.get(wanted.path[:-1]), wanted.path[-1]
        unit.label, unit.position = wanted.label, position
        session.add(unit)
        placed[wanted.path] = unit
    session.flush()
    return placed
