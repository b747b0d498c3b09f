"""Holds a wave of invited people: by link and by code, of several units, staff, a leader and a customer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.organisation import Organisation
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.sealing import Way, read_code, read_link
from culture3d.services import participants, questionnaires, waves
from culture3d.services.answering import invitations
from culture3d.services.participants import Person
from tests.culture3d.cast import QUESTIONNAIRE, Cast

ADDRESS = "invited"
OPENS, CLOSES = date(2026, 9, 1), date(2026, 9, 21)


@dataclass(frozen=True)
class Invited:
    """A wave and, by the name of each person, the text of their link or code and their participant's id."""

    wave: int
    secrets: dict[str, str]
    ids: dict[str, int]

    def secret(self, name: str) -> bytes:
        """What stands behind a person's link or code."""
        text = self.secrets[name]
        found = read_link(text) or read_code(text)
        assert found is not None
        return found


def planned(session: Session, cast: Cast, address: str = ADDRESS) -> Wave:
    """A second wave of the cast's organisation, with dates, before anybody is invited."""
    organisation = session.get_one(Organisation, cast.organisation)
    wave = waves.plan(session, organisation, questionnaires.store(session, QUESTIONNAIRE), "Autumn", {})
    wave.address = address
    waves.schedule(wave, OPENS, CLOSES)
    session.flush()
    return wave


def people(session: Session, cast: Cast) -> list[Person]:
    """Anna has a link and Ben a code; Cleo leads, Dora is a customer."""
    units = {path: session.get_one(Unit, unit_id) for path, unit_id in cast.units.items()}
    return [
        Person("Anna Albers", "anna@example.org", units["dock/crane"], "de", attributes={"tenure": "old"}),
        Person("Ben Brown", None, units["dock/crane"], "en"),
        Person("Cleo Claasen", "cleo@example.org", units["office"], "en", "leader"),
        Person("Dora Davies", "dora@example.org", None, "en", "customer"),
        Person("Ewa Evans", None, units["office"], "en", attributes={"tenure": "new"}),
    ]


def invite(session: Session, cast: Cast, settings: Settings, *, opened: bool = True) -> Invited:
    """Invites them; the caller commits."""
    wave = planned(session, cast)
    enrolled = participants.enrol(session, wave, people(session, cast))
    invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
    if opened:
        waves.open_wave(session, wave, settings.keys, OPENS)
    session.flush()
    letters = list(invitations.letters(session, wave, settings.keys, tuple(Way)))
    return Invited(
        wave.id,
        {letter.participant.name: letter.secret for letter in letters},
        {participant.name: participant.id for participant in enrolled},
    )
