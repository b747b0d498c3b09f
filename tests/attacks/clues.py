"""Gathers everything that copies of a database show of people, of responses and of comments.

The attacker is given more than there is to find: who submitted when, as if every request had been watched;
whose ballot is whose, though that takes the destroyed key or the mark of a common transaction; who wrote a
comment at all. What is left to find is which response belongs to whom.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from typing import Any

from culture3d.sealing import receipt_hash
from culture3d.services.answering.tally import gathered
from surveys.codes import PERSPECTIVES
from tests.attacks.crowd import MARK
from tests.attacks.guesses import Clue
from tests.attacks.scene import Scene

Clues = dict[str, Clue]


def to_people(scene: Scene) -> Clues:
    """Clues to everybody who answered."""
    clues: Clues = {
        "seen as they submitted": {who: place for place, who in enumerate(scene.submitted)},
        "on the list": {who: who for who in scene.submitted},
    }
    for name, copy in scene.copies.items():
        for table, key in (("participant", "id"), ("invitation", "participant_id"), *_mail(scene)):
            found = {**copy.unseen(table, key), **copy.shown(table, key)}
            clues |= {f"{what} of {table}, {name}": clue for what, clue in found.items()}
    for name in ("open", "closed"):
        clues |= {f"{what}, {name}": clue for what, clue in _of_ballots(scene, name).items()}
    clues |= _of_drafts(scene)
    answered = set(scene.submitted)
    return {name: {who: clue[who] for who in clue if who in answered} for name, clue in clues.items()}


def _mail(scene: Scene) -> list[tuple[str, str]]:
    """What is kept of whom the invitation reached, and of whom a reminder is still to reach."""
    sent = (scene.invitation, scene.reminder)
    return [(f"delivery WHERE message_id = {message}", "participant_id") for message in sent]


def _of_ballots(scene: Scene, name: str) -> Clues:
    copy = scene.copies[name]
    owner = {keys.ballot_id: who for who, keys in scene.keys.items()}
    sealed = {bytes(id_): bytes(content) for id_, content in copy.rows("SELECT id, sealed FROM ballot")}
    clues: Clues = {
        "id of ballot": {id_: id_ for id_ in sealed},
        "sealed ballot": sealed,
        "receipt": {id_: receipt_hash(content) for id_, content in sealed.items()},
        "size of ballot": {id_: len(content) for id_, content in sealed.items()},
        **{f"{what} of ballot": clue for what, clue in copy.unseen("ballot", "id").items()},
    }
    for later in scene.copies.values():
        # PostgreSQL keeps a ballot in several parts: its beginning says where it lies.
        places = later.places({id_: content[:64] for id_, content in sealed.items()})
        clues |= {f"ballot {where}": clue for where, clue in places.items()}
    return {what: {owner[id_]: value for id_, value in clue.items()} for what, clue in clues.items()}


def _of_drafts(scene: Scene) -> Clues:
    """Of those who were writing when the copy was taken."""
    owner = {keys.draft_id: who for who, keys in scene.keys.items()}
    rows = scene.copies["open"].rows("SELECT id, page, touched_on FROM draft")
    whose = [(owner[bytes(id_)], page, str(day)) for id_, page, day in rows]
    return {
        "pages saved": dict(Counter(who for who, _, _ in whose)),
        "day of the draft": {who: day for who, _, day in whose},
    }


def to_responses(scene: Scene) -> Clues:
    """Clues to every response, by its id."""
    rows = scene.copies["released"].rows("SELECT id, answers FROM response")
    return _to_what_was_said(scene, "response", {bytes(id_): bytes(answers) for id_, answers in rows})


def to_comments(scene: Scene) -> Clues:
    """Clues to every comment, by its id."""
    rows = scene.copies["released"].rows("SELECT id, words FROM comment")
    return _to_what_was_said(scene, "comment", {bytes(id_): words.encode() for id_, words in rows})


# What of a response everybody may know, and what it says.
_KNOWN = {"response": ("unit_id", "perspective", "attributes", "answers"), "comment": ("words",)}


def _to_what_was_said(scene: Scene, table: str, contents: Mapping[Any, bytes]) -> Clues:
    clues: Clues = {f"id of {table}": {id_: id_ for id_ in contents}}
    for name in ("tallied", "released"):
        copy = scene.copies[name]
        shown = copy.shown(table, "id", _KNOWN[table])
        found = {**copy.unseen(table, "id"), **shown, **copy.places(contents)}
        clues |= {f"{what} of {table}, {name}": clue for what, clue in found.items()}
    return clues


def who_responded(scene: Scene) -> dict[Any, int]:
    """The truth about responses, which only the test can read: the answers say whose they are."""
    author = {bytes(MARK + scene.people[who].answers): who for who in scene.submitted}
    rows = scene.copies["released"].rows("SELECT id, answers FROM response")
    return {bytes(id_): author[bytes(answers)] for id_, answers in rows}


def who_commented(scene: Scene) -> dict[Any, int]:
    """The truth about comments."""
    author = {scene.people[who].words: who for who in scene.submitted}
    rows = scene.copies["released"].rows("SELECT id, words FROM comment")
    return {bytes(id_): author[words] for id_, words in rows}


def combinations(scene: Scene, who: Collection[int]) -> dict[int, Hashable]:
    """What everybody may know of these people and read off a response: unit, perspective and background.

    A response does not show the language: to split by it would only leave the attacker fewer people to
    confuse than there are.
    """
    people = sorted(who)
    parents = {scene.units[path]: scene.units.get(path.rpartition("/")[0]) for path in sorted(scene.units)}
    sheets = gathered([scene.people[one].sheet(scene.units) for one in people], parents, 5)
    return {
        one: (sheet.unit_id, PERSPECTIVES.index(sheet.perspective), bytes(sheet.attributes))
        for one, sheet in zip(people, sheets, strict=True)
    }


def combinations_of_responses(scene: Scene) -> dict[Any, Hashable]:
    """The same, read off the responses."""
    rows = scene.copies["released"].rows("SELECT id, unit_id, perspective, attributes FROM response")
    return {
        bytes(id_): (unit_id, perspective, bytes(attributes))
        for id_, unit_id, perspective, attributes in rows
    }
