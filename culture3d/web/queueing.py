"""Asks for background jobs from pages, which go on where the queue is out of reach."""

from flask import current_app
from sqlalchemy.exc import OperationalError

from culture3d import jobs


def ask_for(job: str, about: str) -> None:
    """Asks for a job about something that is stored already.

    Where the queue cannot be reached, the next worker that starts finds what waits.

    :raise KeyError: if there is no such job.
    """
    try:
        jobs.enqueue(current_app.config["SETTINGS"], job, about)
    except OperationalError:
        current_app.logger.warning("%s waits: the queue of jobs cannot be reached", job)
