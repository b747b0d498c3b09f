"""Lets one transaction at a time decide about a wave: two that would move it take turns."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from culture3d.models.wave import Wave


def hold(session: Session, wave: Wave) -> None:
    """Keeps a wave as it is for everybody else until this transaction ends, and reads it anew.

    A write that changes nothing: PostgreSQL lets nobody else write that row, SQLite nobody write at all.
    """
    session.flush()
    same = update(Wave).where(Wave.id == wave.id).values(number=Wave.number)
    session.execute(same, execution_options={"synchronize_session": False})
    session.refresh(wave)
