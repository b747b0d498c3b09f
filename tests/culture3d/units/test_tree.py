"""Shows that the tree is changed step by step, that a wave holds it, and how what became of units is kept."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.organisation import Organisation
from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services import participants, waves
from culture3d.services.participants import Person
from culture3d.services.units import history, tree
from culture3d.services.units.recording import Held
from surveys.faults import BadInput
from tests.culture3d.cast import Cast
from tests.culture3d.invited import planned


def unit(organisation: Organisation, path: str) -> Unit:
    return next(each for each in organisation.units if "/".join(each.path) == path)


def paths(organisation: Organisation) -> list[str]:
    return ["/".join(each.path) for each in organisation.units]


def changed(session: Session, organisation: Organisation) -> list[tuple[str, str | None, str]]:
    return [(row.kind.value, row.before, row.after) for row in history.changes(session, organisation)]


def test_a_unit_is_added_under_a_code_that_follows_from_its_name(
    session: Session, harbour: Organisation
) -> None:
    dock = unit(harbour, "dock")
    tree.add(session, harbour, dock, "Krane & Züge")
    tree.add(session, harbour, dock, "Krane & Züge")
    assert paths(harbour) == [
        "dock", "dock/crane", "dock/rope", "dock/krane-zuege", "dock/krane-zuege-2", "office",
    ]  # fmt: skip
    assert changed(session, harbour)[0] == ("added", None, "dock/krane-zuege")


def test_a_name_may_change_and_the_code_stays(session: Session, harbour: Organisation) -> None:
    tree.rename(session, harbour, unit(harbour, "office"), " Head office ", None)
    assert unit(harbour, "office").label == "Head office"
    assert changed(session, harbour) == [("renamed", "office", "office")]


def test_what_lies_below_goes_along(session: Session, harbour: Organisation) -> None:
    tree.move(session, harbour, unit(harbour, "dock"), unit(harbour, "office"), None)
    assert paths(harbour) == ["office", "office/dock", "office/dock/crane", "office/dock/rope"]
    rows = history.changes(session, harbour)
    assert [row.before for row in rows if not row.along] == ["dock"] and len(rows) == 3


def test_a_merged_unit_is_gone_and_its_people_on_lists_to_come_go_along(
    session: Session, harbour: Organisation, cast: Cast
) -> None:
    crane, rope = unit(harbour, "dock/crane"), unit(harbour, "dock/rope")
    participants.enrol(session, planned(session, cast), [Person("Anna", unit=rope)])
    tree.merge(session, harbour, rope, crane, None)
    assert paths(harbour) == ["dock", "dock/crane", "office"]
    assert changed(session, harbour) == [("merged", "dock/rope", "dock/crane")]
    assert session.scalars(select(Participant.unit_id)).all() == [crane.id]
    assert session.get_one(Unit, rope.id).gone  # answers of earlier waves are of it
    tree.add(session, harbour, unit(harbour, "dock"), "Rope", "rope")  # its code is free again


def test_parts_stand_beside_the_unit_they_come_from(session: Session, harbour: Organisation) -> None:
    tree.split(session, harbour, unit(harbour, "dock/crane"), ["North", "South"], None)
    assert [path for path in paths(harbour) if path.startswith("dock/")] == [
        "dock/crane", "dock/north", "dock/south", "dock/rope",
    ]  # fmt: skip
    assert changed(session, harbour) == [
        ("split", "dock/crane", "dock/north"),
        ("split", "dock/crane", "dock/south"),
    ]


def test_a_unit_is_removed_with_all_below(session: Session, harbour: Organisation) -> None:
    tree.remove(session, harbour, unit(harbour, "dock"), None)
    assert paths(harbour) == ["office"]
    assert {row[2] for row in changed(session, harbour)} == {"all"}


@pytest.mark.parametrize(
    "step", ["below itself", "into itself", "no name", "too long", "taken", "merged below"]
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    session: Session, harbour: Organisation, step: str
) -> None:
    dock, crane = unit(harbour, "dock"), unit(harbour, "dock/crane")
    tree.add(session, harbour, None, "Crane", "crane")
    session.commit()
    acts = {
        "below itself": lambda: tree.move(session, harbour, dock, crane, None),
        "into itself": lambda: tree.merge(session, harbour, dock, dock, None),
        "no name": lambda: tree.rename(session, harbour, dock, " ", None),
        "too long": lambda: tree.rename(session, harbour, dock, "x" * 201, None),
        "taken": lambda: tree.move(session, harbour, crane, None, None),
        "merged below": lambda: tree.merge(session, harbour, dock, crane, None),
    }
    with pytest.raises(BadInput):
        acts[step]()
    session.rollback()
    assert paths(harbour) == ["dock", "dock/crane", "dock/rope", "office", "crane"]


def test_the_tree_is_only_so_deep(session: Session, harbour: Organisation) -> None:
    parent = unit(harbour, "dock")
    for _ in range(tree.MOST_DEPTH - 1):
        parent = tree.add(session, harbour, parent, "Team")
    with pytest.raises(BadInput, match="too deep"):
        tree.add(session, harbour, parent, "Team")


def test_a_wave_that_invited_people_holds_the_tree_until_its_results(
    session: Session, cast: Cast, settings: Settings
) -> None:
    harbour = session.get_one(Organisation, cast.organisation)
    with pytest.raises(Held) as held:
        tree.rename(session, harbour, unit(harbour, "office"), "Head office", None)
    assert held.value.wave.name == "Spring"
    wave = session.get_one(Wave, cast.wave)
    waves.close(session, wave, date(2026, 4, 1))
    with pytest.raises(Held):
        tree.add(session, harbour, None, "New")


def test_a_wave_s_results_know_units_by_where_they_were_then(
    session: Session, harbour: Organisation, cast: Cast
) -> None:
    wave = session.get_one(Wave, cast.wave)
    crane = unit(harbour, "dock/crane")
    tree.move(session, harbour, unit(harbour, "dock"), unit(harbour, "office"), None)
    tree.move(session, harbour, crane, None, None)
    new = tree.add(session, harbour, unit(harbour, "office"), "Crane", "crane")
    keys = history.keys_then(session, wave)
    assert keys[crane.id] == "dock/crane" and keys[new.id] is None
    assert keys[unit(harbour, "office").id] == "office"
