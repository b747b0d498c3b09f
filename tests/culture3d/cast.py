"""Holds the standing cast of the tests: a firm, a client with a small tree, and a wave that is open."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from culture3d.models.firm import Firm
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.services import questionnaires, waves

LINK = "harbour-link"

# Small, with everything that matters: two dimensions, a mirror, a reserve item, an attribute, two languages.
QUESTIONNAIRE = """
id: harbour
version: 1
title: {en: How we treat customers, de: Wie wir Kunden behandeln}
scale:
  points:
    - {value: 1, label: {en: Strongly disagree, de: Stimme gar nicht zu}}
    - {value: 2, label: {en: Disagree, de: Stimme nicht zu}}
    - {value: 3, label: {en: Neither, de: Weder noch}}
    - {value: 4, label: {en: Agree, de: Stimme zu}}
    - {value: 5, label: {en: Strongly agree, de: Stimme voll zu}}
  favourable: [4, 5]
  neutral: [3]
  not_applicable: {en: Don't know, de: Weiß nicht}
dimensions:
  - id: silos
    name: {en: Beyond silos, de: Ohne Silos}
    facets:
      - id: flow
        name: {en: Flow, de: Fluss}
        items:
          - {id: F1, text: {en: News reaches us., de: Neues erreicht uns.}}
          - {id: F2, text: {en: News leaves us., de: Neues verlässt uns.}}
          - {id: F3, text: {en: News gets stuck., de: Neues bleibt stecken.}, reverse: true}
          - {id: F4, text: {en: A spare question., de: Eine Ersatzfrage.}, reserve: true}
  - id: power
    name: {en: Empowerment, de: Befähigung}
    facets:
      - id: voice
        name: {en: Voice, de: Stimme}
        items:
          - {id: V1, text: {en: We speak up., de: Wir sagen etwas.}}
          - {id: V2, text: {en: We are heard., de: Wir werden gehört.}}
          - {id: V3, text: {en: We may decide., de: Wir dürfen entscheiden.}}
overall: {id: overall, text: {en: I would be a customer., de: Ich wäre gern Kunde.}}
questions:
  - {id: story, text: {en: What went well?, de: Was lief gut?}, purpose: story}
attributes:
  - id: tenure
    text: {en: How long have you been here?, de: Seit wann sind Sie hier?}
    options:
      - {id: new, label: {en: Up to two years, de: Bis zwei Jahre}}
      - {id: old, label: {en: Longer, de: Länger}}
"""


@dataclass(frozen=True)
class Cast:
    """Who is who, by id: sessions come and go."""

    organisation: int
    wave: int
    units: dict[str, int]


def enter(session: Session, keys: Path) -> Cast:
    """Stores the cast."""
    firm = Firm(name="Compass Consulting")
    organisation = Organisation(firm=firm, slug="harbour", name="Harbour & Sons", language="en")
    session.add(organisation)
    session.flush()
    units = tree(session, organisation.id)
    version = questionnaires.store(session, QUESTIONNAIRE)
    wave = waves.plan(session, organisation, version, "Spring", {"all": 60})
    wave.address, wave.has_open_link = LINK, True
    waves.schedule(wave, date(2026, 3, 1), date(2026, 3, 31))
    session.flush()
    waves.open_wave(session, wave, keys, date(2026, 3, 1))
    session.flush()
    return Cast(organisation.id, wave.id, units)


def tree(session: Session, organisation_id: int) -> dict[str, int]:
    ids: dict[str, int] = {}
    for position, path in enumerate(("dock", "dock/crane", "dock/rope", "office")):
        parent, _, code = path.rpartition("/")
        unit = Unit(
            organisation_id=organisation_id,
            parent_id=ids.get(parent),
            code=code,
            label=code.title(),
            position=position,
        )
        session.add(unit)
        session.flush()
        ids[path] = unit.id
    return ids
