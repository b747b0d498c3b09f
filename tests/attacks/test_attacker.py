"""Lets an attacker who has everything but the destroyed key try to find out who said what.

In hand are copies of the database from before, during and after the tally, with all that rows carry unseen,
the bytes of all files, freed pages and logs of pages; the workflow engine's database; what the worker wrote;
the installation's own secret. The same attacks are tried on two plain tables, and on a tally that does not
shuffle: there they find everybody, or else this suite would prove nothing.
"""

import json
import secrets
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from culture3d.app import create_app
from culture3d.db import database_session, db
from culture3d.models.wave import Wave
from culture3d.sealing import Way, code_text, link_text
from culture3d.sealing.personal import SECRET_BYTES
from culture3d.services.answering import tally
from culture3d.services.answering.sheets import Said, said_to_bytes
from tests.attacks import clues
from tests.attacks.chance import most_alike_by_chance, most_by_chance
from tests.attacks.clues import Clues
from tests.attacks.crowd import ANSWERING, DOMAIN_MARK, MARK, NAME_MARK, WORDS_MARK
from tests.attacks.databases import Database
from tests.attacks.guesses import likeness, right_pairs, same_place, same_value
from tests.attacks.scene import CHANGED_THEIR_MIND, Scene, copied
from tests.attacks.searching import places_of
from tests.culture3d.test_logs import remembered

Groups = Mapping[Any, Hashable]
Attack = tuple[str, int]  # what it went by, and how many it found out


def attacks(
    people: Clues, said: Clues, groups: tuple[Groups, Groups], truth: Mapping[Any, Any]
) -> list[Attack]:
    """Tries every clue to people with every clue to what was said, in both ways; the best comes first."""
    found = [
        (f"{way.__name__}, {of_people} and {of_said}", right_pairs(way(ours, theirs, *groups), truth))
        for (of_people, ours), (of_said, theirs) in product(people.items(), said.items())
        for way in (same_value, same_place)
    ]
    return sorted(found, key=lambda attack: -attack[1])


def alike(people: Clues, said: Clues, truth: Mapping[Any, Any]) -> list[tuple[str, float]]:
    """How much each order of people is like each order of what was said."""
    return [
        (f"{of_people} and {of_said}", abs(likeness(ours, theirs, truth)))
        for (of_people, ours), (of_said, theirs) in product(people.items(), said.items())
    ]


def assert_by_chance_alone(
    people: Clues, said: Clues, groups: tuple[Groups, Groups], truth: Mapping[Any, Any]
) -> None:
    """No attack finds more than chance does, and no order is kept even roughly."""
    sizes = Counter(groups[0].values())
    assert sizes == Counter(groups[1].values())
    found = attacks(people, said, groups, truth)
    most = most_by_chance(sizes.values(), len(found))
    assert most < len(truth) / 4  # or chance would hide a leak
    assert [attack for attack in found if attack[1] > most] == []
    orders = alike(people, said, truth)
    most_alike = most_alike_by_chance(len(orders))
    assert [order for order in orders if order[1] > most_alike] == []


def test_no_response_is_linked_to_a_person(scene: Scene) -> None:
    truth = clues.who_responded(scene)
    assert sorted(truth.values()) == sorted(scene.submitted)
    assert len(truth) == ANSWERING
    groups = clues.combinations(scene, scene.submitted), clues.combinations_of_responses(scene)
    assert_by_chance_alone(clues.to_people(scene), clues.to_responses(scene), groups, truth)


def test_no_comment_is_linked_to_a_person(scene: Scene) -> None:
    """Whoever reads a comment knows its language; nothing else of a comment points anywhere."""
    truth = clues.who_commented(scene)
    people = {
        what: {who: clue[who] for who in clue if who in set(truth.values())}
        for what, clue in clues.to_people(scene).items()
    }
    by_person = {who: scene.people[who].language for who in truth.values()}
    groups = by_person, {comment: by_person[who] for comment, who in truth.items()}
    assert_by_chance_alone(people, clues.to_comments(scene), groups, truth)


def test_no_comment_is_linked_to_a_response(scene: Scene) -> None:
    """Not even by somebody who knows which responses are those of people who wrote a comment."""
    commented = clues.who_commented(scene)
    response_of = {who: response for response, who in clues.who_responded(scene).items()}
    truth = {comment: response_of[who] for comment, who in commented.items()}
    responses = {
        what: {response: clue[response] for response in clue if response in set(truth.values())}
        for what, clue in clues.to_responses(scene).items()
    }
    groups = dict.fromkeys(truth.values(), "all"), dict.fromkeys(truth, "all")
    assert_by_chance_alone(responses, clues.to_comments(scene), groups, truth)


def test_nobody_learns_afterwards_who_was_reminded(scene: Scene) -> None:
    """While it is sent, the rows of a reminder say who has not answered; then none is left of it."""
    reminded = f"SELECT participant_id FROM delivery WHERE message_id = {scene.reminder}"
    waiting = {row[0] for row in scene.copies["open"].rows(reminded)}
    assert waiting and not waiting & set(scene.submitted[:100])
    assert len(scene.copies["closed"].rows("SELECT 1 FROM delivery")) > 100
    assert scene.copies["closed"].rows(reminded) == []
    for name in ("tallied", "released"):
        assert scene.copies[name].rows("SELECT 1 FROM delivery") == []
    assert list(scene.settings.outbox.iterdir()) == []


def test_sizes_and_dates_say_nothing(scene: Scene) -> None:
    for name in ("open", "closed"):
        copy = scene.copies[name]
        assert len(copy.rows("SELECT DISTINCT length(sealed) FROM ballot")) == 1
        assert (
            copy.rows("SELECT page FROM draft GROUP BY page HAVING count(DISTINCT length(locked)) > 1") == []
        )
        assert len(copy.rows("SELECT DISTINCT touched_on FROM draft")) == 1
    assert scene.copies["released"].rows("SELECT 1 FROM ballot") == []
    assert scene.copies["released"].rows("SELECT 1 FROM draft") == []


@pytest.mark.parametrize("apart", [False, True], ids=["one transaction", "two transactions"])
def test_two_plain_tables_give_everybody_away(
    scene: Scene, app: Flask, database: Database, apart: bool
) -> None:
    """The control: who answered in one table, what they said in another, without name or date."""
    people, said = f"naive_mark_{apart:d}", f"naive_answer_{apart:d}"
    with app.app_context():
        _answer_naively(scene, people, said, apart)
    copied(app, scene, database, f"naive-{apart:d}")
    copy = scene.copies.pop(f"naive-{apart:d}")
    contents = {id_: bytes(answers) for id_, answers in copy.rows(f"SELECT id, answers FROM {said}")}
    author = {bytes(MARK + scene.people[who].answers): who for who in scene.submitted}
    truth = {id_: author[answers] for id_, answers in contents.items()}
    by_person = clues.combinations(scene, scene.submitted)
    groups = by_person, {id_: by_person[who] for id_, who in truth.items()}
    unseen = copy.unseen(people, "participant_id"), copy.unseen(said, "id")
    found = dict(attacks(*unseen, groups, truth))
    if database.url.startswith("sqlite"):
        assert found["same_place, rowid and rowid"] == ANSWERING
    else:
        assert found["same_value, xmin and xmin"] == (0 if apart else ANSWERING)
        assert found["same_place, xmin and xmin"] == ANSWERING
        assert found["same_place, ctid and ctid"] == ANSWERING
    places = {**copy.places(contents), **unseen[1]}
    seen = {"seen": {who: place for place, who in enumerate(scene.submitted)}}
    assert sum(count == ANSWERING for _, count in attacks(seen, places, groups, truth)) >= 2
    assert max(alike(*unseen, truth), key=lambda order: order[1])[1] > most_alike_by_chance(10_000)


def _answer_naively(scene: Scene, people: str, said: str, apart: bool) -> None:
    session = database_session()
    blob = "BLOB" if session.get_bind().dialect.name == "sqlite" else "BYTEA"
    session.execute(text(f"CREATE TABLE {people} (participant_id INTEGER UNIQUE NOT NULL, answered INTEGER)"))
    session.execute(text(f"CREATE TABLE {said} (id TEXT NOT NULL, answers {blob})"))
    session.commit()
    for who in scene.submitted:
        session.execute(text(f"INSERT INTO {people} VALUES (:who, 1)"), {"who": who})
        if apart:
            session.commit()
        answers = bytes(MARK + scene.people[who].answers)
        row = {"id": secrets.token_hex(8), "answers": answers}
        session.execute(text(f"INSERT INTO {said} VALUES (:id, :answers)"), row)
        session.commit()


def test_a_tally_that_does_not_shuffle_is_found_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same wave, counted once more from the copy taken at closing, in the order of its ballots."""
    database = scene.copies["closed"].database().copy("unshuffled").database()
    (tmp_path / scene.key_name).write_bytes(scene.key_file)
    monkeypatch.setattr(tally, "_shuffled", _in_the_order_of_ballots)
    app = create_app(replace(scene.settings, database_url=database.url, keys=tmp_path))
    with app.app_context():
        tally.tally(database_session(), database_session().get_one(Wave, scene.wave), tmp_path)
        database_session().commit()
        db.session.remove()
        db.engine.dispose()
    counted = database.copy("counted")
    copies = {**scene.copies, "tallied": counted, "released": counted}
    careless = replace(scene, copies=copies)
    truth = clues.who_responded(careless)
    groups = clues.combinations(careless, careless.submitted), clues.combinations_of_responses(careless)
    found = attacks(clues.to_people(careless), clues.to_responses(careless), groups, truth)
    # Not all on PostgreSQL: it may read a ballot that was replaced in the place of the first one.
    assert found[0][1] >= ANSWERING - CHANGED_THEIR_MIND
    assert found[0][1] > most_by_chance(Counter(groups[0].values()).values(), len(found))


def _in_the_order_of_ballots(said: Sequence[Any]) -> list[tuple[bytes, Any]]:
    return list(zip(sorted(tally._random_ids(len(said))), said, strict=True))


def test_nothing_is_readable_where_it_must_not_be(scene: Scene) -> None:
    """Secrets and keys nowhere; answers and comments in no byte of anything before the tally."""
    secret = [form for one in _unwritten(scene) for form in one]
    for name, copy in scene.copies.items():
        for file, heap in copy.files.items():
            assert places_of(secret, heap) == {}, (name, file)
            if name in ("open", "closed"):
                assert [said for said in _SAID if said in heap] == [], (name, file)
    for heap in (scene.log, remembered(scene.settings)):
        assert places_of(secret, heap) == {}
        assert [said for said in (*_SAID, *_NAMES) if said in heap] == []
    assert list(scene.settings.keys.iterdir()) == []


def test_what_may_be_read_is_found(scene: Scene) -> None:
    """So that the search above can fail: it finds names and, after the tally, answers and comments."""
    after = b"".join(scene.copies["released"].files.values())
    assert [mark for mark in (bytes(MARK), WORDS_MARK.encode(), *_NAMES) if mark not in after] == []
    written = [bytes(MARK + scene.people[who].answers) for who in scene.submitted]
    assert len(places_of(written, after)) == ANSWERING
    assert b"close_wave" in remembered(scene.settings)


def test_sqlite_leaves_no_ballot_and_no_draft_behind(scene: Scene) -> None:
    """PostgreSQL may leave them in freed pages and in its log, sealed under the key that is gone."""
    if not scene.settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL frees pages without overwriting them")
    sealed = [bytes(row[0]) for row in scene.copies["closed"].rows("SELECT sealed FROM ballot")]
    locked = [bytes(row[0]) for row in scene.copies["closed"].rows("SELECT locked FROM draft")]
    beginnings = [content[:64] for content in (*sealed, *locked)]
    before, after = (b"".join(scene.copies[name].files.values()) for name in ("closed", "released"))
    assert len(places_of(beginnings, before)) == len(beginnings) > ANSWERING
    assert places_of(beginnings, after) == {}


# As it is stored in the end, as it is sealed, as a page of it is locked, and as it would be printed.
_SAID = (
    bytes(MARK),
    ",".join(map(str, MARK)).encode(),
    said_to_bytes(Said(dict(enumerate(MARK)))).partition(b"]]")[0],
    ", ".join(map(str, MARK)).encode(),
    WORDS_MARK.encode(),
)
_NAMES = (NAME_MARK.encode(), DOMAIN_MARK.encode())


def _unwritten(scene: Scene) -> Iterator[tuple[bytes, ...]]:
    """What must stand nowhere, in every form that it could be written in."""
    for secret in scene.secrets.values():
        written = link_text(secret) if len(secret) == SECRET_BYTES[Way.LINK] else code_text(secret)
        yield secret, secret.hex().encode(), written.encode(), written.replace("-", "").encode()
    for keys in scene.keys.values():
        yield keys.draft_key, keys.draft_key.hex().encode()
    for key in json.loads(scene.key_file).values():
        yield bytes.fromhex(key), key.encode()
    settings = scene.settings
    yield settings.secret.encode(), settings.pepper, settings.pepper.hex().encode()
