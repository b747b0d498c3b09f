"""Turns a document that was asked for into its file; a worker's task."""

import os
from collections.abc import Iterator, Sequence

from flask import Flask, current_app
from sqlalchemy.orm import Session

from culture3d.config import Settings
from culture3d.documents.pages import Logged, as_pdf
from culture3d.models.audit_entry import AuditEntry
from culture3d.models.task import Task
from culture3d.services import documents
from culture3d.services.wave_facts import facts_of


def make(session: Session, task: Task, settings: Settings) -> Iterator[None]:
    """Makes the file of a document. Repeated, it begins anew.

    :raise PrintingFailed: if it cannot be laid out.
    """
    wave, document = documents.wave_of(session, task), documents.document_of(task)
    language = documents.language_of(task)
    task.total, task.done = 3, 1
    yield
    facts = facts_of(session, wave, language, task.asked_at.date(), settings)
    log = in_words(facts.log, language)
    task.done = 2
    yield
    made = as_pdf(facts, document, log)
    name = f"{task.id}.pdf"
    unfinished = settings.files / f"{name}.unfinished"
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made)
    unfinished.replace(settings.files / name)
    task.done, task.file = task.total, name
    task.told = {"file_name": documents.file_name(wave, document, language)}


def in_words(entries: Sequence[AuditEntry], language: str) -> list[Logged]:
    """What was done, in the words that the log's own page has for it in this language."""
    from culture3d.web.workspace.log import told  # brings the pages, which only the words of the log need

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # what stands behind it
    # In a context of its own, whose language is the document's.
    with app.test_request_context(f"/?lang={language}"):
        return [Logged(entry.at, told(entry), entry.who or "") for entry in entries]
