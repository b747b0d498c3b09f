"""Shows that secrets, codes, keys and boxes do what is promised of them, and nothing for whoever guesses."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture3d import sealing
from culture3d.sealing import KeyLocked, KeyMissing, Shares, Way, WrongPassphrase

PASSPHRASES = ("a ladder in the harbour", "seven pale umbrellas", "nobody counts the gulls")
SIZE = 256

secrets_of_codes = st.binary(min_size=10, max_size=10)


@given(st.binary(min_size=16, max_size=16))
def test_a_link_is_read_as_it_was_written(secret: bytes) -> None:
    assert len(sealing.link_text(secret)) == 22
    assert sealing.read_link(sealing.link_text(secret)) == secret


@given(st.text(max_size=40))
def test_any_other_text_is_no_link(text: str) -> None:
    found = sealing.read_link(text)
    assert found is None or sealing.link_text(found) == text


@given(secrets_of_codes)
def test_a_code_is_read_as_it_was_written(secret: bytes) -> None:
    assert sealing.read_code(sealing.code_text(secret)) == secret


@given(secrets_of_codes, st.data())
def test_a_code_is_read_however_it_is_typed(secret: bytes, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from({"0": "0oO", "1": "1iIlL"}.get(each, each + each.lower())))
        + data.draw(st.sampled_from(["", "", " ", "-", "\t"]))
        for each in sealing.code_text(secret).replace("-", "")
    )
    assert sealing.read_code(typed) == secret


@pytest.mark.parametrize("typed", ["", "1234", "U" * 16, "0" * 17, "ÀÀÀÀ-ÀÀÀÀ", "0000-0000-0000-000ſ"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert sealing.read_code(typed) is None


def test_secrets_follow_from_mail_key_participant_and_way() -> None:
    made = {
        sealing.secret_of(mail_key, participant, way)[:10]
        for mail_key in (bytes(32), b"k" * 32)
        for participant in (1, 2)
        for way in Way
    }
    assert len(made) == 8
    assert sealing.secret_of(bytes(32), 1, Way.LINK) == sealing.secret_of(bytes(32), 1, Way.LINK)


def test_a_hash_needs_the_pepper() -> None:
    assert sealing.hash_of(b"secret", b"one") != sealing.hash_of(b"secret", b"two")


def test_the_keys_of_a_person_differ_by_wave_and_purpose() -> None:
    one, two = (sealing.personal_keys(bytes(16), wave) for wave in (1, 2))
    assert (
        len({one.draft_id, one.ballot_id, one.order_seed, two.draft_id, two.ballot_id, two.order_seed}) == 6
    )
    assert one.draft_key != two.draft_key


def test_no_key_of_one_person_is_anothers() -> None:
    one, two = (sealing.personal_keys(secret, 1) for secret in (bytes(16), b"k" * 16))
    names = ("root", "draft_id", "draft_key", "ballot_id", "order_seed")
    assert [name for name in names if getattr(one, name) == getattr(two, name)] == []


def test_a_draft_that_was_changed_does_not_open() -> None:
    key = bytes(32)
    locked = sealing.lock(b"answers", key, SIZE)
    assert sealing.unlock(locked, key) == b"answers"
    for place in (0, len(locked) // 2, -1):
        changed = bytearray(locked)
        changed[place] ^= 1
        with pytest.raises(sealing.CannotOpen):
            sealing.unlock(bytes(changed), key)


def test_what_is_sealed_is_equally_long_whatever_it_is(tmp_path: Path) -> None:
    public = sealing.new_wave_key(tmp_path)
    sealed = [sealing.seal(plain, public, SIZE) for plain in (b"", b"a" * 200, b"b" * 255)]
    assert len({len(each) for each in sealed}) == 1
    with pytest.raises(ValueError, match="do not fit"):
        sealing.seal(b"c" * 256, public, SIZE)
    assert sealing.unseal(sealed, public, tmp_path, SIZE) == [b"", b"a" * 200, b"b" * 255]


def test_a_key_file_is_for_its_owner_and_is_destroyed(tmp_path: Path) -> None:
    public = sealing.new_wave_key(tmp_path)
    (file,) = tmp_path.glob("*.key")
    assert file.stat().st_mode & 0o077 == 0
    file.with_suffix(".new").write_text("left by a crash")
    sealing.destroy_wave_key(public, tmp_path)
    sealing.destroy_wave_key(public, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not sealing.has_wave_key(public, tmp_path)
    with pytest.raises(KeyMissing, match=file.name):
        sealing.mail_key(public, tmp_path)


def test_a_key_file_is_overwritten_before_it_is_removed(tmp_path: Path) -> None:
    public = sealing.new_wave_key(tmp_path)
    (file,) = tmp_path.glob("*.key")
    content, other_name = file.read_bytes(), tmp_path / "the same bytes of the disk"
    other_name.hardlink_to(file)
    sealing.destroy_wave_key(public, tmp_path)
    assert not file.exists()
    left = other_name.read_bytes()
    assert len(left) == len(content)
    assert [key for key in json.loads(content).values() if key.encode() in left] == []


@pytest.fixture(scope="module")
def trustees() -> list[tuple[str, bytes, bytes]]:
    """Passphrase, salt and public key of three trustees; each takes most of a second to make."""
    salts = [sealing.new_salt() for _ in PASSPHRASES]
    return [
        (passphrase, salt, sealing.trustee_key(passphrase, salt))
        for passphrase, salt in zip(PASSPHRASES, salts, strict=True)
    ]


@pytest.mark.parametrize(("first", "second"), list(permutations(range(3), 2)))
def test_any_two_trustees_open_a_wave_in_any_order(
    tmp_path: Path, trustees: list[tuple[str, bytes, bytes]], first: int, second: int
) -> None:
    public = sealing.new_wave_key(tmp_path, [public for _, _, public in trustees])
    sealed = [sealing.seal(b"answers", public, SIZE)]
    with pytest.raises(KeyLocked):
        sealing.unseal(sealed, public, tmp_path, SIZE)
    assert sealing.open_share(public, tmp_path, first, *trustees[first][:2])
    assert sealing.shares_opened(public, tmp_path) == Shares(False, (first,))
    with pytest.raises(KeyLocked):
        sealing.unseal(sealed, public, tmp_path, SIZE)
    assert sealing.open_share(public, tmp_path, second, *trustees[second][:2])
    assert sealing.shares_opened(public, tmp_path) == Shares(True, (first, second))
    assert sealing.unseal(sealed, public, tmp_path, SIZE) == [b"answers"]
    assert len(sealing.mail_key(public, tmp_path)) == 32


def test_one_trustee_alone_opens_nothing(tmp_path: Path, trustees: list[tuple[str, bytes, bytes]]) -> None:
    public = sealing.new_wave_key(tmp_path, [public for _, _, public in trustees])
    assert sealing.open_share(public, tmp_path, 0, *trustees[0][:2])
    assert not sealing.open_share(public, tmp_path, 0, *trustees[0][:2])
    with pytest.raises(WrongPassphrase):
        sealing.open_share(public, tmp_path, 1, *trustees[0][:2])
    assert sealing.shares_opened(public, tmp_path) == Shares(False, (0,))
    (file,) = tmp_path.glob("*.key")
    assert "private" not in json.loads(file.read_text())


def test_a_wrong_passphrase_changes_nothing(tmp_path: Path, trustees: list[tuple[str, bytes, bytes]]) -> None:
    public = sealing.new_wave_key(tmp_path, [public for _, _, public in trustees])
    with pytest.raises(WrongPassphrase):
        sealing.open_share(public, tmp_path, 0, "a ladder in the harbor!", trustees[0][1])
    assert sealing.shares_opened(public, tmp_path) == Shares(False)


def test_two_trustees_who_come_at_the_same_moment_both_count(
    tmp_path: Path, trustees: list[tuple[str, bytes, bytes]]
) -> None:
    public = sealing.new_wave_key(tmp_path, [public for _, _, public in trustees])
    with ThreadPoolExecutor() as both:
        done = both.map(lambda at: sealing.open_share(public, tmp_path, at, *trustees[at][:2]), (0, 2))
        assert list(done) == [True, True]
    assert sealing.shares_opened(public, tmp_path).unlocked


def test_a_short_passphrase_is_not_taken() -> None:
    with pytest.raises(WrongPassphrase, match="14 characters"):
        sealing.trustee_key("thirteen char", sealing.new_salt())
