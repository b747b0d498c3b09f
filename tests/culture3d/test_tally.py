"""Shows that every ballot counts once, that nothing is left of it, and that nothing tells whose it was."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.ballot import Ballot
from culture3d.models.draft import Draft
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave
from culture3d.sealing import CannotOpen, KeyMissing, destroy_wave_key, new_secret, personal_keys
from culture3d.services import questionnaires, waves
from culture3d.services.answering import ballots, drafts, fielded
from culture3d.services.answering import tally as tallying
from culture3d.services.answering.fielded import FieldedWave
from culture3d.services.answering.sheets import DONT_KNOW, Said, Sheet, Text, blank, from_bytes, to_bytes
from culture3d.services.answering.tally import CountsDiffer, coarsened, tally
from surveys.codes import MISSING
from tests.culture3d.cast import Cast

TODAY = date(2026, 3, 20)


def vote(session: Session, wave: Wave, **fields: object) -> Sheet:
    instrument = questionnaires.instrument_of(wave.instrument_version)
    sheet = replace(blank(instrument).answered({0: 5, 1: DONT_KNOW}), **fields)
    ballots.submit(session, fielded_of(session, wave), personal_keys(new_secret(), wave.id), sheet, None)
    return sheet


def the_wave(session: Session, cast: Cast) -> Wave:
    wave = session.get(Wave, cast.wave)
    assert wave is not None
    return wave


def fielded_of(session: Session, wave: Wave) -> FieldedWave:
    """The wave as people meet it."""
    session.flush()
    found = fielded.find(session, wave.address)
    assert found is not None
    return found


def test_each_ballot_becomes_one_response(session: Session, settings: Settings, cast: Cast) -> None:
    wave = the_wave(session, cast)
    for code in ("dock/crane",) * 5 + ("office",) * 6 + ("dock/rope",):
        vote(session, wave, unit_id=cast.units[code])
    vote(session, wave)
    drafts.save(
        session, fielded_of(session, wave), personal_keys(new_secret(), wave.id), 1, Said({0: 3}), TODAY
    )
    waves.close(session, wave, TODAY)
    tally(session, wave, settings.keys)
    responses = session.scalars(select(Response)).all()
    assert wave.tallied == 13
    assert Counter(response.unit_id for response in responses) == {
        # One alone on the ropes is kept with the cranes; one who said no unit, with the office.
        cast.units["dock"]: 6,
        None: 7,
    }
    assert {response.answers[:3] for response in responses} == {bytes([5, 128, 128])}
    assert session.scalars(select(Ballot)).all() == []
    assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("then", ["submit", "withdraw"])
def test_of_a_draft_nothing_is_left_when_it_is_done_with(session: Session, cast: Cast, then: str) -> None:
    wave = fielded_of(session, the_wave(session, cast))
    keys, other = (personal_keys(new_secret(), wave.id) for _ in range(2))
    for whose, page in ((keys, 1), (keys, 2), (other, 1)):
        drafts.save(session, wave, whose, page, Said({0: 3}), TODAY)
    if then == "submit":
        ballots.submit(session, wave, keys, blank(wave.instrument), None)
    else:
        ballots.withdraw(session, wave, keys, None)
    assert set(session.scalars(select(Draft.id))) == {other.draft_id}


def test_a_second_tally_does_nothing(session: Session, settings: Settings, cast: Cast) -> None:
    wave = the_wave(session, cast)
    vote(session, wave)
    waves.close(session, wave, TODAY)
    for _ in range(2):
        tally(session, wave, settings.keys)
    assert len(session.scalars(select(Response)).all()) == 1


def test_an_open_wave_is_not_tallied(session: Session, settings: Settings, cast: Cast) -> None:
    wave = the_wave(session, cast)
    vote(session, wave)
    tally(session, wave, settings.keys)
    assert wave.tallied is None
    assert ballots.count(session, wave) == 1


def test_without_the_key_nothing_is_opened_and_nothing_lost(
    session: Session, settings: Settings, cast: Cast
) -> None:
    wave = the_wave(session, cast)
    vote(session, wave)
    waves.close(session, wave, TODAY)
    assert wave.public_key is not None
    destroy_wave_key(wave.public_key, settings.keys)
    destroy_wave_key(wave.public_key, settings.keys)
    with pytest.raises(KeyMissing):
        tally(session, wave, settings.keys)
    assert ballots.count(session, wave) == 1


def test_a_forged_ballot_stops_the_tally(session: Session, settings: Settings, cast: Cast) -> None:
    wave = the_wave(session, cast)
    vote(session, wave)
    session.add(Ballot(wave_id=wave.id, id=bytes(16), sealed=bytes(700)))
    waves.close(session, wave, TODAY)
    with pytest.raises(CannotOpen):
        tally(session, wave, settings.keys)


def test_a_closed_wave_takes_no_ballot(session: Session, cast: Cast) -> None:
    wave = the_wave(session, cast)
    waves.close(session, wave, TODAY)
    session.flush()
    with pytest.raises(ballots.NotOpen):
        vote(session, wave)


def test_all_ballots_and_drafts_are_equally_long(session: Session, cast: Cast) -> None:
    wave = the_wave(session, cast)
    vote(session, wave)
    vote(session, wave, unit_id=cast.units["office"], attributes=(1,), answers=(DONT_KNOW,) * 8)
    assert len({len(sealed) for sealed in session.scalars(select(Ballot.sealed))}) == 1


def test_responses_stand_in_the_order_of_random_ids(session: Session, settings: Settings, cast: Cast) -> None:
    """Forty ballots cast in a known order: the order of the responses is another one."""
    wave = the_wave(session, cast)
    cast_order = [answer % 5 + 1 for answer in range(40)]
    for answer in cast_order:
        vote(session, wave, answers=(answer, *(MISSING,) * 7))
    waves.close(session, wave, TODAY)
    tally(session, wave, settings.keys)
    kept = [answers[0] for answers in session.scalars(select(Response.answers).order_by(Response.id))]
    assert sorted(kept) == sorted(cast_order)
    assert kept != cast_order  # the chance that shuffling left all forty in place is below 1e-20


def test_no_two_shuffles_are_alike() -> None:
    """Or whoever knows the order of the ballots could work out that of the responses."""
    orders = []
    for _ in range(2):
        random.seed(1)
        orders.append([one for _, one in tallying._shuffled(range(40))])
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_a_tally_that_loses_an_answer_is_refused(
    session: Session, settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = the_wave(session, cast)
    for _ in range(3):
        vote(session, wave)
    waves.close(session, wave, TODAY)
    whole = tallying._responses
    monkeypatch.setattr(tallying, "_responses", lambda sheets, wave: whole(sheets, wave)[1:])
    with pytest.raises(CountsDiffer, match="3 ballots, 2 responses"):
        tally(session, wave, settings.keys)


def test_rare_background_answers_are_not_stored(session: Session, settings: Settings, cast: Cast) -> None:
    wave = the_wave(session, cast)
    for option in (0,) * 5 + (1,) * 4:
        vote(session, wave, attributes=(option,))
    waves.close(session, wave, TODAY)
    tally(session, wave, settings.keys)
    held = Counter(session.scalars(select(Response.attributes)))
    assert held == {bytes([0]): 5, bytes([0xFF]): 4}


def test_a_wave_moves_one_step_at_a_time(session: Session, settings: Settings, cast: Cast) -> None:
    wave = the_wave(session, cast)
    with pytest.raises(waves.WrongState):
        waves.open_wave(session, wave, settings.keys, TODAY)
    with pytest.raises(waves.WrongState):
        waves.release(wave)
    waves.close(session, wave, TODAY)
    with pytest.raises(waves.WrongState):
        waves.release(wave)
    tally(session, wave, settings.keys)
    waves.release(wave)
    assert wave.state is State.RELEASED


def test_rare_combinations_of_attributes_become_coarser() -> None:
    often = [Sheet((1,), (0, 1))] * 5
    rare = [Sheet((1,), (0, 0))] * 3 + [Sheet((1,), (1, 0))]
    held = Counter(sheet.attributes for sheet in coarsened([*often, *rare], 5))
    assert held == {(0, 1): 5, (-1, -1): 4}


def test_a_sheet_survives_the_journey() -> None:
    sheet = Sheet((5, MISSING, DONT_KNOW), (1, -1), 12, "leader", (Text("„Grüße“ 🦉", True), Text()))
    assert from_bytes(to_bytes(sheet)) == sheet
