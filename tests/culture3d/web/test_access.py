"""Shows that consultants let in the people of their own clients, and give nobody more than that."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.models.organisation import Organisation
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import Place, account_of, consulting, enrol, post
from tests.culture3d.web.test_administration import ADA, invite, letters

PAGE = "/organisations/harbour/access/"


@pytest.fixture
def consultant(app: Flask, cast: Cast) -> FlaskClient:
    return consulting(app)


def grants(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        found = account_of(database_session(), ADA).grants
        return [(grant.id, grant.role.value, grant.organisation_id, grant.unit_id) for grant in found]


def test_the_leader_of_a_unit_is_invited_and_written_down(
    app: Flask, settings: Settings, cast: Cast, consultant: FlaskClient
) -> None:
    unit = cast.units["dock"]
    assert invite(consultant, PAGE, seat=f"leader-{unit}").status_code == 303
    assert grants(app) == [(2, "leader", cast.organisation, unit)]
    (letter,) = letters(settings)
    assert "hat Ihnen einen Zugang zu Culture3D gegeben, wo die Befragungen von Harbour & Sons" in letter
    assert re.search(r"Er gilt ein einziges Mal, bis \d+\. \w+ \d{4}, \d\d:\d\d \(UTC\)", letter)
    assert "lies in the outbox, for no mail server is set" in consultant.get(PAGE).text
    assert "Leader · Dock" in consultant.get(PAGE).text
    assert "Ada was given a role: Leader, Dock" in consultant.get("/organisations/harbour/log/").text


@pytest.mark.parametrize("seat", ["administrator", "consultant", "consultant-1", "leader-9999", ""])
def test_nothing_else_can_be_given(
    app: Flask, settings: Settings, consultant: FlaskClient, seat: str
) -> None:
    assert invite(consultant, PAGE, seat=seat).status_code == 422
    assert letters(settings) == []


def test_the_unit_of_another_client_is_none(app: Flask, cast: Cast, consultant: FlaskClient) -> None:
    with app.app_context():
        session = database_session()
        other = Organisation(firm=Firm(name="Rival"), slug="rival", name="Rival client", language="en")
        session.add(other)
        session.commit()
    assert post(consultant, "/organisations/rival/access/", PAGE, seat="leader").status_code == 404


def test_a_role_is_taken_and_no_other_client_s(app: Flask, cast: Cast, consultant: FlaskClient) -> None:
    with app.app_context():
        session = database_session()
        rival = Organisation(firm=Firm(name="Rival"), slug="rival", name="Rival client", language="en")
        session.add(rival)
        session.commit()
        theirs = rival.id
    enrol(app, ADA, Role.LEADER, Place(organisation=theirs))
    invite(consultant, PAGE, seat="observer")
    (not_ours, *_), (ours, *_) = grants(app)
    assert post(consultant, f"{PAGE}{not_ours}/take", PAGE).status_code == 404
    assert post(consultant, f"{PAGE}{ours}/take", PAGE).status_code == 303
    assert [grant[0] for grant in grants(app)] == [not_ours]
    assert "Ada lost a role: Observer" in consultant.get("/organisations/harbour/log/").text


def test_what_is_told_does_not_say_whether_there_was_an_account(
    app: Flask, settings: Settings, consultant: FlaskClient
) -> None:
    enrol(app, "bob@example.org")
    said = []
    for email in (ADA, "bob@example.org"):
        reply = invite(consultant, PAGE, email=email, seat="observer")
        page = consultant.get(reply.location).text
        said.append(re.findall(r'class="panel message"[^>]*>([^<]*)', page)[0].replace(email, ""))
    assert said[0] == said[1]


def test_the_mail_is_sent_again_to_who_has_not_come(
    app: Flask, settings: Settings, consultant: FlaskClient
) -> None:
    invite(consultant, PAGE, seat="observer")
    [(grant, *_)] = grants(app)
    assert post(consultant, f"{PAGE}{grant}/again", PAGE).status_code == 303
    assert len(letters(settings)) == 2
