"""Shows that a request is believed where it comes from exactly as far as trusted proxies say so."""

from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import request

from culture3d.app import create_app
from culture3d.config import Settings, read_settings
from culture3d.db import db
from culture3d.sealing import code_text
from culture3d.services.throttle import MOST_FAILURES
from surveys.faults import BadInput
from tests.culture3d.cast import Cast
from tests.faults.serving import Server

FORGED, VISITOR, OUTER = "203.0.113.99", "198.51.100.7", "192.0.2.1"
DIRECT = ("127.0.0.1", "http", "127.0.0.1")


def seen(settings: Settings, proxies: int, headers: dict[str, str]) -> tuple[str | None, str, str]:
    """What the application takes for the address, scheme and host of a request."""
    app = create_app(replace(settings, proxies=proxies, hosts=("127.0.0.1", "survey.example.com")))
    found: list[tuple[str | None, str, str]] = []

    @app.get("/seen")
    def look() -> str:
        found.append((request.remote_addr, request.scheme, request.host))
        return ""

    assert app.test_client().get("/seen", headers={"Host": "127.0.0.1", **headers}).status_code == 200
    with app.app_context():
        db.engine.dispose()
    return found[0]


def said(addresses: str, scheme: str = "https", host: str = "survey.example.com") -> dict[str, str]:
    return {"X-Forwarded-For": addresses, "X-Forwarded-Proto": scheme, "X-Forwarded-Host": host}


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Of an installation whose database is not asked."""
    return read_settings({"CULTURE3D_DATA": str(tmp_path)})


def test_without_proxies_nobody_is_believed(bare: Settings) -> None:
    assert seen(bare, 0, said(FORGED)) == DIRECT
    assert seen(bare, 0, {**said(FORGED), "Forwarded": f"for={FORGED};proto=https"}) == DIRECT


@pytest.mark.parametrize(
    ("proxies", "headers", "expected"),
    [
        (1, said(VISITOR), (VISITOR, "https", "survey.example.com")),
        (1, said(f"{FORGED}, {VISITOR}"), (VISITOR, "https", "survey.example.com")),
        (
            1,
            said(f"{FORGED}, {VISITOR}", "http, https", "127.0.0.1, survey.example.com"),
            (VISITOR, "https", "survey.example.com"),
        ),
        (
            2,
            said(
                f"{FORGED}, {VISITOR}, {OUTER}",
                "http, https, http",
                "x, survey.example.com, 127.0.0.1",
            ),
            (VISITOR, "https", "survey.example.com"),
        ),
        (2, said(VISITOR), DIRECT),  # a proxy is missing on the way
        (1, {}, DIRECT),
    ],
)
def test_as_many_hops_are_believed_as_are_set(
    bare: Settings, proxies: int, headers: dict[str, str], expected: tuple[str, str, str]
) -> None:
    assert seen(bare, proxies, headers) == expected


def test_a_host_is_no_more_trusted_for_coming_through_a_proxy(bare: Settings) -> None:
    app = create_app(replace(bare, proxies=1, hosts=("127.0.0.1",)))
    reply = app.test_client().get(
        "/code", headers={"Host": "127.0.0.1", **said(VISITOR, host="elsewhere.example")}
    )
    assert reply.status_code == 400


@pytest.mark.parametrize("given", ["-1", "10", "one", "²", "1.0"])
def test_what_is_no_number_of_proxies_is_told(given: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings({"CULTURE3D_PROXIES": given})
    assert [fault.field for fault in caught.value.faults] == ["CULTURE3D_PROXIES"]


def waits(settings: Settings, proxies: int, addresses: list[str]) -> list[int]:
    """How wrong codes are answered that come through the same proxy, one from each of these addresses."""
    app = create_app(replace(settings, proxies=proxies))
    client = app.test_client()
    statuses = [
        client.get(f"/code/{code_text(bytes(10))}", headers={"X-Forwarded-For": address}).status_code
        for address in addresses
    ]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return statuses


def test_wrong_codes_are_counted_for_who_stands_behind_the_proxy(settings: Settings, cast: Cast) -> None:
    told = waits(settings, 1, [*[f"{FORGED}, {VISITOR}"] * MOST_FAILURES, f"{OUTER}, {VISITOR}", OUTER])
    assert told == [*[404] * MOST_FAILURES, 429, 404]


def test_nobody_escapes_the_wait_by_another_forged_address(settings: Settings, cast: Cast) -> None:
    told = waits(settings, 0, [f"198.51.100.{number}" for number in range(MOST_FAILURES + 1)])
    assert told == [*[404] * MOST_FAILURES, 429]


@pytest.mark.parametrize(("proxies", "secure"), [("0", False), ("1", True)])
def test_the_web_server_itself_believes_nobody(bare: Settings, proxies: str, secure: bool) -> None:
    server = Server(bare)
    server.environ["CULTURE3D_PROXIES"] = proxies
    with server, closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("GET", "/code", headers=said(FORGED, host="127.0.0.1") | {"SCRIPT_NAME": "/x"})
        reply = connection.getresponse()
        page = reply.read().decode()
    assert reply.status == 200
    assert ("Strict-Transport-Security" in reply.headers) == secure
    assert "/x/" not in page
