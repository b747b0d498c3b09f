"""Takes wishes for documents about a wave, lists them, and says what each task of that kind is about.

A document is a PDF about how a wave is run, never about what was answered: the works-council pack and the
data-protection template.
"""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.models.account import Account
from culture3d.models.task import Task
from culture3d.models.wave import Wave
from culture3d.services import audit, tasks
from culture3d.services.audit import Action

TASK = "document"  # the kind of task
MOST = 20  # that a page lists


class Document(StrEnum):
    """Which document."""

    PACK = "works-council"
    TEMPLATE = "data-protection"


def ask(session: Session, wave: Wave, document: Document, language: str, who: Account | None) -> Task:
    """A document to be made; one that is being made already in that language is that one. Written down."""
    task = tasks.ask(session, wave.organisation, TASK, f"{_about(wave)}{document}.{language}", who)
    details = {"wave": wave.name, "document": document.value}
    audit.record(session, Action.DOCUMENT_ASKED, wave.organisation, who, details)
    return task


def of(session: Session, wave: Wave) -> list[Task]:
    """The documents about a wave that were asked for, the latest first."""
    theirs = Task.kind == TASK, Task.about.startswith(_about(wave), autoescape=True)
    found = select(Task).where(Task.organisation_id == wave.organisation_id, *theirs)
    return list(session.scalars(found.order_by(Task.asked_at.desc()).limit(MOST)))


def _about(wave: Wave) -> str:
    return f"{wave.id}."


def wave_of(session: Session, task: Task) -> Wave:
    """The wave that a document is about."""
    return session.get_one(Wave, int(task.about.partition(".")[0]))


def document_of(task: Task) -> Document:
    """Which document a task makes."""
    return Document(task.about.split(".")[1])


def language_of(task: Task) -> str:
    """In which language."""
    return task.about.split(".")[2]


def file_name(wave: Wave, document: Document, language: str) -> str:
    """What the file is called that somebody takes away."""
    return f"{document}-{wave.organisation.slug}-{wave.number}-{language}.pdf"
