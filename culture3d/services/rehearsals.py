"""Makes a rehearsal of a planned wave: a wave of its own with the same plan, whose answers never count.

It has a key of its own and a promise in the real one's words, so that whoever rehearses walks through the
very pages and the very code that people will meet, and nothing of the real wave freezes. No list of waves
shows it, nothing closes or releases it, and it is wiped in one step.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import sealing
from culture3d.config import Settings
from culture3d.endings import when_ended
from culture3d.models.account import Account
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.sealing import personal_keys, read_code
from culture3d.services import audit, waves
from culture3d.services.answering import ballots, fielded, invitations
from culture3d.services.answering.sheets import Sheet, Text, asked_items, blank
from culture3d.services.audit import Action
from culture3d.services.promises import promise
from culture3d.services.questionnaires import attributes_of, instrument_of
from culture3d.services.trustees import trustees_of
from surveys.codes import PERSPECTIVES, Perspective

MOST = 300  # test answers at once; each is sealed as a real one
_NAME = "Rehearsal"  # of every test person: no name of the list is copied


@dataclass(frozen=True, slots=True)
class Role:
    """Whom somebody plays in a rehearsal: what of a list would be known of them."""

    perspective: Perspective
    language: str
    unit_id: int | None = None
    attributes: bytes = b""


def begin(session: Session, wave: Wave, keys: Path, today: date, who: Account | None) -> Wave:
    """The rehearsal of a wave, made now if there is none.

    :raise WrongState: once people were invited to the real one.
    """
    found = waves.rehearsal_of(session, wave)
    if found is not None:
        return found
    if wave.frozen_on is not None or wave.state not in (State.DRAFT, State.SCHEDULED):
        raise waves.WrongState("people were invited already: there is nothing left to rehearse")
    made = _copied(session, wave, keys, today)
    session.add(made)
    session.flush()
    audit.record(session, Action.WAVE_REHEARSED, wave.organisation, who, {"wave": wave.name})
    return made


def _copied(session: Session, wave: Wave, keys: Path, today: date) -> Wave:
    key = sealing.new_wave_key(keys)
    when_ended(
        session,
        stored=partial(sealing.keep_wave_key, key, keys),
        undone=partial(sealing.destroy_wave_key, key, keys),
    )
    return Wave(
        organisation=wave.organisation,
        instrument_version=wave.instrument_version,
        number=-wave.number,
        name=wave.name,
        state=State.OPEN,
        min_group=wave.min_group,
        invited={},
        address=secrets.token_urlsafe(9),
        has_open_link=False,  # nobody comes in but by a link of the rehearsal
        time_zone=wave.time_zone,
        opens_on=today,
        closes_on=wave.closes_on,
        languages=wave.languages,
        attributes=wave.attributes,
        promise=promise(wave, trustees_of(session, wave)),
        public_key=key,
        frozen_on=today,
        rehearses_id=wave.id,
    )


def is_current(session: Session, wave: Wave, rehearsal: Wave) -> bool:
    """Whether the plan is still the one that is rehearsed."""
    same = ("instrument_version_id", "min_group", "languages", "attributes")
    return all(getattr(wave, name) == getattr(rehearsal, name) for name in same) and (
        rehearsal.promise == promise(wave, trustees_of(session, wave))
    )


def roles(session: Session, wave: Wave) -> list[Role]:
    """Whom one may play: each perspective of the questionnaire in each language of the wave."""
    perspectives = instrument_of(wave.instrument_version).perspectives
    return [
        _like_listed(session, wave, each, language) for language in _languages(wave) for each in perspectives
    ]


def _languages(wave: Wave) -> Sequence[str]:
    return list(wave.promise or {}) or ["en"]


def _like_listed(session: Session, wave: Wave, perspective: Perspective, language: str) -> Role:
    """Somebody of whom the real list knows as much as of the first of their kind."""
    listed = select(Participant).where(
        Participant.wave_id == wave.rehearses_id, Participant.perspective == PERSPECTIVES.index(perspective)
    )
    like = session.scalar(listed.order_by(Participant.id).limit(1))
    return Role(perspective, language, like.unit_id, like.attributes) if like else Role(perspective, language)


def play(session: Session, rehearsal: Wave, settings: Settings, role: Role, today: date) -> str:
    """A new test person's code, to walk through the survey with."""
    (person,) = _enrol(session, rehearsal, settings, [role], today)
    return person[1]


def fill(
    session: Session, rehearsal: Wave, settings: Settings, people: int, today: date, seed: int = 1
) -> None:
    """Answers of so many test people, seeded, sealed as real ones are.

    They are spread as the real list is, or over all units where there is none.
    """
    luck = Random(seed)  # noqa: S311  these answers are made up, and no secret
    listed = _listed(session, rehearsal) or _everywhere(rehearsal)
    chosen = [luck.choice(listed) for _ in range(min(people, MOST))]
    found = fielded.find(session, rehearsal.address)
    assert found is not None, "a rehearsal is found by its address"
    for (person, code), role in zip(_enrol(session, rehearsal, settings, chosen, today), chosen, strict=True):
        secret = read_code(code)
        assert secret is not None, "we read what we write"
        sheet = _answered(rehearsal, role, luck)
        ballots.submit(session, found, personal_keys(secret, rehearsal.id), sheet, person)


def _listed(session: Session, rehearsal: Wave) -> list[Role]:
    rows = session.execute(
        select(
            Participant.perspective, Participant.language, Participant.unit_id, Participant.attributes
        ).where(Participant.wave_id == rehearsal.rehearses_id)
    )
    return [Role(PERSPECTIVES[row[0]], *row[1:]) for row in rows]


def _everywhere(rehearsal: Wave) -> list[Role]:
    languages = _languages(rehearsal)
    units: list[int | None] = [unit.id for unit in rehearsal.organisation.units]
    return [Role("staff", language, unit) for language in languages for unit in units or [None]]


def _enrol(
    session: Session, rehearsal: Wave, settings: Settings, played: Sequence[Role], today: date
) -> list[tuple[int, str]]:
    """Test people by id, each with a code."""
    unknown = b"\xff" * len(instrument_of(rehearsal.instrument_version).attributes)
    made = [
        Participant(
            wave_id=rehearsal.id,
            name=_NAME,
            unit_id=role.unit_id,
            language=role.language,
            perspective=PERSPECTIVES.index(role.perspective),
            attributes=role.attributes or unknown,
        )
        for role in played
    ]
    session.add_all(made)
    session.flush()
    invitations.invite(session, rehearsal, settings.keys, settings.pepper, today)
    ids = {person.id for person in made}
    codes = {
        letter.participant.id: letter.secret
        for letter in invitations.letters(session, rehearsal, settings.keys)
        if letter.participant.id in ids
    }
    return [(person.id, codes[person.id]) for person in made]


def _answered(rehearsal: Wave, role: Role, luck: Random) -> Sheet:
    """What a test person says: mostly agreeing, a few blanks, now and then some words."""
    instrument = instrument_of(rehearsal.instrument_version)
    sheet = blank(instrument, role.perspective)
    leaning = luck.gauss(0.1, 0.15)
    values = instrument.scale.values
    answers = {
        place: values[round((len(values) - 1) * min(1.0, max(0.0, luck.gauss(0.5 + leaning, 0.25))))]
        for place, _ in asked_items(instrument, role.perspective)
        if luck.random() > 0.03
    }
    kept = set(attributes_of(rehearsal).values())
    attributes = tuple(
        _option(role, place, len(each.options), luck) if place in kept else -1
        for place, each in enumerate(instrument.attributes)
    )
    texts = tuple(Text("A rehearsal." if luck.random() < 0.3 else "") for _ in instrument.questions)
    said = sheet.answered(answers)
    return Sheet(said.answers, attributes, role.unit_id, role.perspective, texts)


def _option(role: Role, place: int, options: int, luck: Random) -> int:
    """What the list says, else anything."""
    known = role.attributes[place] if place < len(role.attributes) else 255
    return known if known < 128 else luck.randrange(options)


def wipe(session: Session, wave: Wave, keys: Path, who: Account | None) -> bool:
    """Deletes a wave's rehearsal with everything that was said in it; says whether there was one."""
    rehearsal = waves.rehearsal_of(session, wave)
    if rehearsal is None:
        return False
    waves.forget_rehearsal(session, rehearsal, keys)
    audit.record(session, Action.WAVE_REHEARSAL_WIPED, wave.organisation, who, {"wave": wave.name})
    return True


def answered(session: Session, rehearsal: Wave) -> int:
    """How many test answers there are; they are nobody's, so all of them may be told."""
    return ballots.count(session, rehearsal)
