"""Shows that a wave is planned as wanted, and changes until somebody is invited; the list stays known."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.organisation import Organisation
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.services import audit, participants, plans, questionnaires, waves
from culture3d.services.plans import Plan, Unplannable
from tests.culture3d.cast import QUESTIONNAIRE, Cast
from tests.culture3d.invited import CLOSES, OPENS, Invited, people

MORE_ASKED = QUESTIONNAIRE.replace("version: 1", "version: 2").replace(
    "attributes:",
    "attributes:\n  - {id: shift, text: Shift, options: [{id: day}, {id: night}]}",
)


def planned(session: Session, cast: Cast) -> Plan:
    version = questionnaires.store(session, QUESTIONNAIRE, client(session, cast).firm)
    return replace(plans.begun(version, None), name="Autumn")


def client(session: Session, cast: Cast) -> Organisation:
    return session.get_one(Organisation, cast.organisation)


def said(session: Session, cast: Cast) -> list[str]:
    return [entry.action for entry in audit.entries(session, client(session, cast), None, 9)]


def test_a_plan_becomes_a_wave(session: Session, cast: Cast) -> None:
    plan = replace(
        planned(session, cast), opens_on=OPENS, closes_on=CLOSES, time_zone="Europe/Berlin", min_group=8
    )
    plan = replace(plan, languages=("de",), attributes=())
    wave = plans.make(session, client(session, cast), plan, None)
    assert (wave.number, wave.state, wave.min_group) == (2, State.SCHEDULED, 8)
    assert plans.plan_of(session, wave) == plan
    assert said(session, cast)[:2] == ["wave scheduled", "wave planned"]
    plans.change(session, wave, plan, None)
    assert said(session, cast)[0] == "wave scheduled"  # nothing was changed


def test_days_may_come_later(session: Session, cast: Cast) -> None:
    wave = plans.make(session, client(session, cast), planned(session, cast), None)
    assert wave.state is State.DRAFT
    plan = replace(planned(session, cast), opens_on=OPENS, closes_on=CLOSES)
    plans.change(session, wave, plan, None)
    assert wave.state is State.SCHEDULED
    with pytest.raises(Unplannable, match="keep some"):
        plans.change(session, wave, planned(session, cast), None)


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"closes_on": CLOSES}, "opens_on"),
        ({"opens_on": CLOSES, "closes_on": OPENS}, "closes_on"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"languages": ()}, "languages"),
        ({"languages": ("fr",)}, "languages"),
        ({"min_group": 4}, "min_group"),
        ({"attributes": ("height",)}, "attributes"),
    ],
)
def test_what_is_wrong_is_told_by_its_part(
    session: Session, cast: Cast, wrong: dict[str, object], part: str
) -> None:
    with pytest.raises(Unplannable) as told:
        plans.make(session, client(session, cast), replace(planned(session, cast), **wrong), None)
    assert [place for place, _ in told.value.faults] == [part]


def test_a_wave_that_invites_people_does_not_change(session: Session, invited: Invited) -> None:
    wave = session.get_one(Wave, invited.wave)
    with pytest.raises(waves.WrongState):
        plans.change(session, wave, replace(plans.plan_of(session, wave), min_group=9), None)


def test_the_next_wave_is_planned_like_the_last(session: Session, cast: Cast) -> None:
    plan = replace(planned(session, cast), languages=("de",), attributes=(), min_group=9)
    wave = plans.make(session, client(session, cast), plan, None)
    assert plans.last(session, client(session, cast)) is wave
    again = plans.begun(wave.instrument_version, wave)
    assert (again.languages, again.attributes, again.min_group) == (("de",), (), 9)
    assert (again.name, again.opens_on) == ("", None)


def test_what_the_list_knows_moves_to_another_questionnaire(session: Session, cast: Cast) -> None:
    wave = plans.make(session, client(session, cast), planned(session, cast), None)
    participants.enrol(session, wave, people(session, cast))
    more = plans.moved(
        plans.plan_of(session, wave), questionnaires.store(session, MORE_ASKED, client(session, cast).firm)
    )
    plans.change(session, wave, more, None)
    session.expire_all()
    listed = session.scalars(
        select(Participant).where(Participant.wave_id == wave.id).order_by(Participant.id)
    )
    assert [list(each.attributes) for each in listed] == [
        [255, 1],
        [255, 255],
        [255, 255],
        [255, 255],
        [255, 0],
    ]


def test_people_are_promised_and_asked_what_was_planned(
    session: Session, settings: Settings, cast: Cast
) -> None:
    plan = replace(planned(session, cast), opens_on=OPENS, closes_on=CLOSES, languages=("de",), attributes=())
    wave = plans.make(session, client(session, cast), plan, None)
    participants.enrol(session, wave, people(session, cast))
    assert set(participants.invited(session, wave)) == {
        "all",
        "leader",
        "customer",
        "dock",
        "dock/crane",
        "office",
    }
    waves.freeze(session, wave, settings.keys, date(2026, 8, 1))
    assert list(wave.promise or {}) == ["de"]
    from culture3d.services.answering import fielded
    from culture3d.web.answering.seats import asked_of

    found = fielded.find(session, wave.address)
    assert found is not None
    assert asked_of(found, "de").attributes == ()
