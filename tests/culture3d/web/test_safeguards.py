"""Shows the page of those who watch over an organisation: what protects its people, and no result."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d import jobs
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from culture3d.services import accounts
from tests.culture3d.cast import Cast
from tests.culture3d.invited import Invited
from tests.culture3d.test_jobs import release
from tests.culture3d.web.signing_in import Place, account_of, consulting, enrol, let_in

PAGE = "/organisations/harbour/safeguards/"


@pytest.fixture
def observer(app: Flask, cast: Cast) -> FlaskClient:
    enrol(app, "willem@example.org", Role.OBSERVER, Place(organisation=cast.organisation))
    return let_in(app, "willem@example.org")


def test_who_watches_begins_there_and_finds_all_that_protects_people(
    app: Flask, observer: FlaskClient, cast: Cast, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "enqueue", lambda *_: None)
    release(app, cast)
    begins = observer.get("/")
    assert (begins.status_code, begins.location) == (302, PAGE)
    page = observer.get(PAGE).text
    assert page.index("Autumn") < page.index("Spring")
    for words in (
        "Frozen on 1 September 2026",
        "from 1 September 2026 to 21 September 2026",
        "5 people; nothing is told of fewer",
        "English, Deutsch",
        "How long have you been here?",
        "After the results are made, no one",  # the promise
        "the installation, until the results are made",
        "nobody any more: it is destroyed",
        "/s/harbour-link/receipts",
        "/organisations/harbour/log/",
        "/organisations/harbour/retention/",
        "/organisations/harbour/safeguards/what-if",
    ):
        assert words in page, words
    assert "Participation" not in page and "Dimensions" not in page
    assert 'aria-current="page">Safeguards' in page
    told = observer.get(f"{PAGE}what-if").text
    assert "One trustee's passphrase" in told and "docs/threat-model.md" in told
    assert "Wie die Befragten hier geschützt sind" in observer.get(f"{PAGE}?lang=de").text


def test_who_may_follow_a_wave_reads_there_how_many_have_answered(app: Flask, cast: Cast) -> None:
    page = consulting(app).get(PAGE).text
    assert "Fewer than 5 of 60 have answered." in page


def test_each_role_stands_there_with_the_number_of_its_accounts(
    app: Flask, settings: Settings, observer: FlaskClient, cast: Cast
) -> None:
    here = Place(organisation=cast.organisation)
    for who in ("lena", "lars", "left"):
        enrol(app, f"{who}@example.org", Role.LEADER, here)
    enrol(app, "else@example.org", Role.LEADER, Place(organisation=another_client(app)))
    with app.app_context():
        account_of(database_session(), "left@example.org").active = False
        database_session().commit()
    lines = observer.get(PAGE).text.split("<dt>")
    said = {
        role: line
        for role in ("Leader", "Observer", "Consultant")
        for line in lines
        if line.startswith(f"{role}<")
    }
    assert "2 accounts" in said["Leader"] and "one account" in said["Observer"]
    assert "nobody" in said["Consultant"]


def another_client(app: Flask) -> int:
    with app.app_context():
        session = database_session()
        rival = Organisation(firm=Firm(name="Rival"), slug="rival", name="Rival client", language="en")
        session.add(rival)
        session.commit()
        return rival.id


def test_who_watches_over_two_organisations_chooses_one(
    app: Flask, observer: FlaskClient, cast: Cast
) -> None:
    theirs = another_client(app)
    with app.app_context():
        session = database_session()
        willem = account_of(session, "willem@example.org")
        accounts.grant(session, willem, Role.LEADER, organisation=session.get_one(Organisation, theirs))
        session.commit()
    page = observer.get("/").text
    assert f'href="{PAGE}"' in page and 'href="/organisations/rival"' in page


def test_a_leader_finds_results_first_and_this_page_not_at_all(app: Flask, cast: Cast) -> None:
    enrol(app, "lena@example.org", Role.LEADER, Place(organisation=cast.organisation))
    leader = let_in(app, "lena@example.org")
    assert 'href="/organisations/harbour"' in leader.get("/").text
    assert leader.get(PAGE).status_code == 404
