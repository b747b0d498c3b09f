"""Shows that the demonstration is what it says: whole, by the true road, and made once."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from culture3d import mail
from culture3d.app import create_app
from culture3d.commands.serve import serve
from culture3d.config import Settings, read_settings
from culture3d.db import db
from culture3d.models.grant import Role
from culture3d.models.response import Response
from culture3d.models.wave import State, Wave
from culture3d.services import results
from culture3d.services.demonstration import stage, visitors
from culture3d.services.demonstration.clients import CLIENTS
from culture3d.web.insight import telling
from culture3d.web.insight.keeping import Kept
from surveys.faults import BadInput
from surveys.results import Suppressed
from tests.culture3d.web.signing_in import Place, consulting, enrol, let_in, post, sign_in, token_in


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
    monkeypatch.setattr(telling, "_kept", Kept(most=32))
    for module in [name for name in sys.modules if name.split(".")[0] in ("scipy", "statsmodels")]:
        monkeypatch.setitem(sys.modules, module, None)
    pages = [consulting(app).get("/organisations/fernhollow-outdoor") for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "What changed since Year 2" in pages[0].text
    assert len(telling._kept) == 1


def test_a_response_takes_less_than_ninety_bytes(session: Session, smallest: list[Wave]) -> None:
    rows = session.scalars(select(Response)).all()
    sizes = {len(row.id) + len(row.answers) + len(row.attributes) + 2 + 2 + 1 for row in rows}
    assert max(sizes) <= 90


def test_the_leader_of_a_unit_reads_it_and_what_lies_below_it(
    app: Flask, session: Session, smallest: list[Wave]
) -> None:
    organisation = smallest[0].organisation
    labels = {"/".join(unit.path): escape(unit.label) for unit in organisation.units}
    place = Place(
        organisation=organisation.id, unit=next(u.id for u in organisation.units if u.code == "SUP")
    )
    session.commit()
    enrol(app, "kim@example.org", Role.LEADER, place)
    page = let_in(app, "kim@example.org").get("/organisations/fernhollow-outdoor").text
    own = {label for path, label in labels.items() if path.split("/")[0] == "SUP"}
    shown = {label for label in labels.values() if f">{label}<" in page or f">{label} <" in page}
    assert shown == own
    assert re.search(r'class="num strong score">\d', page)
    assert "too few to show" in page
    assert "Make the report" not in page and "What changed since" not in page


@pytest.fixture
def shown(session: Session, settings: Settings, smallest: list[Wave]) -> Iterator[FlaskClient]:
    """Somebody's browser at the demonstration."""
    visitors.enrol(session)
    visitors.enrol(session)
    session.commit()
    app = create_app(replace(settings, demonstration=True))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("role", "closes"), [("consultant", True), ("leader", False)])
def test_one_click_lets_a_visitor_in(shown: FlaskClient, role: str, closes: bool) -> None:
    assert shown.get("/").location == "/demonstration"
    door = shown.get("/demonstration").text
    assert re.search(r'href="/s/[\w-]+/"', door), "an employee answers"
    assert post(shown, "/demonstration", role=role).location == "/"
    page = shown.get("/organisations/fernhollow-outdoor").text
    assert "What changed since Year 2" in page
    assert ("Close this wave" in page) is closes
    assert post(shown, "/demonstration", role="administrator").status_code == 404
    assert 'href="/demonstration"' in page


def test_outside_the_demonstration_that_road_does_not_exist(
    app: Flask, session: Session, settings: Settings, smallest: list[Wave]
) -> None:
    visitors.enrol(session)
    session.commit()
    browser = app.test_client()
    assert browser.get("/demonstration").status_code == 404
    token = token_in(browser.get("/account/sign-in").text)
    nowhere = browser.post("/nowhere", data={"csrf_token": token, "role": "consultant"})
    reply = browser.post("/demonstration", data={"csrf_token": token, "role": "consultant"})
    assert (reply.status_code, reply.text) == (nowhere.status_code, nowhere.text)
    assert browser.get("/").location.startswith("/account/sign-in")
    for _, email in visitors.VISITORS.values():
        assert "That did not fit." in sign_in(browser, app, email, "").text
        post(browser, "/account/forgotten", email=email)
    assert list(mail.waiting(settings)) == [], "nobody has a mailbox there"


@pytest.mark.parametrize(
    "environ",
    [
        {"CULTURE3D_HOSTS": "survey.example.com"},
        {"CULTURE3D_HOSTS": "localhost,survey.example.com"},
        {"CULTURE3D_DEMONSTRATION": "maybe"},
    ],
)
def test_the_demonstration_is_for_this_machine_alone(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings({"CULTURE3D_DATA": str(tmp_path), "CULTURE3D_DEMONSTRATION": "yes", **environ})
    assert [fault.field for fault in caught.value.faults] == ["CULTURE3D_DEMONSTRATION"]


def test_only_this_machine_is_served(app: Flask) -> None:
    done = CliRunner().invoke(serve, ["--host", "0.0.0.0"])
    assert done.exit_code == 2
    assert "passwords must not cross a network in plain" in done.output
