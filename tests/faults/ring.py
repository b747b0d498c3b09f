"""Sets up a wave of people with links, looks into its ballot box, and counts it in the end."""

from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.ballot import Ballot
from culture3d.models.comment import Comment
from culture3d.models.invitation import Invitation
from culture3d.models.response import Response
from culture3d.models.unit import Unit
from culture3d.models.wave import State, Wave
from culture3d.sealing import PersonalKeys, Way, personal_keys, read_link, receipt, receipt_hash
from culture3d.services import participants, waves
from culture3d.services.answering import ballots, invitations
from culture3d.services.answering.fielded import FieldedWave, find
from culture3d.services.answering.receipts import receipts_of
from culture3d.services.answering.sheets import Sheet, Text
from culture3d.services.answering.tally import tally
from culture3d.services.participants import Person
from tests.culture3d.cast import enter as enter_cast
from tests.culture3d.invited import ADDRESS, CLOSES, OPENS, planned

PEOPLE = 40
ITEMS = 8  # of the questionnaire; the fourth is a reserve and not asked


class Member(NamedTuple):
    """A participant, as they are in the database and as they come in."""

    id: int
    link: str
    keys: PersonalKeys


@dataclass(frozen=True)
class Counted:
    """What a tally left: how often each row of answers was given, each comment, and the receipts."""

    answers: Counter[tuple[int, ...]]
    comments: Counter[str]
    receipts: list[str]


@dataclass(frozen=True)
class Ring:
    """The wave, and those who may answer."""

    app: Flask
    settings: Settings
    wave: int
    members: list[Member]

    def receipts(self) -> dict[str, str]:
        """What lies in the ballot box: the receipt of each member who has a ballot, by their link."""
        owner = {member.keys.ballot_id: member.link for member in self.members}
        with self.app.app_context():
            db.engine.dispose()  # the database may have been started anew since
            found = database_session().execute(select(Ballot.id, Ballot.sealed)).all()
            db.session.remove()
        return {owner[id_]: receipt(receipt_hash(sealed)) for id_, sealed in found}

    def answer(self, people: int, words: str = "") -> dict[str, str]:
        """The first so many members submit, without a server; what lies in the ballot box then."""
        with self.app.app_context():
            for member in self.members[:people]:
                sheet = Sheet((3,) * ITEMS, (1,), texts=(Text(words),))
                ballots.submit(database_session(), self.fielded(), member.keys, sheet, member.id)
            database_session().commit()
        return self.receipts()

    def answered(self) -> int:
        """How many invitations are marked."""
        with self.app.app_context():
            found = database_session().scalars(select(Invitation).where(Invitation.answered)).all()
            db.session.remove()
            return len(found)

    def fielded(self) -> FieldedWave:
        """The wave as people meet it; in the application's context."""
        found = find(database_session(), ADDRESS)
        assert found is not None
        return found

    def counted(self) -> Counted:
        """Closes and tallies the wave; the tally itself refuses counts that differ."""
        with self.app.app_context():
            session = database_session()
            wave = session.get_one(Wave, self.wave)
            if wave.state is State.OPEN:
                waves.close(session, wave, CLOSES)
            tally(session, wave, self.settings.keys)
            session.commit()
            return self.told(session)

    def told(self, session: Session) -> Counted:
        """What is stored of a tallied wave."""
        rows = session.scalars(select(Response.answers).where(Response.wave_id == self.wave))
        words = session.scalars(select(Comment.words).where(Comment.wave_id == self.wave))
        receipts = receipts_of(session, self.fielded())
        assert receipts is not None
        return Counted(Counter(tuple(array("b", row)) for row in rows), Counter(words), list(receipts))


def enter(app: Flask, settings: Settings, people: int = PEOPLE) -> Ring:
    """Invites people of whom everything but their opinion is known."""
    with app.app_context():
        session = database_session()
        cast = enter_cast(session, settings.keys)
        session.get_one(Wave, cast.wave).closes_on = wave_end = date(2999, 1, 1)
        wave = planned(session, cast)
        wave.closes_on = wave_end
        unit = session.get_one(Unit, cast.units["office"])
        listed = [
            Person(f"Person {number}", f"p{number}@example.org", unit, "en", attributes={"tenure": "old"})
            for number in range(people)
        ]
        participants.enrol(session, wave, listed)
        invitations.invite(session, wave, settings.keys, settings.pepper, OPENS)
        waves.open_wave(session, wave, settings.keys, OPENS)
        session.commit()
        letters = list(invitations.letters(session, wave, settings.keys, (Way.LINK,)))
        members = [_member(letter.participant.id, letter.secret, wave.id) for letter in letters]
        return Ring(app, settings, wave.id, members)


def _member(participant: int, link: str, wave: int) -> Member:
    secret = read_link(link)
    assert secret is not None
    return Member(participant, link, personal_keys(secret, wave))
