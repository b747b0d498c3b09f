"""Turns the counts of a wave into how much of them may be told before its results are there."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from culture3d.models.participant import Participant
from culture3d.models.wave import Wave
from culture3d.services.answering import ballots


@dataclass(frozen=True, slots=True)
class Participation:
    """How many have answered, of how many who were asked; None stands for fewer than the smallest group."""

    answered: int | None
    asked: int | None
    smallest: int


def participation(session: Session, wave: Wave) -> Participation:
    """Of the whole wave; a wave that was tallied has no ballots any more, and its results tell this."""
    return Participation(
        answered=may_be_told(ballots.count(session, wave), wave.min_group),
        asked=may_be_told(_asked(session, wave), wave.min_group),
        smallest=wave.min_group,
    )


def may_be_told(people: int, smallest: int) -> int | None:
    """A number of people, if they are a group that may be told of."""
    return people if people >= smallest else None


def _asked(session: Session, wave: Wave) -> int:
    """By the list of participants, where there is one, as long as it is kept."""
    listed = select(func.count()).select_from(Participant).where(Participant.wave_id == wave.id)
    planned = (wave.invited.get(key, 0) for key in ("all", "leader", "customer"))
    return session.execute(listed).scalar_one() or sum(planned)
