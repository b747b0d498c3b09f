"""Shows what every answer of the application carries, and that starting it is quick."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from culture3d.app import create_app
from culture3d.config import Settings, read_settings
from culture3d.db import db
from culture3d.models.response import Response
from culture3d.security import nonce
from surveys.faults import BadInput
from tests.culture3d.cast import LINK, Cast

# Each is imported where it is needed first: by a kind of page, a command or a step of a job.
HEAVY = (
    *("numpy", "scipy", "statsmodels", "pandas", "pydantic", "yaml", "babel.messages"),
    *("openpyxl", "xlsxwriter", "pyxform", "xlrd", "defusedxml"),
    *("webauthn", "OpenSSL", "cryptography.x509"),
    *("plotly", "weasyprint", "kaleido", "dbos", "alembic", "psycopg", "sqlalchemy.dialects.postgresql"),
)


def test_starting_leaves_heavy_libraries_alone() -> None:
    code = f"import wsgi, sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_passkeys_are_loaded_with_their_first_page(settings: Settings) -> None:
    code = """
import re, sys
from wsgi import app
assert "webauthn" not in sys.modules
browser = app.test_client()
token = re.search(r'csrf_token" value="([^"]+)', browser.get("/account/passkey").text)[1]
page = browser.post("/account/passkey", data={"csrf_token": token})
print(page.status_code, "data-options" in page.text, "webauthn" in sys.modules)
"""
    environ = {**os.environ, "CULTURE3D_DATA": str(settings.data), "DATABASE_URL": settings.database_url}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True)
    assert done.stdout.strip() == "200 True True", done.stderr


@pytest.mark.parametrize("address", ["/", f"/s/{LINK}/", "/nowhere"])
def test_every_page_has_its_headers(client: FlaskClient, cast: Cast, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_nonce_is_used_once(app: Flask) -> None:
    policies = [_policy_of_a_page_with_a_script(app) for _ in range(3)]
    assert len({policy for _, policy in policies}) == 3
    assert all(f"script-src 'self' 'nonce-{word}'" in policy for word, policy in policies)


def test_a_page_without_scripts_of_its_own_allows_none(client: FlaskClient) -> None:
    assert "nonce" not in client.get("/nowhere").headers["Content-Security-Policy"]


def _policy_of_a_page_with_a_script(app: Flask) -> tuple[str, str]:
    with app.test_request_context("/"):
        word = nonce()
        return word, app.process_response(app.make_response("")).headers["Content-Security-Policy"]


def test_other_host_names_are_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_too_large_a_form_is_refused_kindly(client: FlaskClient, cast: Cast) -> None:
    reply = client.post(f"/s/{LINK}/", data={"csrf_token": "x" * 400_000})
    assert reply.status_code == 413
    assert "too much" in reply.text


def test_unknown_addresses_are_told_kindly(client: FlaskClient) -> None:
    reply = client.get("/nowhere")
    assert reply.status_code == 404
    assert "There is nothing here" in reply.text


@pytest.mark.parametrize(
    "address",
    [
        *("/organisations/a%00b", "/s/a%00b/", "/reports/%00", "/kiosk/%1F/", "/i/%00", "/code/%00"),
        *("/organisations/harbour/waves/99999999999999999999/status", f"/s/{LINK}/99999999999999999999"),
    ],
)
def test_what_no_database_can_look_for_is_not_there(client: FlaskClient, cast: Cast, address: str) -> None:
    assert client.get(address).status_code in (303, 404)  # or the way to the door


def test_a_fault_of_ours_gives_nothing_away(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/broken", view_func=lambda: 1 // 0)
    reply = app.test_client().get("/broken")
    assert reply.status_code == 500
    assert "our side" in reply.text
    assert "ZeroDivision" not in reply.text


def test_an_error_of_the_database_tells_no_answers(session: Session, cast: Cast) -> None:
    row = {"wave_id": 10**6, "id": b"12345678", "perspective": 0, "attributes": b"", "answers": b"54321"}
    with pytest.raises(IntegrityError) as caught:
        session.execute(insert(Response), [row])
        session.flush()
    assert "54321" not in str(caught.value)


def test_https_makes_cookies_secure(settings: Settings, cast: Cast) -> None:
    environ = {"CULTURE3D_DATA": str(settings.data), "DATABASE_URL": settings.database_url}
    app = create_app(read_settings({**environ, "CULTURE3D_HTTPS": "yes"}))
    reply = app.test_client().get(f"/s/{LINK}/", base_url="https://127.0.0.1")
    with app.app_context():
        db.engine.dispose()
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-culture3d=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Strict-Transport-Security" in reply.headers


def test_assets_are_kept_for_a_year_and_change_address_with_content(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset_url"]("answering.css")
    reply = client.get(address, headers={"Accept-Encoding": "br"})
    assert reply.headers["Content-Encoding"] == "br"
    assert "immutable" in reply.headers["Cache-Control"]
    assert client.get("/assets/000000000000/answering.css").status_code == 404
    assert client.get(address.replace("answering.css", "secret.key")).status_code == 404


def test_what_is_wrong_with_settings_is_told_together() -> None:
    with pytest.raises(BadInput) as caught:
        read_settings(
            {"CULTURE3D_HTTPS": "maybe", "CULTURE3D_SECRET": "short", "DATABASE_URL": "mysql://x/y"}
        )
    assert [fault.field for fault in caught.value.faults] == [
        "DATABASE_URL",
        "JOBS_DATABASE_URL",
        "CULTURE3D_HTTPS",
        "CULTURE3D_SECRET",
    ]


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"CULTURE3D_HOSTS": "a.example,b.example", "CULTURE3D_HTTPS": "yes"}, "https://a.example"),
        ({"CULTURE3D_HOSTS": ".example.com"}, "http://example.com:8000"),
        (
            {"CULTURE3D_HOSTS": ".a.example", "CULTURE3D_ADDRESS": "https://x.a.example/"},
            "https://x.a.example",
        ),
        (
            {"CULTURE3D_HOSTS": "a.example", "CULTURE3D_ADDRESS": "http://a.example:8080"},
            "http://a.example:8080",
        ),
    ],
)
def test_the_address_that_people_are_told_is_set_or_follows_from_the_hosts(
    tmp_path: Path, environ: dict[str, str], address: str
) -> None:
    assert read_settings({"CULTURE3D_DATA": str(tmp_path), **environ}).address == address


@pytest.mark.parametrize(
    ("given", "https", "told"),
    [
        ("survey.example.com", "no", "must be http:// or https:// and a host"),
        ("ftp://127.0.0.1", "no", "must be http:// or https:// and a host"),
        ("https://me@127.0.0.1", "no", "must be http:// or https:// and a host"),
        ("http://127.0.0.1/survey", "no", "must be http:// or https:// and a host"),
        ("http://127.0.0.1", "yes", "must begin with https://"),
        ("https://elsewhere.example", "no", "its host must be one of CULTURE3D_HOSTS"),
        ("https://127.0.0.1.elsewhere.example", "no", "its host must be one of CULTURE3D_HOSTS"),
    ],
)
def test_an_address_that_does_not_lead_here_is_refused(given: str, https: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings({"CULTURE3D_ADDRESS": given, "CULTURE3D_HTTPS": https})
    (fault,) = caught.value.faults
    assert fault.field == "CULTURE3D_ADDRESS"
    assert fault.message.startswith(told)
