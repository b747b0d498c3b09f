"""Takes wishes for reports on the waves of organisations, lists them, and says who may read which."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.organisation import Organisation
from culture3d.models.report import Kind, Report, Status
from culture3d.models.wave import Wave
from culture3d.services import audit
from culture3d.services.audit import Action
from culture3d.services.choices import ALL, Choice, to_stored
from culture3d.services.permissions import May


def ask(
    session: Session,
    wave: Wave,
    language: str,
    now: datetime,
    who: Account | None = None,
    choice: Choice = ALL,
    batch: str | None = None,
) -> Report:
    """A report to be made on a released wave and those before it.

    :param batch: a random word for several that are asked for together.
    """
    report = Report(
        id=secrets.token_urlsafe(16),
        wave=wave,
        account_id=who and who.id,
        language=language,
        kind=Kind.PDF,
        choice=to_stored(choice),
        asked_at=now,
        status=Status.WAITING,
        progress=0,
        shared=False,
        batch=batch,
    )
    session.add(report)
    return report


def ask_together(
    session: Session,
    waves: Sequence[Wave],
    languages: Sequence[str],
    now: datetime,
    who: Account | None,
    choice: Choice,
) -> list[Report]:
    """A report on each wave in each language, as one batch where that is more than one. Written down."""
    batch = secrets.token_urlsafe(16) if len(waves) * len(languages) > 1 else None
    for wave in waves:
        audit.record(session, Action.REPORT_ASKED, wave.organisation, who, {"wave": wave.name})
    return [ask(session, wave, language, now, who, choice, batch) for wave in waves for language in languages]


def in_batch(session: Session, batch: str) -> list[Report]:
    """The reports that were asked for together, by organisation and language."""
    found = select(Report).join(Wave).join(Organisation).where(Report.batch == batch)
    return list(session.scalars(found.order_by(Organisation.name, Report.language)))


def file_name(report: Report) -> str:
    """What the file is called that somebody takes away."""
    return f"culture3d-{report.wave.organisation.slug}-{report.wave.number}-{report.language}.pdf"


def ask_for_preview(
    session: Session, wave: Wave, language: str, now: datetime, who: Account, choice: Choice
) -> Report:
    """A page that shows what the report would be; it takes the place of the one its reader saw before."""
    for old in session.scalars(
        select(Report).where(Report.account_id == who.id, Report.kind == Kind.PREVIEW)
    ):
        session.delete(old)
    report = ask(session, wave, language, now, who, choice)
    report.kind = Kind.PREVIEW
    return report


def delete(session: Session, report: Report, who: Account | None) -> None:
    """Takes a report out of the history; its file goes when that is stored, else by `sweep`. Written down."""
    about = {"wave": report.wave.name, "language": report.language}
    audit.record(session, Action.REPORT_DELETED, report.wave.organisation, who, about)
    session.delete(report)


def sweep(session: Session, folder: Path) -> int:
    """Removes the files of reports and previews that nothing leads to any longer; says how many."""
    files = [path for kind in Kind for path in folder.glob(f"*.{kind}")]
    left = [path for path in files if session.get(Report, path.stem) is None]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def share(session: Session, report: Report, who: Account | None, *, shared: bool) -> None:
    """Lets the organisation's leaders read a report, or no longer. Written down."""
    report.shared = shared
    action = Action.REPORT_SHARED if shared else Action.REPORT_UNSHARED
    audit.record(session, action, report.wave.organisation, who, {"wave": report.wave.name})


def reports_on(session: Session, wave: Wave) -> list[Report]:
    """The reports on a wave, the latest first."""
    found = select(Report).where(Report.wave_id == wave.id, Report.kind == Kind.PDF)
    return list(session.scalars(found.order_by(Report.asked_at.desc())))


def reports_of(session: Session, organisation: Organisation, most: int = 200) -> list[Report]:
    """The reports on all waves of an organisation, the latest first."""
    found = select(Report).join(Wave).where(Wave.organisation_id == organisation.id, Report.kind == Kind.PDF)
    return list(session.scalars(found.order_by(Report.asked_at.desc()).limit(most)))


def may_read(report: Report, who: Account, may: frozenset[May]) -> bool:
    """Whether somebody may read a report: those who compose them all of them, leaders what is theirs.

    :param may: what they may do with its organisation.
    """
    if May.ARRANGE in may:
        return True
    return May.READ in may and (report.shared or report.account_id == who.id)
