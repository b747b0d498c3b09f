"""Shows that accounts are made, invited and taken back from the command line."""

import re
from email import message_from_bytes, policy

import pytest
from flask import Flask

from culture3d import mail
from culture3d.commands.serve import _tell_of_the_first_account
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.grant import Role
from culture3d.services import accounts
from tests.command_line import run
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import PASSWORD, Place, account_of, enrol, let_in, post, who

ADA = "ada@example.org"


@pytest.fixture(autouse=True)
def own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands work on the test's installation."""
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)


def grants(app: Flask, email: str = ADA) -> list[tuple[object, ...]]:
    with app.app_context():
        found = account_of(database_session(), email)
        return [
            (grant.role.value, grant.firm_id, grant.organisation_id, grant.unit_id) for grant in found.grants
        ]


def invite(*options: str) -> str:
    done = run("account", "invite", ADA, "--name", "Ada", *options)
    assert done.status == 0, done.err
    return done.out


def test_somebody_who_is_invited_chooses_a_password(app: Flask, settings: Settings, cast: Cast) -> None:
    said = invite("--role", "leader", "--organisation", "harbour", "--language", "de")
    link = re.search(r"http://127\.0\.0\.1:8000(/account/forgotten/\S+)", said)
    [letter] = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in mail.waiting(settings)
    ]
    assert letter["To"] == "Ada <ada@example.org>"
    assert letter["Subject"] == "Harbour & Sons: Ihr Konto für Culture3D"
    assert "wo die Befragungen von Harbour & Sons stattfinden" in letter.get_content()
    assert link is not None and link[0] in letter.get_content()
    browser = app.test_client()
    assert post(browser, link[1], password=PASSWORD, password_confirm=PASSWORD).status_code == 302
    assert app.test_client().get(link[1]).status_code == 302, "it works once"
    assert grants(app) == [("leader", None, cast.organisation, None)]
    assert "signs in as before" in invite("--role", "coordinator", "--organisation", "harbour")


def test_roles_are_had_where_they_belong(app: Flask, cast: Cast) -> None:
    invite("--role", "consultant", "--firm", "Compass Consulting")
    invite("--role", "leader", "--organisation", "harbour", "--unit", "dock/crane")
    invite("--role", "leader", "--organisation", "harbour", "--unit", "dock/crane")
    assert grants(app) == [
        ("consultant", 1, None, None),
        ("leader", None, cast.organisation, cast.units["dock/crane"]),
    ]
    assert "is a new firm" in run("account", "invite", ADA, "--role", "consultant", "--firm", "New").err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--role", "consultant"], "takes --firm"),
        (["--role", "administrator", "--firm", "Compass Consulting"], "takes nothing"),
        (["--role", "leader"], "takes --organisation and perhaps --unit"),
        (["--role", "observer", "--organisation", "harbour", "--unit", "dock"], "takes --organisation"),
        (["--role", "leader", "--organisation", "nowhere"], "there is no organisation “nowhere”"),
        (["--role", "leader", "--organisation", "harbour", "--unit", "x"], "there is no unit “x”"),
    ],
)
def test_what_does_not_fit_is_told_and_makes_nothing(
    app: Flask, cast: Cast, options: list[str], told: str
) -> None:
    done = run("account", "invite", ADA, "--name", "Ada", *options)
    assert done.status == 2
    assert told in done.err
    with app.app_context():
        assert accounts.every(database_session()) == []


@pytest.mark.parametrize(("email", "options"), [("no address", ["--name", "A"]), (ADA, [])])
def test_a_new_account_needs_a_name_and_an_address(app: Flask, email: str, options: list[str]) -> None:
    assert run("account", "invite", email, "--role", "administrator", *options).status == 2


def test_accounts_are_listed_and_taken_back(app: Flask, cast: Cast) -> None:
    invite("--role", "leader", "--organisation", "harbour", "--unit", "dock")
    assert run("account", "list").out.split("\n")[:2] == [
        "ada@example.org  Ada",
        "    leader, Harbour & Sons, Dock",
    ]
    assert run("account", "deactivate", "ADA@example.org").status == 0
    assert "ada@example.org  Ada (deactivated)" in run("account", "list").out
    assert run("account", "deactivate", "bob@example.org").status == 2


def test_an_empty_installation_tells_its_link_until_it_was_used(
    app: Flask, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run("account", "first").out.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/account/first/[0-9a-f]{40}", told)
    _tell_of_the_first_account(settings)
    assert told in capsys.readouterr().out
    assert app.test_client().get(told.removeprefix("http://127.0.0.1:8000")).status_code == 200
    invite("--role", "administrator")
    assert app.test_client().get(told.removeprefix("http://127.0.0.1:8000")).status_code == 404
    assert run("account", "first").status == 2
    _tell_of_the_first_account(settings)
    assert capsys.readouterr().out == ""


def test_who_has_lost_everything_begins_anew(app: Flask, cast: Cast) -> None:
    enrol(app, ADA, Role.CONSULTANT, Place(firm=1), factor=True)
    browser = let_in(app, ADA)
    assert who(browser) == ADA
    link = run("account", "reset", ADA).out.strip().removeprefix("http://127.0.0.1:8000")
    assert who(browser) is None
    fresh = "another good pass phrase"
    assert post(app.test_client(), link, password=fresh, password_confirm=fresh).status_code == 302
    reply = post(browser, "/account/sign-in", email=ADA, password=fresh)
    assert reply.location == "/account/second-factor"
