"""Shows that participation by unit moves in steps, and gives no small group away beside the whole."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.invitation import Invitation
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services import participants
from culture3d.services.answering import invitations
from culture3d.services.participants import Person
from culture3d.services.participation import by_unit, in_steps, rate_before
from tests.culture3d.cast import Cast
from tests.culture3d.invited import OPENS, planned

UNITS = ("dock", "crane", "rope", "office")


def wave_of(session: Session, settings: Settings, cast: Cast, people: dict[str, tuple[int, int]]) -> Wave:
    """A wave with so many people directly in each unit, of whom so many have answered."""
    wave = planned(session, cast)
    for path, (asked, answered) in people.items():
        unit = session.get_one(Unit, cast.units[path])
        enrolled = participants.enrol(
            session, wave, [Person(f"{path} {n}", None, unit) for n in range(asked)]
        )
        invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
        done = [participant.id for participant in enrolled[:answered]]
        session.execute(update(Invitation).where(Invitation.participant_id.in_(done)).values(answered=True))
    return wave


def told(session: Session, wave: Wave) -> list[tuple[int | None, int | None]]:
    return [(unit.asked, unit.answered) for unit in by_unit(session, wave)]


@pytest.mark.parametrize("asked", range(5, 60))
def test_every_step_leaves_as_many_possible_counts_as_the_smallest_group(asked: int) -> None:
    steps = [in_steps(answered, asked, 5) for answered in range(asked + 1)]
    assert all(steps.count(step) >= 5 for step in steps)
    assert steps == sorted(steps, key=lambda step: step or 0)
    assert all(step is None or step <= answered for answered, step in enumerate(steps))


def test_units_are_told_in_steps_with_those_below_them(
    session: Session, settings: Settings, cast: Cast
) -> None:
    wave = wave_of(
        session, settings, cast, {"dock/crane": (20, 13), "dock/rope": (12, 4), "office": (10, 10)}
    )
    assert told(session, wave) == [(32, 15), (20, 10), (12, 0), (10, 5)]
    assert [unit.depth for unit in by_unit(session, wave)] == [1, 2, 2, 1]


def test_a_neighbour_hides_a_small_unit(session: Session, settings: Settings, cast: Cast) -> None:
    people = {"dock/crane": (20, 13), "dock/rope": (3, 3), "office": (30, 10)}
    wave = wave_of(session, settings, cast, people)
    assert told(session, wave) == [(23, 15), (None, None), (None, None), (30, 10)]


def test_people_directly_at_a_unit_are_a_group_too(session: Session, settings: Settings, cast: Cast) -> None:
    people = {"dock": (2, 2), "dock/crane": (20, 13), "dock/rope": (12, 4), "office": (30, 10)}
    wave = wave_of(session, settings, cast, people)
    crane, rope = told(session, wave)[1:3]
    assert (None, None) in (crane, rope)


def test_a_wave_without_places_tells_no_units(session: Session, settings: Settings, cast: Cast) -> None:
    wave = planned(session, cast)
    participants.enrol(session, wave, [Person(f"Person {n}") for n in range(9)])
    assert by_unit(session, wave) == []


def test_a_first_wave_has_none_before_it(session: Session, cast: Cast) -> None:
    assert rate_before(session, session.get_one(Wave, cast.wave)) is None
    assert session.get_one(Organisation, cast.organisation).units
