"""Turns the comments of a released wave into those that may be read, by a reviewer's decisions."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from random import SystemRandom
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.comment import Comment
from culture3d.models.comment_release import CommentRelease
from culture3d.models.participant import Participant
from culture3d.models.verdict import Verdict
from culture3d.models.wave import State, Wave
from culture3d.services import audit
from culture3d.services.audit import Action
from culture3d.services.questionnaires import instrument_of
from surveys.identifying import known_names

if TYPE_CHECKING:
    from surveys.instrument import Question

FEWEST = 10  # comments on a question, before any of them is read by anybody


class NotReviewed(Exception):
    """A comment is not decided on yet."""


@dataclass(frozen=True)
class Asked:
    """How far the review of one open question is.

    `enough` says whether so many wrote that one may be read without pointing to its writer: ten comments,
    by twice the smallest group who answered. Below that nobody reads any, the reviewer neither, and no
    number is told.
    """

    question: "Question"
    counts: dict[Verdict, int]
    enough: bool

    @property
    def written(self) -> int:
        """How many wrote something that may be told."""
        return sum(self.counts.values())


def asked(session: Session, wave: Wave) -> list[Asked]:
    """The open questions of a wave and how far their review is; stories only where they may be told again."""
    rows = session.execute(
        select(Comment.question, Comment.verdict, func.count())
        .where(*_tellable(wave))
        .group_by(Comment.question, Comment.verdict)
    ).all()
    counts: dict[str, dict[Verdict, int]] = {}
    for question, verdict, number in rows:
        counts.setdefault(question, {})[verdict] = number
    return [
        Asked(question, there, _are_enough(wave, sum(there.values())))
        for question in instrument_of(wave.instrument_version).questions
        for there in [counts.get(question.id, {})]
    ]


def _tellable(wave: Wave) -> tuple[ColumnElement[bool], ...]:
    """The comments of a wave that may be told: a story needs its writer's consent."""
    questions = instrument_of(wave.instrument_version).questions
    stories = [question.id for question in questions if question.purpose == "story"]
    return Comment.wave_id == wave.id, or_(Comment.retell, Comment.question.not_in(stories))


def _are_enough(wave: Wave, written: int) -> bool:
    return written >= FEWEST and (wave.tallied or 0) >= 2 * wave.min_group


def readable(session: Session, wave: Wave, verdict: Verdict, most: int) -> list[Comment]:
    """Comments for the reviewer, of one kind of decision, by question; the order within is that of chance."""
    found = select(Comment).where(*_readable(session, wave), Comment.verdict == verdict)
    return list(session.scalars(found.order_by(Comment.question, Comment.id).limit(most)))


def find(session: Session, wave: Wave, comment_id: bytes) -> Comment | None:
    """The comment of this id, if the reviewer may read it."""
    return session.scalar(select(Comment).where(*_readable(session, wave), Comment.id == comment_id))


def _readable(session: Session, wave: Wave) -> tuple[ColumnElement[bool], ...]:
    enough = [each.question.id for each in asked(session, wave) if each.enough]
    return *_tellable(wave), Comment.question.in_(enough)


def publish(comment: Comment, _: str) -> None:
    """Lets a comment be read as it was written."""
    comment.verdict, comment.redacted = Verdict.PUBLISH, None


def redact(comment: Comment, words: str) -> None:
    """Lets these words be read in its place. Where none are left, nothing is published."""
    if not words.strip():
        withhold(comment, words)
        return
    comment.verdict, comment.redacted = Verdict.PUBLISH, words.strip()


def withhold(comment: Comment, _: str) -> None:
    """Lets nobody read a comment."""
    comment.verdict, comment.redacted = Verdict.WITHHOLD, None


def leave_open(comment: Comment, _: str) -> None:
    """Takes a decision back."""
    comment.verdict, comment.redacted = Verdict.WAITING, None


DECISIONS: Mapping[str, Callable[[Comment, str], None]] = {
    "publish": publish,
    "redact": redact,
    "withhold": withhold,
    "later": leave_open,
}


def finish(session: Session, wave: Wave, who: Account | None, today: date) -> CommentRelease:
    """Freezes what was decided, and destroys what was written. Repeated, it changes nothing.

    :raise NotReviewed: if a comment is not decided on yet, or the wave has no release.
    """
    there = session.get(CommentRelease, wave.id)
    if there is not None:
        return there
    reviewed = [each for each in asked(session, wave) if each.enough]
    if wave.state is not State.RELEASED or any(Verdict.WAITING in each.counts for each in reviewed):
        raise NotReviewed
    made = CommentRelease(
        wave_id=wave.id,
        made_on=today,
        told={each.question.id: _published(session, wave, each) for each in reviewed},
        written={each.question.id: each.written for each in reviewed},
    )
    session.add(made)
    session.execute(delete(Comment).where(Comment.wave_id == wave.id))
    details: dict[str, int | str] = {"wave": wave.name, "published": sum(map(len, made.told.values()))}
    audit.record(session, Action.COMMENTS_RELEASED, wave.organisation, who, details)
    session.flush()
    return made


def _published(session: Session, wave: Wave, asked: Asked) -> list[str]:
    """In an order of its own, so that nothing ties it to the rows that were."""
    found = select(Comment.words, Comment.redacted).where(
        *_tellable(wave), Comment.question == asked.question.id, Comment.verdict == Verdict.PUBLISH
    )
    told = [redacted or words for words, redacted in session.execute(found)]
    return SystemRandom().sample(told, len(told))


def released(session: Session, wave: Wave) -> CommentRelease | None:
    """What may be read of a wave's comments; None until their review is finished."""
    return session.get(CommentRelease, wave.id)


def has_told(session: Session, wave: Wave) -> bool:
    """Whether anything that people wrote in a wave may be read."""
    found = released(session, wave)
    return found is not None and any(found.told.values())


def digest_with(session: Session, wave: Wave, digest: str) -> str:
    """The digest of a release with its second part: as it was until the review of comments is finished."""
    found = released(session, wave)
    if found is None:
        return digest
    parts = json.dumps([digest, found.told, found.written], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()


def names_to_mark(session: Session, wave: Wave) -> frozenset[str]:
    """The words that the names of those who were asked are made of, as long as these are kept."""
    return known_names(session.scalars(select(Participant.name).where(Participant.wave_id == wave.id)))
