"""culture3d wave plan, change, launch, extend, withdraw: the same road as in the browser."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.wave import State, Wave
from culture3d.services import participants
from tests.command_line import Run, run
from tests.culture3d.cast import Cast
from tests.culture3d.invited import people

TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell would have set."""
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)


def wave(command: str, *rest: object) -> Run:
    return run("wave", command, "harbour", *map(str, rest))


def stored(app: Flask, number: int = 2) -> Wave:
    with app.app_context():
        session = database_session()
        found = session.query(Wave).filter(Wave.number == number).one()
        session.expunge(found)
        return found


def test_a_wave_goes_from_its_plan_to_its_withdrawal(app: Flask, cast: Cast) -> None:
    days = ("--opens", TODAY, "--closes", TODAY + timedelta(days=14))
    said = wave("plan", "Autumn", *days, "--min-group", 7, "--language", "de", "--no-attributes")
    assert said.status == 0
    assert f"Autumn is planned as wave 2, from {TODAY} to {TODAY + timedelta(days=14)}." in said.out
    made = stored(app)
    assert (made.min_group, made.languages, made.attributes) == (7, ["de"], [])
    assert made.has_open_link  # as in the last wave
    assert wave("change", "--no-open-link", "--time-zone", "Europe/Berlin").status == 0
    assert (stored(app).has_open_link, stored(app).time_zone) == (False, "Europe/Berlin")
    lacking = wave("launch")
    assert lacking.status == 2 and "nobody is on the list of people" in lacking.err
    with app.app_context():
        session = database_session()
        participants.enrol(session, session.get_one(Wave, made.id), people(session, cast))
        session.commit()
    assert "Autumn is open" in wave("launch").out
    assert wave("change", "--name", "x").status == 2
    later = TODAY + timedelta(days=20)
    assert f"until the end of {later}" in wave("extend", later, "--wave", 2).out
    assert wave("extend", TODAY - timedelta(days=2), "--wave", 2).status == 2
    assert "nothing was done" in wave("withdraw", "Spring", "--wave", 2).err
    assert "is withdrawn" in wave("withdraw", "autumn", "--wave", 2).out
    assert stored(app).state is State.WITHDRAWN


def test_what_is_wrong_is_named(app: Flask, cast: Cast) -> None:
    said = wave("plan", "Autumn", "--time-zone", "Mars", "--min-group", 3)
    assert said.status == 2
    assert said.err.splitlines() == [
        "culture3d: time_zone: There is no such time zone.",
        "culture3d: min_group: The smallest group has 5 to 100 people.",
    ]
    assert "is none of version-1" in wave("plan", "Autumn", "--questionnaire", "no").err
    assert "shipped-culture3d-1  " in wave("questionnaires").out
