"""Turns a wave and its installation into what documents tell works councils and data-protection officers.

How a wave is run and who may see what: nothing of it is an answer, or says who has answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel import Locale
from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.grant import Grant, Role
from culture3d.models.message import Kind, Stage
from culture3d.models.organisation import Logo, Organisation
from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services import audit, messages, participation, promises, retention
from culture3d.services.contacts import Contact, contact_of
from culture3d.services.durations import minutes
from culture3d.services.questionnaires import attributes_of, instrument_of
from culture3d.services.retention import Days, Due
from culture3d.services.trustees import trustees_of
from surveys.codes import PERSPECTIVES

if TYPE_CHECKING:
    from surveys.instrument import Attribute, Instrument

MOST_OF_THE_LOG = 400  # entries on paper: some fifteen pages


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, as far as it may be told.

    people        of the whole; None where they are fewer than the smallest group, or not known
    perspectives  how many of each, where that gives no small group away; else None for each
    units         of the staff, see `participation.by_unit`
    """

    people: int | None
    perspectives: Mapping[str, int | None]
    units: tuple[participation.OfAUnit, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as an invented person would get it, in one language."""

    kind: Kind
    stage: Stage
    due: datetime | None
    language: str
    direction: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Seats:
    """How many active accounts have each role, as far as it has to do with an organisation."""

    administrators: int
    consultants: int
    coordinators: int
    observers: int
    leaders: int
    leaders_of_units: int


@dataclass(frozen=True, slots=True)
class House:
    """Where an installation keeps things and through what it sends them, as far as that may be told."""

    address: str
    https: bool
    database: str  # as SQLAlchemy calls it
    mail_server: str | None  # None where mail lies in the outbox


@dataclass(frozen=True)
class WaveFacts:
    """Everything that a document about a wave is made from.

    language   of the document
    promise    in that language, or in the first of those in which people are promised something
    due        what of this wave is deleted when; None for one that the calendar does not know
    log        what was done in the organisation, the latest first; `log_is_cut` if that is not all
    """

    organisation: str
    firm: str
    accent: str
    logo: str
    logo_text: str
    wave: Wave
    language: str
    made_on: date
    languages: tuple[str, ...]
    promise: tuple[str, ...]
    promised_in: str
    instrument: "Instrument"
    asked_in: str
    attributes: "tuple[Attribute, ...]"
    minutes: int
    asked: Asked
    trustees: tuple[str, ...]
    contact: Contact | None
    seats: Seats
    days: Days
    due: Due | None
    messages: tuple[Sent, ...]
    log: tuple[AuditEntry, ...]
    log_is_cut: bool
    house: House


def facts_of(session: Session, wave: Wave, language: str, made_on: date, settings: Settings) -> WaveFacts:
    """What is to be told of a wave, in a language."""
    organisation, instrument = wave.organisation, instrument_of(wave.instrument_version)
    logo, logo_text = _logo(session, organisation)
    promised_in, promise = _promise(session, wave, language)
    days = retention.days_of(organisation, Days(settings.invitation_days, settings.response_days))
    dues = retention.calendar(session, organisation, days)
    log = audit.entries(session, organisation, None, MOST_OF_THE_LOG + 1)
    return WaveFacts(
        organisation=organisation.name,
        firm=organisation.firm.name,
        accent=organisation.accent,
        logo=logo,
        logo_text=logo_text,
        wave=wave,
        language=language,
        made_on=made_on,
        languages=messages.languages_of(wave),
        promise=promise,
        promised_in=promised_in,
        instrument=instrument,
        asked_in=language if language in instrument.languages else instrument.languages[0],
        attributes=tuple(instrument.attributes[place] for place in attributes_of(wave).values()),
        minutes=minutes(instrument),
        asked=_asked(session, wave),
        trustees=tuple(each.name for each in trustees_of(session, wave)),
        contact=contact_of(organisation),
        seats=seats_of(session, organisation),
        days=days,
        due=next((due for due in dues if due.wave is wave), None),
        messages=_messages(session, wave, language, settings),
        log=tuple(log[:MOST_OF_THE_LOG]),
        log_is_cut=len(log) > MOST_OF_THE_LOG,
        house=_house(session, settings),
    )


def _logo(session: Session, organisation: Organisation) -> tuple[str, str]:
    from reports.logo import address

    logo = session.get(Logo, organisation.id)
    return (address(logo.content), logo.alternative) if logo else ("", "")


def _promise(session: Session, wave: Wave, language: str) -> tuple[str, tuple[str, ...]]:
    """As it is frozen, or would freeze now."""
    promised = wave.promise or promises.promise(wave, trustees_of(session, wave))
    spoken = language if language in promised else next(iter(promised))
    return spoken, tuple(promised[spoken])


def _asked(session: Session, wave: Wave) -> Asked:
    counted = select(Participant.perspective, func.count()).where(Participant.wave_id == wave.id)
    by_code = counted.group_by(Participant.perspective).order_by(Participant.perspective)
    people = {PERSPECTIVES[code]: number for code, number in session.execute(by_code)}
    # With the whole and all but one perspective told, that one would be as well.
    told = all(number >= wave.min_group for number in people.values())
    return Asked(
        participation.participation(session, wave).asked,
        {name: number if told else None for name, number in people.items()},
        tuple(participation.by_unit(session, wave)),
    )


def seats_of(session: Session, organisation: Organisation) -> Seats:
    """Who can sign in and has to do with an organisation, or with the installation."""
    here = or_(
        Grant.role == Role.ADMINISTRATOR,
        Grant.firm_id == organisation.firm_id,
        Grant.organisation_id == organisation.id,
    )
    of_a_unit = Grant.unit_id.is_not(None)
    found = select(Grant.role, of_a_unit, func.count(distinct(Grant.account_id)))
    rows = session.execute(found.join(Account).where(here, Account.active).group_by(Grant.role, of_a_unit))
    counts = {(role, bool(limited)): number for role, limited, number in rows}
    return Seats(
        administrators=counts.get((Role.ADMINISTRATOR, False), 0),
        consultants=counts.get((Role.CONSULTANT, False), 0),
        coordinators=counts.get((Role.COORDINATOR, False), 0),
        observers=counts.get((Role.OBSERVER, False), 0),
        leaders=counts.get((Role.LEADER, False), 0),
        leaders_of_units=counts.get((Role.LEADER, True), 0),
    )


def _messages(session: Session, wave: Wave, first: str, settings: Settings) -> tuple[Sent, ...]:
    """In the order in which they are sent, each in every language of the wave, in one of them first."""
    return tuple(
        Sent(
            message.kind,
            message.stage,
            message.due,
            language,
            str(Locale.parse(language, sep="-").text_direction),
            told.subject,
            told.text.strip(),
        )
        for message in messages.of(session, wave)
        if not messages.is_done_without(message)
        for language in sorted(messages.languages_of(wave), key=lambda code: code != first)
        for told in [messages.preview(message, language, settings)]
    )


def _house(session: Session, settings: Settings) -> House:
    server = settings.mail.host if settings.mail else None
    return House(settings.address, settings.https, session.get_bind().dialect.name, server)
