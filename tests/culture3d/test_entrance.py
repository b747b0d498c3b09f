"""Shows who comes in by which link or code, that one invitation is one ballot, and what closing counts."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.config import Settings
from culture3d.models.ballot import Ballot
from culture3d.models.comment import Comment
from culture3d.models.draft import Draft
from culture3d.models.invitation import Invitation
from culture3d.models.receipt_list import ReceiptList
from culture3d.models.response import Response
from culture3d.models.wave import Wave
from culture3d.sealing import PersonalKeys, Way, personal_keys
from culture3d.services import participants, waves
from culture3d.services.answering import ballots, drafts, entrance, fielded, invitations
from culture3d.services.answering.sheets import Said, Sheet, Text, blank, collected, tidy
from culture3d.services.answering.tally import CountsDiffer, gathered, tally
from culture3d.services.participants import Person
from surveys.codes import PERSPECTIVES
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, Invited, people, planned
from tests.culture3d.test_tally import fielded_of


def wave_of(session: Session, invited: Invited) -> Wave:
    return session.get_one(Wave, invited.wave)


def keys_of(invited: Invited, name: str) -> PersonalKeys:
    return personal_keys(invited.secret(name), invited.wave)


def answer(session: Session, invited: Invited, name: str, value: int = 4) -> str:
    """Submits a sheet for somebody; the receipt."""
    wave = fielded_of(session, wave_of(session, invited))
    guest = entrance.by_participant(session, invited.ids[name])
    assert guest is not None
    sheet = blank(wave.instrument, guest.perspective).answered({0: value})
    return ballots.submit(session, wave, keys_of(invited, name), sheet, guest.participant_id)


def test_a_secret_says_who_stands_at_the_door(
    session: Session, settings: Settings, cast: Cast, invited: Invited
) -> None:
    anna = entrance.by_secret(session, invited.secret("Anna Albers"), settings.pepper)
    assert anna is not None
    assert (anna.way, anna.language, anna.perspective, anna.unit_id) == (
        Way.LINK,
        "de",
        "staff",
        cast.units["dock/crane"],
    )
    assert anna.attributes == (1,)
    ben = entrance.by_secret(session, invited.secret("Ben Brown"), settings.pepper)
    assert ben is not None
    assert (ben.way, ben.attributes, ben.answered) == (Way.CODE, (-1,), False)
    cleo = entrance.by_participant(session, invited.ids["Cleo Claasen"])
    assert cleo is not None
    assert cleo.perspective == "leader"


def test_nobody_stands_behind_another_secret(session: Session, settings: Settings, invited: Invited) -> None:
    assert entrance.by_secret(session, bytes(16), settings.pepper) is None
    assert entrance.by_secret(session, invited.secret("Anna Albers"), b"another installation") is None


def test_the_database_holds_no_secret(session: Session, invited: Invited) -> None:
    stored = b"".join(session.scalars(select(Invitation.secret_hash)))
    for name in invited.secrets:
        assert invited.secret(name) not in stored


def test_a_reminder_carries_the_same_link(session: Session, settings: Settings, invited: Invited) -> None:
    wave = wave_of(session, invited)
    again = invitations.letters(session, wave, settings.keys)
    assert {letter.participant.name: letter.secret for letter in again} == invited.secrets


def test_letters_come_by_unit_and_name(session: Session, settings: Settings, invited: Invited) -> None:
    letters = invitations.letters(session, wave_of(session, invited), settings.keys, [Way.CODE])
    assert [letter.participant.name for letter in letters] == ["Ben Brown", "Ewa Evans"]


def test_inviting_again_invites_the_new_ones_alone(
    session: Session, settings: Settings, invited: Invited
) -> None:
    wave = wave_of(session, invited)
    participants.enrol(session, wave, [Person("Finn Fisher")])
    assert invitations.invite(session, wave, settings.keys, settings.pepper, CLOSES) == 1
    assert invitations.invite(session, wave, settings.keys, settings.pepper, CLOSES) == 0


def test_a_closed_wave_invites_nobody(session: Session, settings: Settings, invited: Invited) -> None:
    wave = wave_of(session, invited)
    waves.close(session, wave, CLOSES)
    with pytest.raises(invitations.NotNow):
        invitations.invite(session, wave, settings.keys, settings.pepper, CLOSES)


def test_answering_twice_is_one_ballot_and_the_later_one(session: Session, invited: Invited) -> None:
    first, second = answer(session, invited, "Anna Albers", 1), answer(session, invited, "Anna Albers", 5)
    assert first != second
    wave = fielded_of(session, wave_of(session, invited))
    assert ballots.receipt(session, wave, keys_of(invited, "Anna Albers")) == second
    assert ballots.count(session, wave_of(session, invited)) == 1


def test_a_ballot_is_withdrawn_and_may_be_cast_anew(session: Session, invited: Invited) -> None:
    answer(session, invited, "Anna Albers")
    wave, keys = fielded_of(session, wave_of(session, invited)), keys_of(invited, "Anna Albers")
    for _ in range(2):
        ballots.withdraw(session, wave, keys, invited.ids["Anna Albers"])
    assert ballots.receipt(session, wave, keys) is None
    assert not session.get_one(Invitation, invited.ids["Anna Albers"]).answered
    assert answer(session, invited, "Anna Albers")


def test_nobody_submits_or_withdraws_in_a_closed_wave(session: Session, invited: Invited) -> None:
    answer(session, invited, "Anna Albers")
    waves.close(session, wave_of(session, invited), CLOSES)
    session.flush()
    wave, keys = fielded_of(session, wave_of(session, invited)), keys_of(invited, "Anna Albers")
    with pytest.raises(drafts.NotOpen):
        ballots.withdraw(session, wave, keys, invited.ids["Anna Albers"])
    with pytest.raises(drafts.NotOpen):
        answer(session, invited, "Ben Brown")
    with pytest.raises(drafts.NotOpen):
        drafts.save(session, wave, keys, 1, Said({0: 1}), CLOSES)


def test_without_an_invitation_there_is_no_ballot(session: Session, cast: Cast, invited: Invited) -> None:
    wave = fielded_of(session, wave_of(session, invited))
    sheet = blank(wave.instrument).answered({0: 4})
    for participant in (None, 999_999):
        with pytest.raises(ballots.NotInvited):
            ballots.submit(session, wave, personal_keys(bytes(16), wave.id), sheet, participant)


def test_pages_are_saved_apart_and_read_together(session: Session, invited: Invited) -> None:
    wave, keys = fielded_of(session, wave_of(session, invited)), keys_of(invited, "Ben Brown")
    drafts.save(session, wave, keys, 1, Said({0: 1, 1: 2}), CLOSES)
    drafts.save(session, wave, keys, 2, Said({3: 4}, {0: 1}, asked_unit=True, unit_id=7), CLOSES)
    drafts.save(session, wave, keys, 1, Said({0: 5}), CLOSES)
    visit = drafts.visit(session, wave, keys)
    sheet = collected(wave.instrument, "staff", visit.pages)
    assert sheet == blank(wave.instrument).answered({0: 5, 3: 4}).with_said(Said({}, {0: 1}, {}, True, 7))
    assert drafts.visit(session, wave, keys, page=2).pages == (visit.pages[1],)
    assert drafts.visit(session, wave).pages == ()


def test_somebody_elses_draft_is_not_opened(session: Session, invited: Invited) -> None:
    wave, keys = fielded_of(session, wave_of(session, invited)), keys_of(invited, "Ben Brown")
    drafts.save(session, wave, keys, 1, Said({0: 1}), CLOSES)
    thief = PersonalKeys(keys.root)
    vars(thief).update(draft_id=keys.draft_id, draft_key=bytes(32))
    assert drafts.visit(session, wave, thief).pages == ()


def test_saved_pages_are_equally_long(session: Session, invited: Invited) -> None:
    wave = fielded_of(session, wave_of(session, invited))
    drafts.save(session, wave, keys_of(invited, "Ben Brown"), 1, Said({0: 1}), CLOSES)
    drafts.save(session, wave, keys_of(invited, "Anna Albers"), 1, Said(dict.fromkeys(range(8), 5)), CLOSES)
    assert len({len(locked) for locked in session.scalars(select(Draft.locked))}) == 1


def test_the_longest_text_fits_into_draft_and_ballot(session: Session, invited: Invited) -> None:
    wave = fielded_of(session, wave_of(session, invited))
    longest = Text("🦉" * 1000, True)
    sheet = blank(wave.instrument).with_said(Said(dict.fromkeys(range(8), -127), {0: 1}, {0: longest}))
    name = "Cleo Claasen"
    drafts.save(session, wave, keys_of(invited, name), 1, Said(texts={0: longest}), CLOSES)
    ballots.submit(session, wave, keys_of(invited, name), sheet, invited.ids[name])
    answer(session, invited, "Anna Albers")
    assert len({len(sealed) for sealed in session.scalars(select(Ballot.sealed))}) == 1


def test_words_are_kept_without_what_cannot_be_stored() -> None:
    assert tidy(" a\x00b\r\nc\u202edef\ud800\t ") == "ab\ncdef?"


def test_the_tally_counts_invitations_and_publishes_receipts(
    session: Session, settings: Settings, invited: Invited
) -> None:
    receipts = {answer(session, invited, name) for name in ("Anna Albers", "Ben Brown", "Dora Davies")}
    waves.close(session, wave_of(session, invited), CLOSES)
    tally(session, wave_of(session, invited), settings.keys)
    hashes = session.get_one(ReceiptList, invited.wave).hashes
    listed = [hashes[start : start + 16] for start in range(0, len(hashes), 16)]
    assert listed == sorted(listed)
    assert receipts < {sealing.receipt(each) for each in listed}
    assert len(listed) == 5  # two are nobody's, so that nobody learns how few answered
    assert wave_of(session, invited).tallied == 3


def test_a_mark_without_a_ballot_stops_the_tally(
    session: Session, settings: Settings, invited: Invited
) -> None:
    answer(session, invited, "Anna Albers")
    session.get_one(Invitation, invited.ids["Ben Brown"]).answered = True
    waves.close(session, wave_of(session, invited), CLOSES)
    with pytest.raises(CountsDiffer, match="1 ballots, 1 responses, 2 answered"):
        tally(session, wave_of(session, invited), settings.keys)


def test_words_are_stored_apart_from_answers(session: Session, settings: Settings, invited: Invited) -> None:
    wave = fielded_of(session, wave_of(session, invited))
    for number, name in enumerate(invited.ids):
        sheet = blank(wave.instrument).with_said(Said({0: 1}, texts={0: Text(f"story {number}", number > 2)}))
        ballots.submit(session, wave, keys_of(invited, name), sheet, invited.ids[name])
    waves.close(session, wave_of(session, invited), CLOSES)
    tally(session, wave_of(session, invited), settings.keys)
    comments = session.scalars(select(Comment)).all()
    assert {(comment.question, comment.words, comment.retell) for comment in comments} == {
        ("story", f"story {number}", number > 2) for number in range(5)
    }
    assert not {comment.id for comment in comments} & set(session.scalars(select(Response.id)))


def test_closing_counts_who_was_invited(session: Session, invited: Invited) -> None:
    waves.close(session, wave_of(session, invited), CLOSES)
    assert wave_of(session, invited).invited == {
        "all": 3,
        "dock": 2,
        "dock/crane": 2,
        "office": 1,
        "leader": 1,
        "customer": 1,
    }


def test_where_the_list_lacks_a_unit_no_unit_is_counted(session: Session, cast: Cast) -> None:
    wave = planned(session, cast)
    participants.enrol(session, wave, [*people(session, cast), Person("Finn")])
    assert participants.invited(session, wave) == {"all": 4, "leader": 1, "customer": 1}


def test_an_attribute_that_the_list_has_of_everybody_is_counted(session: Session, cast: Cast) -> None:
    wave = planned(session, cast)
    participants.enrol(session, wave, [Person(f"P{n}", attributes={"tenure": "new"}) for n in range(3)])
    assert participants.invited(session, wave) == {"all": 3, "tenure=new": 3}


@pytest.mark.parametrize("said", [{"shoe": "big"}, {"tenure": "ancient"}])
def test_an_attribute_that_is_not_asked_is_refused(
    session: Session, cast: Cast, said: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=next(iter(said)) + "|ancient"):
        participants.enrol(session, planned(session, cast), [Person("Anna", attributes=said)])


def test_small_teams_are_gathered_where_enough_stand_together() -> None:
    parents = {1: None, 2: 1, 3: 1, 4: None, 5: 4}
    units = [2] * 9 + [3] * 3 + [1] * 2 + [5] * 6 + [None] * 5
    moved = [sheet.unit_id for sheet in gathered([Sheet((1,), (), unit) for unit in units], parents, 5)]
    assert moved == [2] * 9 + [1] * 5 + [5] * 6 + [None] * 5


def test_only_staff_keep_their_unit() -> None:
    others = [Sheet((1,), (), 1, perspective) for perspective in PERSPECTIVES if perspective != "staff"]
    assert {sheet.unit_id for sheet in gathered(others * 9, {1: None}, 5)} == {None}


def test_a_wave_that_has_not_changed_stays_the_same_object(
    session: Session, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or pages that are drawn once would be drawn once a minute, and the old ones kept."""
    monkeypatch.setattr(fielded, "_SECONDS_KEPT", 0.0)
    wave = wave_of(session, invited)
    first = fielded_of(session, wave)
    assert fielded_of(session, wave) is first
    wave.organisation.name = "Harbour & Daughters"
    session.flush()
    assert fielded_of(session, wave).organisation == "Harbour & Daughters"
