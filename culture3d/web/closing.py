"""Has the results of closed waves made, and says what they wait for."""

from flask import current_app
from sqlalchemy.exc import DBAPIError

from culture3d import jobs
from culture3d.db import database_session
from culture3d.models.wave import Wave
from culture3d.services import trustees
from culture3d.web.queueing import ask_for


def ask_for_results(wave: Wave) -> None:
    """Has a closed wave's results made in the background, unless its trustees are waited for."""
    if waited_for(wave) is None:
        ask_for("close_wave", str(wave.id))


def waited_for(wave: Wave) -> trustees.Waiting | None:
    """The trustees whom a closed wave waits for; None if it waits for nobody."""
    return trustees.waited_for(database_session(), wave, current_app.config["SETTINGS"].keys)


def is_given_up(wave: Wave) -> bool:
    """Whether making the results of a closed wave failed, as far as can be said now."""
    try:
        return jobs.is_given_up(current_app.config["SETTINGS"], "close_wave", str(wave.id))
    except DBAPIError:  # out of reach, or no worker has ever made it
        return False
