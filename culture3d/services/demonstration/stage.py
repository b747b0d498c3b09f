"""Sets up the demonstration: clients, units, three released waves each, and one that is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.firm import Firm
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.sealing import personal_keys, read_code, read_link
from culture3d.services import participants, questionnaires, results, waves
from culture3d.services.answering import ballots, fielded, invitations
from culture3d.services.answering.tally import tally
from culture3d.services.contacts import set_contact
from culture3d.services.demonstration.clients import CLIENTS, FIRM, Client
from culture3d.services.demonstration.crowd import RESPONSE, Group, answers_of
from culture3d.services.demonstration.people import names
from culture3d.services.participants import Person
from surveys import catalogue

INSTRUMENT = "culture3d-1"
WEEKS_OPEN = 3
DAYS_BETWEEN = 182
HAVE_ANSWERED = 0.3  # of those asked in the wave that is open


def exists(session: Session) -> bool:
    """Says whether the demonstration is there."""
    return session.scalar(select(Firm.id).where(Firm.name == FIRM)) is not None


@dataclass(frozen=True)
class _Scene:
    """A client as it is stored, with its units by the code of the team, and where keys are kept."""

    client: Client
    organisation: Organisation
    units: dict[str, Unit]
    version: InstrumentVersion
    keys: Path
    pepper: bytes


def set_up(session: Session, keys: Path, pepper: bytes, today: date) -> Iterator[str]:
    """Makes the demonstration and yields what was done. Once that is committed, keys are to be destroyed."""
    firm = Firm(name=FIRM)
    session.add(firm)
    version = questionnaires.store(session, catalogue.text_of(INSTRUMENT))
    for client in CLIENTS:
        scene = _Scene(client, *_enter(session, client, firm), version, keys, pepper)
        for number, name in enumerate(client.waves[:-1]):
            opened = today - timedelta(days=DAYS_BETWEEN * (len(client.waves) - 1 - number))
            wave = _hold(session, scene, number, opened)
            yield f"{client.name}, {name}: {wave.tallied} answers"
        _open(session, scene, today)
        yield f"{client.name}, {client.waves[-1]}: open"


def _enter(session: Session, client: Client, firm: Firm) -> tuple[Organisation, dict[str, Unit]]:
    """Stores a client and its tree; units by the code of the team."""
    organisation = Organisation(
        firm=firm,
        slug=client.slug,
        name=client.name,
        industry=client.industry,
        language=client.language,
        accent=client.accent,
    )
    set_contact(organisation, client.contact)
    session.add(organisation)
    session.flush()
    units: dict[str, Unit] = {}
    position = 0
    for department in client.departments:
        parent = _unit(session, organisation, None, department.code, department.label, position)
        for team in department.teams:
            position += 1
            units[team.code] = _unit(session, organisation, parent, team.code, team.label, position)
        position += 1
    return organisation, units


def _unit(
    session: Session, organisation: Organisation, parent: Unit | None, code: str, label: str, position: int
) -> Unit:
    unit = Unit(organisation_id=organisation.id, parent=parent, code=code, label=label, position=position)
    session.add(unit)
    session.flush()
    return unit


def _groups(scene: _Scene, share: float) -> Iterator[tuple[Group, int]]:
    """Those who answer, and of how many: most of each team, of the leaders, and half of the customers."""
    client = scene.client
    for team in client.teams:
        unit = scene.units[team.code].id
        yield Group(round(team.invited * share), team.leaning, unit_id=unit), team.invited
    yield Group(round(client.leaders * min(1.0, share + 0.15)), 0.0, "leader"), client.leaders
    yield Group(round(client.customers * share * 0.7), 0.0, "customer"), client.customers


def _people(scene: _Scene, groups: list[tuple[Group, int]]) -> Iterator[Person]:
    """Everybody who is asked, group by group. Every second one has no address and gets a code."""
    by_id = {unit.id: unit for unit in scene.units.values()}
    name = iter(names(scene.client.language, sum(asked for _, asked in groups)))
    for group, asked in groups:
        unit = by_id[group.unit_id] if group.unit_id else None
        for place in range(asked):
            email = None if place % 2 else f"person{place}@example.org"
            yield Person(next(name), email, unit, scene.client.language, group.perspective)


def _hold(session: Session, scene: _Scene, number: int, opened: date) -> Wave:
    """A whole wave: planned, invited, answered, closed, tallied and released."""
    wave = _begin(session, scene, number, opened, RESPONSE[number])
    ended = opened + timedelta(weeks=WEEKS_OPEN)
    waves.close(session, wave, ended)
    tally(session, wave, scene.keys)
    results.make_release(session, wave, ended)
    waves.release(wave)
    session.flush()
    return wave


def _open(session: Session, scene: _Scene, today: date) -> None:
    """The wave that visitors may answer, by an open link too; some people have done so already."""
    _begin(session, scene, len(scene.client.waves) - 1, today, HAVE_ANSWERED, has_open_link=True)


def _begin(
    session: Session, scene: _Scene, number: int, opened: date, share: float, *, has_open_link: bool = False
) -> Wave:
    """A wave that is open, and in which a share of those invited have answered."""
    wave = waves.plan(session, scene.organisation, scene.version, scene.client.waves[number], {})
    wave.has_open_link = has_open_link
    waves.schedule(wave, opened, opened + timedelta(weeks=WEEKS_OPEN))
    session.flush()
    groups = list(_groups(scene, share))
    enrolled = participants.enrol(session, wave, _people(scene, groups))
    invitations.invite(session, wave, scene.keys, scene.pepper, opened)
    waves.open_wave(session, wave, scene.keys, opened)
    session.flush()
    listed = iter([participant.id for participant in enrolled])
    asked = [(group, [next(listed) for _ in range(invited)]) for group, invited in groups]
    _answer(session, scene, wave, min(number, len(scene.client.waves) - 2), asked)
    return wave


def _answer(
    session: Session, scene: _Scene, wave: Wave, number: int, asked: list[tuple[Group, list[int]]]
) -> None:
    """The answers of each group, sealed and put into the box as a real person's are."""
    people = fielded.find(session, wave.address)
    assert people is not None, "a wave that invited people is found"
    secrets = {each.participant.id: _secret(each) for each in invitations.letters(session, wave, scene.keys)}
    rng = np.random.default_rng([*scene.client.slug.encode(), wave.number])
    for group, ids in asked:
        sheets = answers_of(group, scene.client, number, people.instrument, rng)
        for participant_id, sheet in zip(ids, sheets, strict=False):
            keys = personal_keys(secrets[participant_id], wave.id)
            ballots.submit(session, people, keys, sheet, participant_id)


def _secret(letter: invitations.Letter) -> bytes:
    secret = read_link(letter.secret) or read_code(letter.secret)
    assert secret is not None, "we read what we write"
    return secret
