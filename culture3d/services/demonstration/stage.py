"""Sets up the demonstration: clients, units, three released waves each, and one that is open."""

import secrets
from collections.abc import Iterator
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
from culture3d.sealing import new_secret, personal_keys
from culture3d.services import questionnaires, results, waves
from culture3d.services.answering import ballots
from culture3d.services.answering.tally import tally
from culture3d.services.demonstration.clients import CLIENTS, FIRM, Client
from culture3d.services.demonstration.crowd import RESPONSE, Group, answers_of
from surveys import catalogue

INSTRUMENT = "culture3d-1"
WEEKS_OPEN = 3
DAYS_BETWEEN = 182
HAVE_ANSWERED = 0.3  # of those asked in the wave that is open


def exists(session: Session) -> bool:
    """Says whether the demonstration is there."""
    return session.scalar(select(Firm.id).where(Firm.name == FIRM)) is not None


def set_up(session: Session, keys: Path, today: date) -> Iterator[str]:
    """Makes the demonstration and yields what was done. Once that is committed, keys are to be destroyed."""
    firm = Firm(name=FIRM)
    session.add(firm)
    version = questionnaires.store(session, catalogue.text_of(INSTRUMENT))
    for client in CLIENTS:
        organisation, units = _enter(session, client, firm)
        for number, name in enumerate(client.waves[:-1]):
            opened = today - timedelta(days=DAYS_BETWEEN * (len(client.waves) - 1 - number))
            wave = _hold(session, client, organisation, version, units, number, name, opened, keys)
            yield f"{client.name}, {name}: {wave.tallied} answers"
        _open(session, client, organisation, version, units, today, keys)
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


def _invited(client: Client) -> dict[str, int]:
    """How many people are asked, by segment key."""
    departments = {
        department.code: sum(team.invited for team in department.teams) for department in client.departments
    }
    teams = {
        f"{department.code}/{team.code}": team.invited
        for department in client.departments
        for team in department.teams
    }
    perspectives = {"leader": client.leaders, "customer": client.customers}
    return {"all": sum(departments.values()), **departments, **teams, **perspectives}


def _groups(client: Client, units: dict[str, Unit], share: float) -> Iterator[Group]:
    """Who answers: most of each team, of the leaders, and half of the customers."""
    for team in client.teams:
        yield Group(round(team.invited * share), team.leaning, unit_id=units[team.code].id)
    yield Group(round(client.leaders * min(1.0, share + 0.15)), 0.0, "leader")
    yield Group(round(client.customers * share * 0.7), 0.0, "customer")


def _hold(
    session: Session,
    client: Client,
    organisation: Organisation,
    version: InstrumentVersion,
    units: dict[str, Unit],
    number: int,
    name: str,
    opened: date,
    keys: Path,
) -> Wave:
    """A whole wave: planned, answered, closed, tallied and released."""
    wave = waves.plan(session, organisation, version, name, _invited(client))
    waves.schedule(wave, opened, opened + timedelta(weeks=WEEKS_OPEN))
    waves.open_wave(wave, keys)
    session.flush()
    _answer(session, client, wave, units, number, RESPONSE[number])
    waves.close(wave, opened + timedelta(weeks=WEEKS_OPEN))
    tally(session, wave, keys)
    results.make_release(session, wave, opened + timedelta(weeks=WEEKS_OPEN))
    waves.release(wave)
    session.flush()
    return wave


def _open(
    session: Session,
    client: Client,
    organisation: Organisation,
    version: InstrumentVersion,
    units: dict[str, Unit],
    today: date,
    keys: Path,
) -> None:
    """The wave that visitors may answer; some people have done so already."""
    wave = waves.plan(session, organisation, version, client.waves[-1], _invited(client))
    waves.schedule(wave, today, today + timedelta(weeks=WEEKS_OPEN))
    wave.open_link = secrets.token_urlsafe(12)
    waves.open_wave(wave, keys)
    session.flush()
    _answer(session, client, wave, units, len(client.waves) - 2, HAVE_ANSWERED)


def _answer(
    session: Session, client: Client, wave: Wave, units: dict[str, Unit], number: int, share: float
) -> None:
    """Everybody's answers, sealed and put into the box as a real person's are."""
    instrument = questionnaires.instrument_of(wave.instrument_version)
    rng = np.random.default_rng([*client.slug.encode(), wave.number])
    for group in _groups(client, units, share):
        for sheet in answers_of(group, client, number, instrument, rng):
            ballots.submit(session, wave, personal_keys(new_secret(), wave.id), sheet)
