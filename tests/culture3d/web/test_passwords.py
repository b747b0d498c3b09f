"""Shows that passwords which others would guess are refused, wherever one is chosen."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.models.grant import Role
from culture3d.web.accounts import pages
from culture3d.web.accounts.passwords import can_be_guessed
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import PASSWORD, Place, enrol, let_in, post

# Many people use them, or write them so: lengthened, doubled, along the keys, with figures for letters.
COMMON = ["password1234", "passwordpassword", "qwertyuiop123", "123456789012", "aaaaaaaaaaaa", "iloveyou2024"]
COMMON += ["P@ssw0rd1234", "letmeinletmein", "1qaz2wsx3edc", "football12345", "culture3d2026"]
ADA = "ada.lovelace@example.org"


@pytest.mark.parametrize("password", COMMON)
def test_what_many_use_can_be_guessed(password: str) -> None:
    assert can_be_guessed(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "tinker radiator moss 7 gulf", "Ü" * 3 + "wagt nie Zeh ölt", "x7#kPw9!qLz2"]
)
def test_what_nobody_else_would_think_of_cannot(password: str) -> None:
    assert not can_be_guessed(password)


def test_an_endless_password_is_weighed_by_its_beginning() -> None:
    assert not can_be_guessed("tinker radiator moss " * 5_000)


@pytest.mark.parametrize("password", ["lovelace-ada-2026", "harbourandsons1", "example.org.ada"])
def test_what_one_is_or_works_for_is_no_password(app: Flask, cast: Cast, password: str) -> None:
    enrol(app, ADA, Role.LEADER, Place(organisation=cast.organisation))
    browser = let_in(app, ADA)
    fields = {"password": PASSWORD, "new_password": password, "new_password_confirm": password}
    reply = post(browser, "/account/password", **fields)
    assert "This would be guessed" in reply.text


def test_the_first_account_is_asked_the_same(app: Flask, client: FlaskClient) -> None:
    address = f"/account/first/{pages.first_token(app.config['SETTINGS'])}"
    fields = {"name": "Wilhelmina Zauber", "email": "z@example.org", "password": "wilhelmina1zauber"}
    reply = post(client, address, **fields)
    assert reply.status_code == 422 and re.search("This would be guessed", reply.text)
