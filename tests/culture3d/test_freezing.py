"""Shows that nothing that people were promised changes once the first was invited, in code or in database."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.trustee import Trustee
from culture3d.models.wave import State, Wave
from culture3d.sealing import KeyLocked, WrongPassphrase, destroy_wave_key, mail_key, trustee_key
from culture3d.services import trustees, waves
from culture3d.services.answering import invitations
from culture3d.services.answering.tally import tally
from tests.culture3d.cast import Cast
from tests.culture3d.invited import CLOSES, OPENS, Invited, planned

NAMES = ["Lena Lead", "Willem Works-Council", "Nadia Notary"]
PASSPHRASES = ["a ladder in the harbour", "seven pale umbrellas", "nobody counts the gulls"]
SALT = bytes(16)
CHANGES = {
    "min_group": "6",
    "has_open_link": "NOT has_open_link",
    "promise": "'{}'",
    "public_key": "NULL",
    "frozen_on": "NULL",
    "organisation_id": "organisation_id + 1",
    "instrument_version_id": "instrument_version_id + 1",
    "languages": "'[]'",
    "attributes": "'[]'",
    "rehearses_id": "id",
}


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_refuses_to_change_a_promise(session: Session, invited: Invited, column: str) -> None:
    with pytest.raises(DBAPIError, match="what people were promised"):
        session.execute(text(f"UPDATE wave SET {column} = {CHANGES[column]} WHERE id = {invited.wave}"))


def test_what_was_not_promised_may_change(session: Session, invited: Invited) -> None:
    session.execute(text(f"UPDATE wave SET closes_on = '2026-09-28', name = 'x' WHERE id = {invited.wave}"))


def test_before_the_first_invitation_everything_may_change(session: Session, cast: Cast) -> None:
    wave = planned(session, cast)
    wave.min_group, wave.has_open_link = 7, True
    session.flush()


def test_the_promise_is_written_down_with_its_numbers(
    session: Session, settings: Settings, cast: Cast
) -> None:
    wave = planned(session, cast)
    wave.min_group = 8
    waves.freeze(session, wave, settings.keys, OPENS)
    assert wave.promise is not None
    assert set(wave.promise) == {"en", "de"}
    assert "Groups smaller than 8 are never shown." in wave.promise["en"]
    assert "Gruppen mit weniger als 8 Personen werden nie gezeigt." in wave.promise["de"]
    assert not any("open to everybody" in paragraph for paragraph in wave.promise["en"])


def test_the_promise_tells_what_a_link_opens(session: Session, invited: Invited) -> None:
    promise = session.get_one(Wave, invited.wave).promise
    assert promise is not None
    for language, words in (
        ("en", ["saved and not submitted", "keep it to yourself", "copy of the database"]),
        ("de", ["gespeichert und nicht abgesendet", "für sich", "Kopie der Datenbank"]),
    ):
        (told,) = [each for each in promise[language] if words[0] in each]
        assert all(word in told for word in words)


def test_freezing_again_keeps_key_and_promise(session: Session, settings: Settings, invited: Invited) -> None:
    wave = session.get_one(Wave, invited.wave)
    before = wave.public_key, wave.promise, wave.frozen_on
    waves.freeze(session, wave, settings.keys, date(2026, 9, 9))
    assert (wave.public_key, wave.promise, wave.frozen_on) == before


def test_a_draft_of_a_wave_invites_nobody(session: Session, settings: Settings, cast: Cast) -> None:
    wave = planned(session, cast)
    wave.state = State.DRAFT
    with pytest.raises(waves.WrongState, match="dates"):
        invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)


def appointed(session: Session, cast: Cast) -> tuple[Wave, list[Trustee]]:
    wave = planned(session, cast)
    return wave, trustees.appoint(session, wave, NAMES)


def test_trustees_close_a_wave_together(session: Session, settings: Settings, cast: Cast) -> None:
    wave, people = appointed(session, cast)
    with pytest.raises(waves.WrongState, match="passphrase"):
        waves.freeze(session, wave, settings.keys, OPENS)
    for trustee, passphrase in zip(people, PASSPHRASES, strict=True):
        trustees.choose_passphrase(session, wave, trustee, passphrase)
    waves.open_wave(session, wave, settings.keys, OPENS)
    assert wave.promise is not None
    assert any("Willem Works-Council" in paragraph for paragraph in wave.promise["en"])
    with pytest.raises(trustees.NotNow):
        trustees.open_share(session, wave, people[0], PASSPHRASES[0], settings.keys)
    waves.close(session, wave, CLOSES)
    assert not trustees.is_unlocked(session, wave, settings.keys)
    with pytest.raises(KeyLocked):
        tally(session, wave, settings.keys)
    with pytest.raises(WrongPassphrase):
        trustees.open_share(session, wave, people[2], PASSPHRASES[0], settings.keys)
    assert not trustees.open_share(session, wave, people[2], PASSPHRASES[2], settings.keys)
    assert trustees.open_share(session, wave, people[0], PASSPHRASES[0], settings.keys)
    assert trustees.is_unlocked(session, wave, settings.keys)
    tally(session, wave, settings.keys)
    assert wave.tallied == 0
    with pytest.raises(trustees.NotNow):
        trustees.open_share(session, wave, people[1], PASSPHRASES[1], settings.keys)


def test_the_passphrases_are_nowhere_kept(session: Session, settings: Settings, cast: Cast) -> None:
    wave, people = appointed(session, cast)
    for trustee, passphrase in zip(people, PASSPHRASES, strict=True):
        trustees.choose_passphrase(session, wave, trustee, passphrase)
    waves.freeze(session, wave, settings.keys, OPENS)
    assert wave.public_key is not None
    assert mail_key(wave.public_key, settings.keys)
    kept = b"".join(file.read_bytes() for file in settings.keys.iterdir())
    assert not any(passphrase.encode() in kept for passphrase in PASSPHRASES)
    assert kept.count(b'"private"') == 1  # that of the cast's other wave, which has no trustees


@pytest.mark.parametrize("names", [["A", "B"], ["A", "B", "B"], ["A", "B", " "], ["A", "B", "C", "D"]])
def test_there_are_three_trustees_with_names(session: Session, cast: Cast, names: list[str]) -> None:
    with pytest.raises(ValueError, match="3 trustees"):
        trustees.appoint(session, planned(session, cast), names)


def test_trustees_are_not_changed_later(session: Session, settings: Settings, cast: Cast) -> None:
    wave, people = appointed(session, cast)
    for trustee, passphrase in zip(people, PASSPHRASES, strict=True):
        trustees.choose_passphrase(session, wave, trustee, passphrase)
    waves.freeze(session, wave, settings.keys, OPENS)
    session.commit()
    with pytest.raises(trustees.NotNow):
        trustees.appoint(session, wave, NAMES)
    with pytest.raises(trustees.NotNow):
        trustees.choose_passphrase(session, wave, people[0], "another passphrase of mine")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE trustee SET public_key = NULL WHERE wave_id = {id}",
        "UPDATE trustee SET name = 'Y' WHERE wave_id = {id}",
        "DELETE FROM trustee WHERE wave_id = {id}",
        "INSERT INTO trustee (wave_id, place, name, salt) SELECT {id}, 1, name, salt FROM trustee",
    ],
)
def test_the_database_refuses_other_trustees(
    session: Session, settings: Settings, cast: Cast, change: str
) -> None:
    wave = planned(session, cast)
    session.add(Trustee(wave_id=wave.id, place=0, name="X", salt=b"", public_key=trustee_key("x" * 14, SALT)))
    waves.freeze(session, wave, settings.keys, OPENS)
    with pytest.raises(DBAPIError, match="who holds the key"):
        session.execute(text(change.format(id=wave.id)))


def test_an_account_may_go_and_its_trustee_stays(session: Session, settings: Settings, cast: Cast) -> None:
    wave, people = appointed(session, cast)
    for trustee, passphrase in zip(people, PASSPHRASES, strict=True):
        trustees.choose_passphrase(session, wave, trustee, passphrase)
    waves.freeze(session, wave, settings.keys, OPENS)
    changed = text("UPDATE trustee SET account_id = NULL WHERE wave_id = :id")
    assert session.execute(changed, {"id": wave.id}).rowcount == 3


def test_a_passphrase_is_the_same_however_it_is_typed(session: Session, cast: Cast) -> None:
    wave, people = appointed(session, cast)
    trustees.choose_passphrase(session, wave, people[0], "f\u00fcnf graue M\u00f6wen")
    assert trustees.fits(people[0], "  fu\u0308nf  graue Mo\u0308wen\n")
    assert not trustees.fits(people[0], "f\u00fcnf graue m\u00f6wen")
    assert not trustees.fits(people[0], "")
    assert not trustees.fits(people[1], "f\u00fcnf graue M\u00f6wen")  # who has chosen none


def test_whoever_stays_a_trustee_keeps_their_passphrase(session: Session, cast: Cast) -> None:
    wave, people = appointed(session, cast)
    trustees.choose_passphrase(session, wave, people[1], PASSPHRASES[1])
    after = trustees.appoint(session, wave, ["Nadia Notary", "Somebody Else", "Willem Works-Council"])
    assert [each.public_key is not None for each in after] == [False, False, True]
    assert trustees.fits(after[2], PASSPHRASES[1])
    assert trustees.appoint(session, wave, [each.name for each in after]) == after


def test_a_wave_without_its_key_is_given_up_and_no_other(
    session: Session, settings: Settings, cast: Cast, invited: Invited
) -> None:
    wave = session.get_one(Wave, invited.wave)
    waves.close(session, wave, CLOSES)
    with pytest.raises(waves.WrongState):
        waves.give_up(session, wave, settings.keys)
    assert wave.public_key is not None
    destroy_wave_key(wave.public_key, settings.keys)
    waves.give_up(session, wave, settings.keys)
    session.commit()
    assert (wave.state, wave.closed_on) == (State.WITHDRAWN, CLOSES)
    tally(session, wave, settings.keys)
    assert wave.tallied is None
