"""Shows that administrators look after accounts and firms, and cannot lock everybody out."""

import re
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d import mail
from culture3d.config import Settings
from culture3d.db import database_session
from culture3d.models.firm import Firm
from culture3d.models.grant import Role
from culture3d.services import accounts
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import PASSWORD, Place, account_of, enrol, let_in, post, token_in, who

ADA, ROOT = "ada@example.org", "root@example.org"


@pytest.fixture
def root(app: Flask, cast: Cast) -> FlaskClient:
    """The browser of the only administrator."""
    enrol(app, ROOT, Role.ADMINISTRATOR, factor=True)
    return let_in(app, ROOT)


def letters(settings: Settings) -> list[str]:
    messages = (
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in mail.waiting(settings)
    )
    return [f"{letter['To']}: {letter.get_content()}" for letter in messages]


def id_of(app: Flask, email: str) -> int:
    with app.app_context():
        return account_of(database_session(), email).id


def page_of(app: Flask, email: str) -> str:
    return f"/accounts/{id_of(app, email)}"


def press(browser: FlaskClient, page: str, then: str, **fields: str):
    """Sends a form of a page that leads back to it, and gives the page that follows."""
    reply = post(browser, page + then, page, **fields)
    assert reply.status_code == 303, reply.text
    return browser.get(reply.location).text


def invite(browser: FlaskClient, page: str = "/accounts/", **fields: str):
    form = {"name": "Ada", "email": ADA, "language": "de", "seat": "consultant-1", **fields}
    return post(browser, page, **form)


def test_somebody_is_invited_and_chooses_a_password(
    app: Flask, settings: Settings, root: FlaskClient
) -> None:
    assert invite(root).status_code == 303
    [letter] = letters(settings)
    assert letter.startswith("Ada <ada@example.org>: Guten Tag Ada,")
    link = re.search(r"http://127\.0\.0\.1:8000(/account/forgotten/\S+)", letter)
    assert link
    assert "has not come yet" in root.get(page_of(app, ADA)).text
    assert post(app.test_client(), link[1], password=PASSWORD, password_confirm=PASSWORD).status_code == 302
    assert "has not come yet" not in root.get(page_of(app, ADA)).text
    page = root.get("/log/").text
    assert "Ada was given a role: Consultant" in page and "Root" in page


def test_who_has_an_account_is_told_of_the_role_alone(
    app: Flask, settings: Settings, root: FlaskClient
) -> None:
    enrol(app, ADA)
    assert invite(root, name="Somebody else").status_code == 303
    [letter] = letters(settings)
    assert letter.startswith("Ada <ada@example.org>") and "/account/sign-in" in letter
    assert "/account/forgotten/" not in letter


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"email": "nowhere"}, {"seat": "consultant-99"}, {"seat": "leader"}, {"language": "xx"}],
)
def test_what_is_wrong_is_told_and_nobody_is_let_in(
    app: Flask, settings: Settings, root: FlaskClient, wrong: dict[str, str]
) -> None:
    reply = invite(root, **wrong)
    assert reply.status_code == 422 and 'aria-invalid="true"' in reply.text
    assert letters(settings) == []
    with app.app_context():
        assert accounts.find(database_session(), ADA) is None


def test_nobody_s_mailbox_is_filled(app: Flask, root: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from culture3d.web.accounts import inviting

    monkeypatch.setattr(inviting, "MOST_INVITATIONS", 2)
    assert [invite(root).status_code for _ in range(3)] == [303, 303, 422]


def test_an_account_is_deactivated_and_let_in_again(app: Flask, root: FlaskClient) -> None:
    enrol(app, ADA, Role.CONSULTANT, Place(firm=1), factor=True)
    browser = let_in(app, ADA)
    page = page_of(app, ADA)
    assert "Ada cannot sign in any longer" in press(root, page, "/deactivate")
    assert who(browser) is None
    assert "Ada can sign in again" in press(root, page, "/let-in")
    assert who(let_in(app, ADA)) == ADA


def test_inviting_lets_nobody_in_who_was_deactivated(
    app: Flask, settings: Settings, root: FlaskClient
) -> None:
    enrol(app, ADA)
    press(root, page_of(app, ADA), "/deactivate")
    assert invite(root).status_code == 303
    assert letters(settings) == [] and "deactivated" in root.get(page_of(app, ADA)).text


def test_who_lost_everything_gets_a_link(app: Flask, settings: Settings, root: FlaskClient) -> None:
    enrol(app, ADA, Role.CONSULTANT, Place(firm=1), factor=True)
    browser = let_in(app, ADA)
    press(root, page_of(app, ADA), "/reset")
    assert who(browser) is None
    assert "/account/forgotten/" in letters(settings)[0]
    with app.app_context():
        ada = account_of(database_session(), ADA)
        assert (ada.password, ada.tf_totp_secret) == (None, None)


def test_roles_are_given_and_taken(app: Flask, root: FlaskClient) -> None:
    enrol(app, ADA)
    page = page_of(app, ADA)
    assert "Consultant · Compass Consulting" in press(root, page, "/roles", seat="consultant-1")
    with app.app_context():
        [grant] = account_of(database_session(), ADA).grants
    assert "No role" in press(root, page, f"/roles/{grant.id}")
    assert "Ada lost a role: Consultant" in root.get("/log/").text


def test_the_last_administrator_stays(app: Flask, root: FlaskClient) -> None:
    page = page_of(app, ROOT)
    with app.app_context():
        [grant] = account_of(database_session(), ROOT).grants
    for step in ("/deactivate", f"/roles/{grant.id}"):
        assert "Nobody else looks after the accounts" in press(root, page, step)
    assert root.get(page).status_code == 200
    enrol(app, ADA, Role.ADMINISTRATOR, factor=True)
    press(root, page_of(app, ADA), "/deactivate")
    assert "Nobody else" in press(root, page, "/deactivate"), "one who cannot sign in does not count"


def test_firms_are_added_and_renamed(app: Flask, root: FlaskClient) -> None:
    assert post(root, "/firms/", name="  New   Firm ").status_code == 303
    assert "New Firm" in root.get("/firms/").text
    assert post(root, "/firms/", name="New Firm").status_code == 422
    assert post(root, "/firms/", name="x" * 201).status_code == 422
    assert post(root, "/firms/1", "/firms/", name="New Firm").status_code == 422
    assert post(root, "/firms/1", "/firms/", name="<b>Compass</b>").status_code == 303
    assert "&lt;b&gt;Compass&lt;/b&gt;" in root.get("/firms/").text
    assert "The firm Compass Consulting is called &lt;b&gt;Compass&lt;/b&gt; now" in root.get("/log/").text
    with app.app_context():
        names = {firm.name for firm in database_session().query(Firm)}
    assert names == {"New Firm", "<b>Compass</b>"}


def test_accounts_are_found_by_name_and_address(app: Flask, root: FlaskClient) -> None:
    enrol(app, ADA)
    assert ADA in root.get("/accounts/?like=aDa").text
    assert ADA not in root.get("/accounts/?like=%25").text, "no pattern"


def test_who_has_not_shown_the_password_lately_is_asked_again(app: Flask, root: FlaskClient) -> None:
    enrol(app, ADA)
    token = token_in(root.get(page_of(app, ADA)).text)
    with root.session_transaction() as session:
        session["fs_paa"] = 1.0
    assert root.get("/accounts/").location == "/account/verify?next=/accounts/?"
    reply = root.post(f"{page_of(app, ADA)}/deactivate", data={"csrf_token": token})
    assert reply.location == "/account/verify?next=/accounts/"
    with app.app_context():
        assert account_of(database_session(), ADA).active


def test_an_administrator_finds_the_way(root: FlaskClient) -> None:
    assert 'href="/accounts/"' in root.get("/").text
