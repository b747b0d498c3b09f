"""Says what a wave still lacks before it opens, and launches it: invites everybody on its list.

Sending the invitations is not done here: whoever sends mail or prints letters finds the people invited, and
the wave scheduled with its promise frozen, or open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.models.participant import Participant
from culture3d.models.wave import State, Wave
from culture3d.services import audit, messages, waves
from culture3d.services.answering import invitations
from culture3d.services.audit import Action
from culture3d.services.trustees import trustees_of


class Needs(StrEnum):
    """What a wave needs before it opens."""

    PEOPLE = "people"
    DATES = "dates"
    FUTURE = "future"  # its last day is not over
    PASSPHRASES = "passphrases"
    NO_REHEARSAL = "no rehearsal"
    CONTACT = "contact"
    MAIL = "mail"
    ADDRESS = "address"  # links lead to where people can come


# Without these it can open all the same: people then have nobody to ask, mail lies in a folder, and links
# lead nowhere from other machines.
ADVISED = frozenset({Needs.CONTACT, Needs.MAIL, Needs.ADDRESS})


@dataclass(frozen=True)
class _Asked:
    session: Session
    wave: Wave
    settings: Settings
    today: date


class NotReady(ValueError):
    """A wave lacks something without which it cannot open."""

    def __init__(self, lacks: list[Needs]) -> None:
        super().__init__(", ".join(_IN_WORDS[each] for each in lacks))
        self.lacks = lacks


def listed(session: Session, wave: Wave) -> int:
    """How many people are on the list of a wave."""
    found = select(func.count()).select_from(Participant).where(Participant.wave_id == wave.id)
    return session.execute(found).scalar_one()


def readiness(session: Session, wave: Wave, settings: Settings, today: date) -> dict[Needs, bool]:
    """Everything a wave needs, and whether it is there."""
    asked = _Asked(session, wave, settings, today)
    return {need: check(asked) for need, check in _CHECKS.items()}


def _all_chosen(asked: _Asked) -> bool:
    return all(trustee.public_key for trustee in trustees_of(asked.session, asked.wave))


def _by_mail(asked: _Asked) -> bool:
    with_address = select(Participant.id).where(
        Participant.wave_id == asked.wave.id, Participant.email.is_not(None)
    )
    return asked.settings.mail is not None or asked.session.scalar(with_address.limit(1)) is None


def _from_elsewhere(asked: _Asked) -> bool:
    """A demonstration is for its own machine alone."""
    host = urlsplit(asked.settings.address).hostname
    return asked.settings.demonstration or host not in ("127.0.0.1", "localhost")


_CHECKS: Mapping[Needs, Callable[[_Asked], bool]] = {
    Needs.PEOPLE: lambda asked: asked.wave.has_open_link or listed(asked.session, asked.wave) > 0,
    Needs.DATES: lambda asked: asked.wave.opens_on is not None,
    Needs.FUTURE: lambda asked: asked.wave.closes_on is None or asked.wave.closes_on >= asked.today,
    Needs.PASSPHRASES: _all_chosen,
    Needs.NO_REHEARSAL: lambda asked: waves.rehearsal_of(asked.session, asked.wave) is None,
    Needs.CONTACT: lambda asked: asked.wave.organisation.contact_name is not None,
    Needs.MAIL: _by_mail,
    Needs.ADDRESS: _from_elsewhere,
}
_IN_WORDS: Mapping[Needs, str] = {
    Needs.PEOPLE: "nobody is on the list of people",
    Needs.DATES: "it has no days yet",
    Needs.FUTURE: "its last day is over",
    Needs.PASSPHRASES: "a trustee has not chosen a passphrase yet",
    Needs.NO_REHEARSAL: "there is still a rehearsal, which has to be wiped",
    Needs.CONTACT: "nobody is named whom people may ask",
    Needs.MAIL: "no mail server is set",
    Needs.ADDRESS: "links lead to this machine alone",
}


def launch(
    session: Session, wave: Wave, settings: Settings, today: date, who: Account | None, *, now: bool = False
) -> None:
    """Invites everybody on the list, which freezes the plan, and opens the wave if its first day is here.

    Else it opens by itself on that day. Repeated after a wave was launched, it opens the wave if wanted.

    :param now: opens it whatever its first day, which becomes today.
    :raise NotReady: if something is missing.
    :raise WrongState: if the wave is open, over or withdrawn.
    """
    if wave.state not in (State.DRAFT, State.SCHEDULED):
        raise waves.WrongState(f"a wave that is {wave.state} cannot be launched")
    there = readiness(session, wave, settings, today)
    lacks = [need for need, fulfilled in there.items() if not fulfilled and need not in ADVISED]
    if lacks:
        raise NotReady(lacks)
    if wave.frozen_on is None:
        audit.record(session, Action.WAVE_LAUNCHED, wave.organisation, who, {"wave": wave.name})
    invitations.invite(session, wave, settings.keys, settings.pepper, today)
    if not messages.of(session, wave):
        messages.suggest(session, wave)
    assert wave.opens_on is not None, "a scheduled wave has its days"
    if now or wave.opens_on <= today:
        closes_on = wave.closes_on or today
        messages.set_days(session, wave, min(wave.opens_on, today), closes_on, today)
        waves.open_wave(session, wave, settings.keys, today, who)
