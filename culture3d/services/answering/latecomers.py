"""Changes who is asked once people were invited: somebody comes, moves, leaves, or has another address.

What is counted never shows whether one of them has answered:
- whoever comes is invited alone, and counts as asked from then on;
- what somebody submitted counts in the unit that they were in then, and they are asked in the new one;
- whoever leaves stays counted as asked, and what they submitted stays. Their name and address are deleted at
  once. If they had answered, their link still lets them change or withdraw that; else it leads nowhere.
  Taking their ballot out, or counting one fewer, would show on the next page whether they had answered.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.models.account import Account
from culture3d.models.delivery import Delivery
from culture3d.models.invitation import Invitation
from culture3d.models.message import Kind, Stage
from culture3d.models.participant import Participant
from culture3d.models.unit import Unit
from culture3d.models.wave import Wave
from culture3d.services import audit, messages, participants
from culture3d.services.answering import deliveries, invitations
from culture3d.services.audit import Action
from culture3d.services.participants import Person
from culture3d.services.writing import ADDRESS, UNWRITTEN

MOST_ADDRESS = 254  # characters that are stored


class Wrong(ValueError):
    """An address is none, or somebody else's."""


def add(
    session: Session, wave: Wave, person: Person, settings: Settings, today: date, who: Account | None
) -> Participant:
    """Invites one more person; with an address, the invitation goes to them alone.

    :raise NotNow: if the wave is closed.
    :raise Wrong: if the address is none, or somebody has it who is on the list.
    """
    if person.email is not None:
        check_address(session, wave, person.email)
    (added,) = participants.enrol(session, wave, [person])
    invitations.invite(session, wave, settings.keys, settings.pepper, today)
    _send_to(session, wave, added)
    audit.record(session, Action.PERSON_ADDED, wave.organisation, who, {"wave": wave.name})
    return added


def move(session: Session, person: Participant, unit: Unit | None, wave: Wave, who: Account | None) -> None:
    """Has somebody belong to another unit from now on. What they submitted before counts where they were."""
    person.unit = unit
    audit.record(session, Action.PERSON_MOVED, wave.organisation, who, {"wave": wave.name})


def remove(session: Session, person: Participant, wave: Wave, who: Account | None) -> None:
    """Takes somebody off the list: before their invitation without a trace, after it as told above."""
    invitation = session.get(Invitation, person.id)
    audit.record(session, Action.PERSON_REMOVED, wave.organisation, who, {"wave": wave.name})
    session.execute(delete(Delivery).where(Delivery.participant_id == person.id))
    if invitation is None:
        session.delete(person)
        return
    # By one statement, so that somebody who submits at this very moment is either before it or after it.
    unanswered = (Invitation.participant_id == person.id, Invitation.answered.is_(False))
    session.execute(delete(Invitation).where(*unanswered))
    person.name, person.email, person.removed = "", None, True


def correct_address(
    session: Session, person: Participant, email: str, wave: Wave, who: Account | None
) -> None:
    """Gives somebody another address and has the invitation sent there, to them alone.

    :raise Wrong: if it is none, or somebody else's.
    """
    check_address(session, wave, email, person.id)
    person.email = email
    _send_to(session, wave, person)
    audit.record(session, Action.ADDRESS_CORRECTED, wave.organisation, who, {"wave": wave.name})


def correct(session: Session, person: Participant, said: Person, wave: Wave, who: Account | None) -> None:
    """Has somebody called, spoken to and reached as is said; a new address gets the invitation.

    Whoever has none any longer is written to no more, and their link is printed with the letters.

    :raise Wrong: if the address is none, or somebody else's.
    """
    if (person.name, person.language) != (said.name, said.language):
        person.name, person.language = said.name, said.language
        audit.record(session, Action.PERSON_CORRECTED, wave.organisation, who, {"wave": wave.name})
    if said.email is not None and said.email != person.email:
        correct_address(session, person, said.email, wave, who)
    elif said.email is None and person.email is not None:
        person.email = None
        session.execute(delete(Delivery).where(Delivery.participant_id == person.id))
        audit.record(session, Action.ADDRESS_REMOVED, wave.organisation, who, {"wave": wave.name})
    session.flush()


def send_again(session: Session, person: Participant, wave: Wave, who: Account | None) -> None:
    """Sends somebody the invitation once more, whether or not they have answered; its link stays the same."""
    _send_to(session, wave, person)
    audit.record(session, Action.INVITED_AGAIN, wave.organisation, who, {"wave": wave.name})


class Reach(StrEnum):
    """How the invitation comes to somebody who was put on the list, or whose address is another."""

    MAIL = "mail"  # within a minute
    WITH_ALL = "with all"  # it is still planned
    LETTER = "letter"  # they have no address
    NONE = "none"  # they have one, but no mail is planned


def reach_of(session: Session, wave: Wave, person: Participant) -> Reach:
    """How the invitation comes to somebody. That tells nothing of whether they have answered."""
    if person.email is None:
        return Reach.LETTER
    message = messages.of_kind(session, wave, Kind.INVITATION)
    return _BY_STAGE[message.stage] if message is not None else Reach.NONE


_BY_STAGE = {
    Stage.PLANNED: Reach.WITH_ALL,
    Stage.SENDING: Reach.MAIL,
    Stage.SENT: Reach.MAIL,
    Stage.DROPPED: Reach.NONE,
}


def _send_to(session: Session, wave: Wave, person: Participant) -> None:
    """Where the invitation is still planned, they get it with everybody else."""
    if reach_of(session, wave, person) is Reach.MAIL:
        session.flush()
        deliveries.send_again(session, wave, person.id)


def check_address(session: Session, wave: Wave, email: str, of: int | None = None) -> None:
    """:raise Wrong: if it is no address, or somebody else on the list has it."""
    if len(email) > MOST_ADDRESS or not ADDRESS.fullmatch(email) or UNWRITTEN.search(email):
        raise Wrong("no address")
    others = select(Participant.email).where(
        Participant.wave_id == wave.id, Participant.email.is_not(None), Participant.id != (of or 0)
    )
    if email.casefold() in {(other or "").casefold() for other in session.scalars(others)}:
        raise Wrong("somebody else's")
