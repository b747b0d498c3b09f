"""Deletes what people have written in a wave that nothing is to be told of."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from culture3d.models.ballot import Ballot
from culture3d.models.delivery import Delivery
from culture3d.models.draft import Draft
from culture3d.models.invitation import Invitation
from culture3d.models.message import Message
from culture3d.models.participant import Participant
from culture3d.models.wave import Wave


def wipe(session: Session, wave: Wave) -> None:
    """Deletes ballots, drafts, mail under way and who has answered; who was invited stays, to be told why."""
    for model in (Ballot, Draft):
        session.execute(delete(model).where(model.wave_id == wave.id))
    sent = select(Message.id).where(Message.wave_id == wave.id)
    session.execute(delete(Delivery).where(Delivery.message_id.in_(sent)))
    marked = update(Invitation).where(Invitation.wave_id == wave.id, Invitation.answered)
    session.execute(marked.values(answered=False), execution_options={"synchronize_session": False})


def wipe_people(session: Session, wave: Wave) -> None:
    """Deletes the list of a rehearsal, whose people are made up."""
    for model in (Invitation, Participant):
        gone = delete(model).where(model.wave_id == wave.id)
        session.execute(gone, execution_options={"synchronize_session": False})
