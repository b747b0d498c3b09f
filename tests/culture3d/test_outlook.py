"""Shows what a plan says of itself before anybody is invited: who stands out, which units, which changes."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from culture3d.db import database_session
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services import participants
from culture3d.services.outlook import outlook, usual_rate
from culture3d.services.participants import Person
from surveys.planning import SD, Crowd, Sample, smallest_change
from tests.culture3d.cast import Cast
from tests.culture3d.invited import people, planned
from tests.culture3d.test_jobs import release
from tests.culture3d.web.signing_in import consulting


def wave_with(session: Session, cast: Cast, listed: dict[str, int]) -> Wave:
    wave = planned(session, cast)
    for path, count in listed.items():
        unit = session.get_one(Unit, cast.units[path])
        participants.enrol(session, wave, [Person(f"{path} {n}", None, unit) for n in range(count)])
    return wave


def test_people_stand_out_by_what_the_wave_keeps_of_them(session: Session, cast: Cast) -> None:
    wave = planned(session, cast)
    participants.enrol(session, wave, people(session, cast))
    told = outlook(session, wave, 70)
    assert told.crowd == Crowd(5, 5, 5)
    wave.attributes = []
    assert outlook(session, wave, 70).without == {}


def test_without_a_question_fewer_stand_out(session: Session, cast: Cast) -> None:
    wave = planned(session, cast)
    crane = session.get_one(Unit, cast.units["dock/crane"])
    tenures = ["old"] * 5 + ["new"]
    listed = [Person(f"A {n}", None, crane, attributes={"tenure": told}) for n, told in enumerate(tenures)]
    participants.enrol(session, wave, listed)
    told = outlook(session, wave, 70)
    assert (told.crowd, told.without) == (Crowd(6, 1, 1), {"tenure": Crowd(6, 0, 0)})


def test_units_are_reported_as_disclosure_control_would(session: Session, cast: Cast) -> None:
    wave = wave_with(session, cast, {"dock/crane": 20, "dock/rope": 6, "office": 10})
    told = outlook(session, wave, 70)
    rows = [(unit.label, unit.asked, unit.expected, unit.shown) for unit in told.units]
    assert rows == [
        ("Dock", 26, 18, True),
        ("Crane", 20, 14, False),  # or it would give the rope away
        ("Rope", 6, 4, False),
        ("Office", 10, 7, True),
    ]
    assert [unit.protects for unit in told.units] == [(), ("Rope",), (), ()]
    assert all(unit.shown for unit in outlook(session, wave, 100).units)


def test_few_people_directly_at_a_unit_hide_those_below_it(session: Session, cast: Cast) -> None:
    told = outlook(session, wave_with(session, cast, {"dock": 6, "dock/crane": 20, "office": 10}), 70)
    crane = next(unit for unit in told.units if unit.label == "Crane")
    assert (crane.shown, crane.protects, crane.directly_at) == (False, (), "Dock")


def test_a_first_wave_is_measured_by_the_next(session: Session, cast: Cast) -> None:
    wave = wave_with(session, cast, {"dock/crane": 60, "office": 40})
    told = outlook(session, wave, 70)
    alike = smallest_change(Sample(70, 100), Sample(70, 100), SD)
    assert [(each.id, each.smallest, each.is_measured) for each in told.changes] == [
        ("silos", alike, False),
        ("power", alike, False),
    ]
    assert (told.before, usual_rate(session, wave)) == (None, 70)
    assert [each.smallest for each in outlook(session, wave, 9).changes] == [None, None]


def test_the_wave_before_says_how_many_answer_and_how_scores_spread(app: Flask, cast: Cast) -> None:
    release(app, cast)
    with app.app_context():
        session = database_session()
        wave = wave_with(session, cast, {"dock/crane": 60, "office": 40})
        told = outlook(session, wave, 70)
        assert (told.before, usual_rate(session, wave)) == ("Spring", 40)
        assert all(each.is_measured and each.smallest for each in told.changes)


@pytest.mark.parametrize(("rate", "told"), [("90", 90), ("0", 70), ("many", 70), ("", 70)])
def test_the_page_reckons_with_the_rate_that_is_given(app: Flask, cast: Cast, rate: str, told: int) -> None:
    with app.app_context():
        wave_with(database_session(), cast, {"dock/crane": 20, "dock/rope": 3, "office": 10})
        database_session().commit()
    page = consulting(app).get(f"/organisations/harbour/waves/2/plan?rate={rate}").text
    assert f'max="100" value="{told}"' in page
    assert "2 of 4, if every unit answers alike" in page and "Ready to launch?" in page
