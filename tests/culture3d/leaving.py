"""Fills an organisation with something in every corner, each with a word that can be looked for."""

from datetime import date, datetime
from pathlib import Path

from flask import Flask

from culture3d import mail
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.comment_release import CommentRelease
from culture3d.models.grant import Role
from culture3d.models.organisation import Logo, Organisation
from culture3d.models.report import Report, Status
from culture3d.models.task import Task
from culture3d.models.trustee import Trustee
from culture3d.models.unit_change import Kind, UnitChange
from culture3d.models.wave import Wave
from culture3d.services import access, accounts, audit, tasks
from culture3d.services.access import Seat
from culture3d.services.audit import Action
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited
from tests.culture3d.test_entrance import answer
from tests.culture3d.test_jobs import ask_for_report, release
from tests.culture3d.web.commenting import written

# Words by which one finds what is left of “harbour”.
MARKS = (
    "Harbour",
    "harbour-link",
    "Anna Albers",
    "anna@example.org",
    "Crane",
    "Lea Leader",
    "lea@example.org",
)
MARKS += (
    "Tom Trustee",
    "a story of mine",
    "Who told",
    "REPORT-OF-HARBOUR",
    "FILE-OF-HARBOUR",
    "LOGO-OF-HARBOUR",
)


def furnish(app: Flask, cast: Cast, invited: Invited, settings: Settings) -> None:
    """A released wave with comments, a report and a file; an open one with answers; a leader and a log."""
    release(app, cast)
    report = ask_for_report(app, cast)
    with app.app_context():
        session = database_session()
        organisation = session.get_one(Organisation, cast.organisation)
        wave = session.get_one(Wave, invited.wave)
        answer(session, invited, "Anna Albers")
        written(session, cast.wave, ("a story of mine",))
        session.add(
            CommentRelease(
                wave_id=cast.wave, made_on=date(2026, 4, 2), told={"story": ["Who told"]}, written={}
            )
        )
        session.add(
            Logo(
                organisation_id=organisation.id, kind="image/png", content=b"LOGO-OF-HARBOUR", alternative="x"
            )
        )
        session.add(_change(organisation.id, cast.units["dock/crane"]))
        lea = access.invite(
            session, "lea@example.org", "Lea Leader", "en", Seat(Role.LEADER, organisation=organisation), None
        )
        _file(settings.reports / "report.pdf", "REPORT-OF-HARBOUR")
        made = session.get_one(Report, report)
        made.status, made.file = Status.DONE, "report.pdf"
        _file(settings.files / "sent.csv", "FILE-OF-HARBOUR")
        task: Task = tasks.ask(session, organisation, "counting", "1", lea)
        task.status, task.file = Status.DONE, "sent.csv"
        audit.record(session, Action.WAVE_CLOSED, organisation, lea, {"wave": wave.name})
        mail.send(settings, (lea.name, lea.email), "Hello", "Lea Leader")
        accounts.begin_sign_in(session, lea, datetime(2026, 4, 1))
        session.commit()


def frozen_trustee(wave: int) -> Trustee:
    """One whom the database lets nobody exchange."""
    return Trustee(wave_id=wave, place=0, name="Tom Trustee", salt=b"s" * 16)


def _change(organisation: int, unit: int) -> UnitChange:
    at = datetime(2026, 4, 1)
    return UnitChange(
        organisation_id=organisation,
        unit_id=unit,
        at=at,
        since=1,
        kind=Kind.RENAMED,
        label="Crane",
        before="dock/crane",
        after="dock/crane",
    )


def _file(path: Path, words: str) -> None:
    path.write_text(words)
