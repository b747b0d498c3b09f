"""Turns what a firm asks into stored instrument versions, and those into Instruments."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from culture3d import clock
from culture3d.models.account import Account
from culture3d.models.firm import Firm
from culture3d.models.instrument_version import InstrumentVersion
from culture3d.models.organisation import Organisation
from culture3d.models.questionnaire import Questionnaire
from culture3d.models.wave import Wave
from culture3d.services.designing import keeping
from culture3d.services.designing.places import put

if TYPE_CHECKING:
    from surveys.instrument import Instrument


def store(
    session: Session, text: str, firm: Firm | None = None, who: Account | None = None
) -> InstrumentVersion:
    """The stored version of a questionnaire's YAML; stores it if it is new.

    :param firm: whose it is; what ships with Culture3D is everybody's, whoever stores it.
    :raise ValueError: if another text was fielded under the same id and version: that one never changes.
    :raise BadInput: if the text is no questionnaire.
    """
    instrument = read(text)
    owner = None if firm is None or ships(text) else firm.id
    wanted = select(InstrumentVersion).where(
        InstrumentVersion.firm_id == owner,  # of nobody, where it is None
        InstrumentVersion.name == instrument.id,
        InstrumentVersion.version == instrument.version,
    )
    found = session.scalar(wanted.order_by(InstrumentVersion.id).limit(1))
    if found is None:
        found = InstrumentVersion(
            firm_id=owner, name=instrument.id, version=instrument.version, text=text, author=who and who.name
        )
        found.stored_at = clock.now()
        session.add(found)
        session.flush()
    if found.text != text:
        raise ValueError(f"{instrument.id} version {instrument.version} was fielded in other words")
    return found


def field(session: Session, questionnaire: Questionnaire, who: Account | None = None) -> InstrumentVersion:
    """The version that holds a questionnaire as it stands, stored if there is none yet: for a wave to ask.

    Where its number is taken by other words, it gets the next one that is free.

    :raise BadInput: if the questionnaire has faults.
    """
    instrument = read(questionnaire.text)
    taken = _numbers(session, questionnaire.firm, instrument.id)
    for text in taken.values():
        if says_the_same(text, questionnaire.text):
            return store(session, text, questionnaire.firm, who)
    if instrument.version in taken:
        number = max(taken) + 1
        text = keeping.with_fields(questionnaire.text, lambda fields: put(fields, ("version",), number))
        keeping.change(session, questionnaire, text, who)
    return store(session, questionnaire.text, questionnaire.firm, who)


def next_number(session: Session, firm: Firm, name: str) -> int:
    """The number of a firm's next version of an instrument."""
    return max(_numbers(session, firm, name), default=0) + 1


def versions_of(session: Session, firm: Firm, name: str = "") -> list[InstrumentVersion]:
    """What a firm has stored or asked of anybody: of one instrument or of all, the latest first."""
    found = select(InstrumentVersion).where(_seen_by(firm))
    if name:
        found = found.where(InstrumentVersion.name == name)
    return list(session.scalars(found.order_by(InstrumentVersion.name, InstrumentVersion.version.desc())))


def belongs(version: InstrumentVersion, firm_id: int) -> bool:
    """Whether a firm may ask a version of its clients' people: its own, or one that all share."""
    return version.firm_id in (None, firm_id)


@dataclass(frozen=True)
class Offer:
    """Something that a wave of a firm may ask: `key` names it in forms, see `offered`."""

    key: str
    title: "dict[str, str]"
    version: int


def offered(session: Session, firm: Firm) -> list[Offer]:
    """What a firm may plan a wave with: sound questionnaires first, then what it stored, then what ships.

    A questionnaire or what ships is stored as a version when it is chosen, by `chosen`.
    """
    from surveys import catalogue

    found: list[tuple[str, str]] = []
    for questionnaire in keeping.of_firms(session, [firm.id]):
        if sound(questionnaire.text):
            found.append((f"questionnaire-{questionnaire.id}", questionnaire.text))
    found += [(f"version-{each.id}", each.text) for each in versions_of(session, firm)]
    found += [(f"shipped-{name}", catalogue.text_of(name)) for name in catalogue.available()]
    unique = {text: key for key, text in reversed(found)}
    return [_offer(key, text) for key, text in found if unique[text] == key]


def chosen(session: Session, firm: Firm, key: str, who: Account | None) -> InstrumentVersion | None:
    """The version behind what was chosen among `offered`; None if a firm is offered no such thing."""
    from surveys import catalogue

    kind, _, name = key.partition("-")
    if kind == "shipped" and name in catalogue.available():
        return store(session, catalogue.text_of(name), firm, who)
    if not (name.isascii() and name.isdigit() and len(name) < 10):
        return None
    if kind == "questionnaire":
        questionnaire = session.scalar(
            select(Questionnaire).where(Questionnaire.id == int(name), Questionnaire.firm_id == firm.id)
        )
        return field(session, questionnaire, who) if questionnaire and sound(questionnaire.text) else None
    found = select(InstrumentVersion).where(InstrumentVersion.id == int(name), _seen_by(firm))
    return session.scalar(found) if kind == "version" else None


def sound(text: str) -> bool:
    """Whether a text is a questionnaire without faults."""
    from culture3d.services.designing.checking import check

    return check(text).instrument is not None


@lru_cache(maxsize=64)
def ships(text: str) -> bool:
    """Whether a text comes with Culture3D, to the letter."""
    from surveys import catalogue

    return any(catalogue.text_of(name) == text for name in catalogue.available())


def attributes_of(wave: Wave) -> dict[str, int]:
    """The background questions that a wave has: id -> its place in the instrument."""
    attributes = enumerate(instrument_of(wave.instrument_version).attributes)
    wanted = wave.attributes
    return {each.id: place for place, each in attributes if wanted is None or each.id in wanted}


def instrument_of(version: InstrumentVersion) -> "Instrument":
    """The instrument of a stored version."""
    return read(version.text)


@lru_cache(maxsize=32)
def read(text: str) -> "Instrument":
    """The instrument that a YAML text describes. :raise BadInput: if it describes none."""
    from surveys.instrument import read_instrument  # brings pydantic, which starting does not need

    return read_instrument(text)


def _seen_by(firm: Firm) -> ColumnElement[bool]:
    """A firm's own, and of the shared ones those that it asked: what another firm had stored is none."""
    asked = select(Wave.instrument_version_id).join(Organisation).where(Organisation.firm_id == firm.id)
    return or_(
        InstrumentVersion.firm_id == firm.id,
        InstrumentVersion.firm_id.is_(None) & InstrumentVersion.id.in_(asked),
    )


def _numbers(session: Session, firm: Firm, name: str) -> dict[int, str]:
    """The texts of an instrument that a firm cannot give another meaning, by number of their version."""
    from surveys import catalogue

    shipped = [catalogue.load(each) for each in catalogue.available()]
    taken = {
        each.version: catalogue.text_of(f"{each.id}-{each.version}") for each in shipped if each.id == name
    }
    return taken | {each.version: each.text for each in versions_of(session, firm, name)}


def says_the_same(stored: str, text: str) -> bool:
    """Whether a sound text is a stored one in all but its number; comments and layout say nothing."""
    if stored == text or not sound(text):
        return stored == text
    before = read(stored)
    return before == read(text).model_copy(update={"version": before.version})


def _offer(key: str, text: str) -> Offer:
    instrument = read(text)
    return Offer(key, dict(instrument.title) or {"en": instrument.id}, instrument.version)
