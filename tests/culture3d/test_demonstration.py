"""Shows that the demonstration is what it says: whole, by the true road, and made once."""

import sys
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d.commands.serve import serve
from culture3d.config import Settings
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave
from culture3d.services import results
from culture3d.services.demonstration import stage
from culture3d.services.demonstration.clients import CLIENTS
from culture3d.web.insight import telling
from surveys.results import Suppressed


@pytest.fixture
def smallest(session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Wave]:
    """The waves of the smallest client."""
    monkeypatch.setattr(stage, "CLIENTS", CLIENTS[2:])
    for _ in stage.set_up(session, settings.keys, settings.pepper, date(2026, 9, 1)):
        pass
    return list(session.scalars(select(Wave).order_by(Wave.number)))


def test_three_waves_are_released_and_one_is_open(session: Session, smallest: list[Wave]) -> None:
    assert [wave.state for wave in smallest] == [State.RELEASED] * 3 + [State.OPEN]
    assert stage.exists(session)
    told = results.read_release(session, smallest[2])
    assert told.perspectives
    assert told.is_suppressed("SUP/REP")
    assert not isinstance(told.figures("all", "empowerment"), Suppressed)


def test_facets_move_as_described(session: Session, smallest: list[Wave]) -> None:
    changes = results.compare(session, smallest[0], smallest[2]).changes
    assert changes["all", "freedom_to_act"].verdict == "up"
    assert changes["all", "insight"].verdict == "no clear change"


def test_changes_are_frozen_with_the_release(session: Session, smallest: list[Wave]) -> None:
    assert results.read_changes(session, smallest[0]) is None
    stored = results.read_changes(session, smallest[2])
    assert stored is not None
    computed = results.compare(session, smallest[1], smallest[2])
    assert dict(stored.changes) == dict(computed.changes)
    assert stored.segments == computed.segments


def test_a_page_computes_nothing(
    app: Flask, session: Session, smallest: list[Wave], monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    monkeypatch.setattr(telling, "_kept", {})
    for module in [name for name in sys.modules if name.split(".")[0] in ("scipy", "statsmodels")]:
        monkeypatch.setitem(sys.modules, module, None)
    pages = [app.test_client().get("/organisations/fernhollow-outdoor") for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "What changed since Year 2" in pages[0].text
    assert len(telling._kept) == 1


def test_a_response_takes_less_than_ninety_bytes(session: Session, smallest: list[Wave]) -> None:
    rows = session.scalars(select(Response)).all()
    sizes = {len(row.id) + len(row.answers) + len(row.attributes) + 2 + 2 + 1 for row in rows}
    assert max(sizes) <= 90


def test_only_this_machine_is_served(app: Flask) -> None:
    done = CliRunner().invoke(serve, ["--host", "0.0.0.0"])
    assert done.exit_code == 2
    assert "no accounts yet" in done.output
