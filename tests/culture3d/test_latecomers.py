"""Shows what becomes of the counts when somebody comes, moves or leaves after people were invited."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import post, steps
from culture3d.config import Settings
from culture3d.models.invitation import Invitation
from culture3d.models.message import Kind
from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.sealing import personal_keys
from culture3d.services import messages, participants, results, waves
from culture3d.services.answering import ballots, deliveries, fielded, invitations, latecomers
from culture3d.services.answering.sheets import Sheet, Text
from culture3d.services.participants import Person
from culture3d.services.participation import participation
from tests.command_line import run
from tests.culture3d.cast import Cast
from tests.culture3d.invited import ADDRESS, CLOSES, OPENS, Invited

TODAY = OPENS


@pytest.fixture
def wave(session: Session, settings: Settings, cast: Cast, invited: Invited) -> Wave:
    """Twenty more people of two units, all of them with an address."""
    wave = session.get_one(Wave, invited.wave)
    units = [session.get_one(Unit, cast.units[path]) for path in ("dock/crane", "office")]
    people = [Person(f"Person {n:02}", f"p{n:02}@example.org", units[n % 2], "en") for n in range(20)]
    participants.enrol(session, wave, people)
    invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
    session.commit()
    return wave


def the(session: Session, name: str) -> Participant:
    return session.scalars(select(Participant).where(Participant.name == name)).one()


def secret_of(session: Session, settings: Settings, wave: Wave, who: Participant) -> bytes:
    from culture3d import sealing

    assert wave.public_key is not None
    return sealing.secret_of(sealing.mail_key(wave.public_key, settings.keys), who.id, sealing.Way.LINK)


def answer(session: Session, settings: Settings, wave: Wave, *people: Participant) -> None:
    found = fielded.find(session, ADDRESS)
    assert found is not None
    for who in people:
        sheet = Sheet((4,) * 8, (0,), who.unit_id, texts=(Text(),))
        keys = personal_keys(secret_of(session, settings, wave, who), wave.id)
        ballots.submit(session, found, keys, sheet, who.id)
    session.commit()


def close(session: Session, wave: Wave) -> Wave:
    wave_id = wave.id
    waves.close(session, wave, CLOSES)
    session.commit()
    for step in (steps.tally_wave, steps.destroy_key, steps.release_wave):
        step(str(wave_id))
    return session.get_one(Wave, wave_id)


def test_whoever_comes_is_invited_alone(session: Session, settings: Settings, cast: Cast, wave: Wave) -> None:
    invitation = messages.suggest(session, wave)[0]
    deliveries.begin(session, invitation)
    for _ in deliveries.send(session, invitation, settings, post.post(settings)):
        session.commit()
    for file in settings.outbox.iterdir():
        file.unlink()
    asked = participation(session, wave).asked
    new = Person("Zoe Zander", "zoe@example.org", session.get_one(Unit, cast.units["office"]), "en")
    added = latecomers.add(session, wave, new, settings, TODAY, None)
    session.commit()
    for _ in deliveries.send(session, invitation, settings, post.post(settings)):
        session.commit()
    (file,) = settings.outbox.iterdir()
    assert file.name == f"wave-{wave.id}-{invitation.id}-{added.id}.eml"
    assert participation(session, wave).asked == (asked or 0) + 1
    for email in ("ZOE@example.org", "zoe"):
        with pytest.raises(latecomers.Wrong):
            latecomers.add(session, wave, Person("Zoe", email, None, "en"), settings, TODAY, None)


def test_leaving_changes_no_count_whether_they_had_answered_or_not(
    session: Session, settings: Settings, wave: Wave
) -> None:
    silent, said = the(session, "Person 00"), the(session, "Person 01")
    people = [the(session, f"Person {n:02}") for n in range(1, 14)]
    answer(session, settings, wave, *people)
    before = participation(session, wave), participants.invited(session, wave)
    for who in (silent, said):
        latecomers.remove(session, who, wave, None)
        session.commit()
        assert (participation(session, wave), participants.invited(session, wave)) == before
        assert (who.name, who.email, who.removed) == ("", None, True)
        assert participants.find(session, wave, who.id) is None
    assert session.get(Invitation, silent.id) is None
    assert session.get_one(Invitation, said.id).answered
    # Nobody invites them again, writes to them, or prints a letter for them.
    assert invitations.invite(session, wave, settings.keys, settings.pepper, TODAY) == 0
    assert not {silent.id, said.id} & {
        letter.participant.id for letter in invitations.letters(session, wave, settings.keys)
    }
    message = next(each for each in messages.suggest(session, wave) if each.kind is Kind.REMINDER)
    deliveries.begin(session, message)
    for _ in deliveries.send(session, message, settings, post.post(settings)):
        session.commit()
    assert len(list(settings.outbox.iterdir())) == 20 - 14 + 3
    wave = close(session, wave)
    assert (wave.state, wave.tallied) == (State.RELEASED, 13)
    assert wave.invited["all"] == 23


def test_a_link_of_who_left_leads_somewhere_only_to_take_answers_back(
    app: Flask, client: FlaskClient, session: Session, settings: Settings, wave: Wave
) -> None:
    from culture3d.sealing import link_text

    silent, said = the(session, "Person 00"), the(session, "Person 01")
    links = {who.id: f"/i/{link_text(secret_of(session, settings, wave, who))}" for who in (silent, said)}
    answer(session, settings, wave, said)
    for who in (silent, said):
        latecomers.remove(session, who, wave, None)
    session.commit()
    nowhere, back = links[silent.id], links[said.id]
    session.close()
    assert client.get(nowhere).status_code == 404
    assert client.get(back).status_code in (302, 303)


def test_whoever_is_removed_while_they_press_submit_is_counted_or_refused(
    session: Session, settings: Settings, wave: Wave
) -> None:
    who = the(session, "Person 00")
    latecomers.remove(session, who, wave, None)
    session.commit()
    with pytest.raises(ballots.NotInvited):
        answer(session, settings, wave, who)
    session.rollback()
    assert ballots.count(session, wave) == 0


def test_before_the_invitation_they_go_without_a_trace(
    session: Session, settings: Settings, wave: Wave
) -> None:
    (late,) = participants.enrol(session, wave, [Person("Yan", "yan@example.org", None, "en")])
    latecomers.remove(session, late, wave, None)
    session.commit()
    assert session.scalars(select(Participant).where(Participant.email == "yan@example.org")).all() == []


def test_whoever_moves_after_answering_counts_where_they_were(
    session: Session, settings: Settings, cast: Cast, wave: Wave
) -> None:
    """All ten of the office have answered, and two of them move to the cranes afterwards."""
    with_nobody_missing = [the(session, f"Person {n:02}") for n in range(20)]
    session.get_one(Participant, the(session, "Ewa Evans").id).unit_id = cast.units["dock/crane"]
    answer(session, settings, wave, *with_nobody_missing)
    crane = session.get_one(Unit, cast.units["dock/crane"])
    for name in ("Person 01", "Person 03"):
        latecomers.move(session, the(session, name), crane, wave, None)
    session.commit()
    wave = close(session, wave)
    told = results.read_release(session, wave)
    assert wave.state is State.RELEASED and wave.invited["office"] == 8
    assert told.counts["office"] == 10 and "office" not in told.invited
    assert told.counts["all"] == 20 and told.invited["all"] == 23


def test_commands_do_the_same(
    session: Session, settings: Settings, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.close()
    for name, value in (("CULTURE3D_DATA", settings.data), ("DATABASE_URL", settings.database_url)):
        monkeypatch.setenv(name, str(value))
    at = ("harbour", "--wave", "2")
    added = run("wave", "person", "add", *at, "Zoe", "--email", "zoe@example.org", "--unit", "office")
    assert (added.status, added.out) == (0, "Harbour & Sons, Autumn: Zoe is invited.\n")
    assert run("wave", "person", "add", *at, "Zoe", "--email", "zoe@example.org").faults == [
        "--email: “zoe@example.org” is somebody else's"
    ]
    assert run("wave", "person", "move", *at, "zoe@example.org", "--unit", "nowhere").status == 2
    assert run("wave", "person", "move", *at, "zoe@example.org", "--unit", "dock").status == 0
    assert run("wave", "person", "remove", *at, "Person 00").status == 0
    assert "nobody on the list" in run("wave", "person", "remove", *at, "Person 00").faults[0]
    listed = run("wave", "messages", *at, "--suggest").out.splitlines()
    assert listed[0] == "invitation: planned, 2026-09-01 09:00 UTC"
    assert run("wave", "remind", *at).out == "Harbour & Sons, Autumn: the worker sends the reminder now.\n"
    assert run("wave", "remind", *at).faults == ["a reminder is being sent already"]
    assert "reminder: sending" in run("wave", "messages", *at).out
