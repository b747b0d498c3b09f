"""Gives tests of units an organisation whose tree no wave holds."""

import pytest
from sqlalchemy.orm import Session

from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from tests.culture3d.cast import Cast


@pytest.fixture
def harbour(session: Session, cast: Cast) -> Organisation:
    """The organisation, whose only wave is over."""
    session.get_one(Wave, cast.wave).state = State.CLOSED
    session.flush()
    session.get_one(Wave, cast.wave).tallied = 0
    session.get_one(Wave, cast.wave).state = State.RELEASED
    session.flush()
    return session.get_one(Organisation, cast.organisation)
