"""Shows that a wave is launched when it is ready, extended and withdrawn, and all of it written down."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d import jobs, steps
from culture3d.config import Settings
from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.invitation import Invitation
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.sealing import has_wave_key, personal_keys
from culture3d.services import audit, launching, messages, participants, retention, trustees, waves
from culture3d.services.answering import ballots, drafts
from culture3d.services.answering.sheets import Said, Sheet, Text
from culture3d.services.launching import Needs, NotReady
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, OPENS, Invited, people, planned
from tests.culture3d.test_tally import fielded_of

BEFORE = OPENS - timedelta(days=3)


def said(session: Session, cast: Cast) -> list[str]:
    client = session.get_one(Organisation, cast.organisation)
    return [entry.action for entry in audit.entries(session, client, None, 20)]


@pytest.fixture
def wave(session: Session, cast: Cast) -> Wave:
    """A planned wave with people on its list."""
    wave = planned(session, cast)
    participants.enrol(session, wave, people(session, cast))
    return wave


def test_a_wave_lacks_what_it_lacks(session: Session, settings: Settings, cast: Cast) -> None:
    wave = planned(session, cast)
    wave.opens_on, wave.closes_on = None, None
    trustees.appoint(session, wave, ["Ada", "Bo", "Cy"])
    there = launching.readiness(session, wave, settings, BEFORE)
    assert {need for need, fulfilled in there.items() if not fulfilled} == {
        Needs.PEOPLE,
        Needs.DATES,
        Needs.PASSPHRASES,
        Needs.CONTACT,
        Needs.ADDRESS,
    }
    with pytest.raises(NotReady, match="nobody is on the list") as lacking:
        launching.launch(session, wave, settings, BEFORE, None)
    assert Needs.CONTACT not in lacking.value.lacks
    assert (wave.frozen_on, wave.state) == (None, State.SCHEDULED)


def test_a_wave_whose_last_day_is_over_is_not_launched(
    session: Session, settings: Settings, wave: Wave
) -> None:
    with pytest.raises(NotReady, match="last day is over"):
        launching.launch(session, wave, settings, CLOSES + timedelta(days=1), None)


def test_mail_is_missed_only_where_somebody_has_an_address(
    session: Session, settings: Settings, wave: Wave
) -> None:
    assert not launching.readiness(session, wave, settings, BEFORE)[Needs.MAIL]


@pytest.mark.parametrize(
    ("address", "demonstration", "there"),
    [
        ("http://127.0.0.1:8000", False, False),
        ("http://localhost:8321", False, False),
        ("http://127.0.0.1:8000", True, True),
        ("https://survey.example.com", False, True),
    ],
)
def test_links_that_lead_nowhere_are_told(
    session: Session, settings: Settings, wave: Wave, address: str, demonstration: bool, there: bool
) -> None:
    chosen = replace(settings, address=address, demonstration=demonstration)
    assert launching.readiness(session, wave, chosen, BEFORE)[Needs.ADDRESS] is there


def test_launching_plans_no_message_that_nobody_wants(
    session: Session, settings: Settings, wave: Wave
) -> None:
    for message in messages.suggest(session, wave):
        messages.remove(session, message)
    launching.launch(session, wave, settings, BEFORE, None, now=True)
    assert all(messages.is_done_without(message) for message in messages.of(session, wave))


def test_a_wave_that_opens_earlier_invites_earlier(session: Session, settings: Settings, wave: Wave) -> None:
    invitation = messages.suggest(session, wave)[0]
    launching.launch(session, wave, settings, BEFORE, None, now=True)
    assert invitation.due is not None and invitation.due.date() == BEFORE


def test_a_launched_wave_waits_for_its_day(
    session: Session, settings: Settings, cast: Cast, wave: Wave
) -> None:
    launching.launch(session, wave, settings, BEFORE, None)
    assert (wave.state, wave.frozen_on, wave.opens_on) == (State.SCHEDULED, BEFORE, OPENS)
    invited = select(func.count()).select_from(Invitation).where(Invitation.wave_id == wave.id)
    assert session.scalar(invited) == 5
    launching.launch(session, wave, settings, BEFORE, None, now=True)
    assert (wave.state, wave.opens_on) == (State.OPEN, BEFORE)
    assert said(session, cast)[:2] == ["wave opened", "wave launched"]
    with pytest.raises(waves.WrongState):
        launching.launch(session, wave, settings, BEFORE, None)


def test_a_wave_whose_day_is_here_opens(session: Session, settings: Settings, wave: Wave) -> None:
    launching.launch(session, wave, settings, OPENS + timedelta(days=1), None)
    assert (wave.state, wave.opens_on) == (State.OPEN, OPENS)


def test_a_last_day_moves_and_no_promise_with_it(session: Session, cast: Cast, invited: Invited) -> None:
    wave = session.get_one(Wave, invited.wave)
    promise, later = wave.promise, CLOSES + timedelta(days=7)
    waves.extend(session, wave, later, CLOSES)
    session.flush()
    assert (wave.closes_on, wave.promise) == (later, promise)
    waves.extend(session, wave, later, CLOSES)
    assert said(session, cast).count("wave extended") == 1
    with pytest.raises(ValueError, match="over"):
        waves.extend(session, wave, CLOSES - timedelta(days=1), CLOSES)
    waves.close(session, wave, CLOSES)
    with pytest.raises(waves.WrongState):
        waves.extend(session, wave, later, CLOSES)


def answered(session: Session, invited: Invited) -> Wave:
    """A wave in which Anna has submitted and Ewa has saved a page."""
    wave = session.get_one(Wave, invited.wave)
    fielded = fielded_of(session, wave)
    anna, ewa = (personal_keys(invited.secret(name), wave.id) for name in ("Anna Albers", "Ewa Evans"))
    ballots.submit(session, fielded, anna, Sheet((1,) * 8, (0,), texts=(Text(),)), invited.ids["Anna Albers"])
    drafts.save(session, fielded, ewa, 0, Said({0: 3}), OPENS)
    session.commit()
    return wave


def count(session: Session, model: type[Ballot | Draft], wave: Wave) -> int | None:
    return session.scalar(select(func.count()).select_from(model).where(model.wave_id == wave.id))


def test_nothing_is_left_of_what_was_said_in_a_withdrawn_wave(
    app: Flask, session: Session, settings: Settings, cast: Cast, invited: Invited
) -> None:
    wave = answered(session, invited)
    key = wave.public_key
    assert key is not None and has_wave_key(key, settings.keys)
    waves.withdraw(session, wave, settings.keys, CLOSES)
    assert has_wave_key(key, settings.keys)  # until it is stored
    session.commit()
    assert not has_wave_key(key, settings.keys)
    assert (count(session, Ballot, wave), count(session, Draft, wave)) == (0, 0)
    marked = select(Invitation).where(Invitation.wave_id == wave.id, Invitation.answered)
    assert session.scalar(marked) is None
    assert said(session, cast)[0] == "wave withdrawn"
    with pytest.raises(waves.WrongState):
        waves.withdraw(session, wave, settings.keys, CLOSES)
    fielded = fielded_of(session, wave)
    keys = personal_keys(invited.secret("Anna Albers"), wave.id)
    with pytest.raises(drafts.NotOpen):
        ballots.submit(session, fielded, keys, Sheet((1,) * 8, (0,)), invited.ids["Anna Albers"])
    session.rollback()
    assert steps.withdrawn_waiting(app) == []


def test_a_key_that_was_left_is_destroyed_by_the_next_worker(
    app: Flask, session: Session, settings: Settings, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    from culture3d import sealing

    wave = answered(session, invited)
    with monkeypatch.context() as broken:
        broken.setattr(sealing, "destroy_wave_key", lambda *_: None)
        waves.withdraw(session, wave, settings.keys, CLOSES)
        session.commit()
    assert steps.withdrawn_waiting(app) == [str(invited.wave)]
    with app.app_context():
        for step in jobs.JOBS["withdraw_wave"].steps:
            step(str(invited.wave))
    assert steps.withdrawn_waiting(app) == []


def test_a_plan_is_withdrawn_too_and_a_closed_wave_is_not(
    session: Session, settings: Settings, cast: Cast
) -> None:
    plan = planned(session, cast)
    waves.withdraw(session, plan, settings.keys, OPENS)
    assert plan.state is State.WITHDRAWN
    wave = session.get_one(Wave, cast.wave)
    waves.close(session, wave, date(2026, 3, 31))
    with pytest.raises(waves.WrongState):
        waves.withdraw(session, wave, settings.keys, OPENS)


def test_the_people_of_a_withdrawn_wave_are_forgotten_in_their_time(
    session: Session, settings: Settings, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    waves.withdraw(session, wave, settings.keys, CLOSES)
    session.commit()
    assert retention.purge(session, CLOSES + timedelta(days=30), 30, 730).people == 0
    assert retention.purge(session, CLOSES + timedelta(days=31), 30, 730).people == 5


def test_what_happens_by_itself_is_written_down_once(app: Flask, session: Session, cast: Cast) -> None:
    wave = session.get_one(Wave, cast.wave)
    waves.close(session, wave, date(2026, 3, 31))
    session.commit()
    for step in jobs.JOBS["close_wave"].steps:
        step(str(cast.wave))
        step(str(cast.wave))
    assert said(session, cast)[:3] == ["wave released", "wave tallied", "wave closed"]


def test_a_contact_and_mail_are_advised_only(session: Session, settings: Settings, wave: Wave) -> None:
    from culture3d.mail_server import MailServer

    with_mail = replace(settings, mail=MailServer.from_url("smtp://mail.example"))
    assert launching.readiness(session, wave, with_mail, BEFORE)[Needs.MAIL]
