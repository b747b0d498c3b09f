"""Turns the invitations of a wave into what stands in each printed letter, unit by unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.sealing import Way
from culture3d.services.answering import invitations
from culture3d.services.contacts import Contact, contact_of
from culture3d.services.questionnaires import instrument_of

MOST_IN_PART = 400  # letters that are laid out together: some 700 MB and half a minute of processor time


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """What differs from letter to letter.

    to_type   the address that is typed
    code      the code that is typed there; None where the address itself is the secret
    leads_to  the address in the picture that is scanned
    """

    name: str
    unit: tuple[str, ...]
    language: str
    to_type: str = field(repr=False)
    code: str | None = field(repr=False)
    leads_to: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The letters of one unit, to be handed out together; no unit for those who belong to none."""

    unit: tuple[str, ...]
    letters: tuple[PrintedLetter, ...]


@dataclass(frozen=True, slots=True)
class Mailing:
    """All letters of a wave; wordings are by language, and `promise` in the languages that letters have."""

    organisation: str
    accent: str
    wave: str
    language: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    opens_on: date
    closes_on: date
    promise: Mapping[str, Sequence[str]]
    contact: Contact | None
    bundles: tuple[Bundle, ...]

    @property
    def count(self) -> int:
        """How many letters there are."""
        return sum(len(bundle.letters) for bundle in self.bundles)


def parts_of(mailing: Mailing) -> list[Mailing]:
    """The mailing in parts that one document can hold, cut between units where these are small enough."""
    parts: list[list[Bundle]] = []
    room = 0
    for bundle in mailing.bundles:
        for start in range(0, len(bundle.letters), MOST_IN_PART):
            piece = replace(bundle, letters=bundle.letters[start : start + MOST_IN_PART])
            if len(piece.letters) > room:
                parts.append([])
                room = MOST_IN_PART
            parts[-1].append(piece)
            room -= len(piece.letters)
    return [replace(mailing, bundles=tuple(bundles)) for bundles in parts]


def mailing(
    session: Session, wave: Wave, keys: Path, address: str, ways: Sequence[Way], only: int | None = None
) -> Mailing:
    """The letters of everybody who was invited in the given ways; no bundle where nobody was.

    :param address: where people reach this installation.
    :param only: the participant to whom alone it goes.
    :raise KeyMissing: if the wave's key file is not there, as after the tally.
    """
    assert wave.promise is not None, "a wave that invites people has a promise"
    assert wave.opens_on is not None, "and its dates"
    assert wave.closes_on is not None, "and its dates"
    instrument = instrument_of(wave.instrument_version)
    spoken = tuple(wave.promise)
    return Mailing(
        organisation=wave.organisation.name,
        accent=wave.organisation.accent,
        wave=wave.name,
        language=_spoken(wave.organisation.language, spoken),
        title={code: instrument.say(instrument.title, code) or instrument.id for code in spoken},
        about={code: instrument.say(instrument.description, code) for code in spoken},
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        promise=wave.promise,
        contact=contact_of(wave.organisation),
        bundles=tuple(_bundles(invitations.letters(session, wave, keys, ways, only), address, spoken)),
    )


def _bundles(letters: Iterator[invitations.Letter], address: str, spoken: Sequence[str]) -> Iterator[Bundle]:
    for _, those in groupby(letters, key=lambda letter: letter.participant.unit_id):
        printed = tuple(_printed(letter, address, spoken) for letter in those)
        yield Bundle(printed[0].unit, printed)


def _printed(letter: invitations.Letter, address: str, spoken: Sequence[str]) -> PrintedLetter:
    person = letter.participant
    to_type: str = f"{address}/code"
    code: str | None = letter.secret
    if letter.way is Way.LINK:
        to_type, code = f"{address}/i/{letter.secret}", None
    return PrintedLetter(
        name=person.name,
        unit=_labels(person.unit),
        language=_spoken(person.language, spoken),
        to_type=to_type,
        code=code,
        leads_to=f"{to_type}/{code}" if code else to_type,
    )


def _labels(unit: Unit | None) -> tuple[str, ...]:
    """What the units are called, from the top of the tree down to this one."""
    return (*_labels(unit.parent), unit.label) if unit else ()


def _spoken(language: str, spoken: Sequence[str]) -> str:
    """The language, or the first of those in which people are promised something."""
    return language if language in spoken else spoken[0]
