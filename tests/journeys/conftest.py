"""Gives journeys a server on a free loopback port and Debian's Chromium."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.culture3d.cast import LINK
from tests.culture3d.conftest import (  # noqa: F401  these fixtures are asked for by name
    app,
    cast,
    database_url,
    invited,
    postgres_server,
    settings,
    sqlite_template,
)
from tests.culture3d.web.signing_in import consulting, cookie_of


class Handler(WSGIRequestHandler):
    """Answers requests, and lets go of connections on which a browser asks nothing."""

    timeout = 3


@pytest.fixture
def address(app: Flask) -> Iterator[str]:  # noqa: F811  the fixture that is imported above
    """The application, served."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
    server.daemon_threads = False  # closing waits for requests under way: none may outlive its database
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def survey(address: str) -> str:
    """The address of the open wave of the cast."""
    return f"{address}/s/{LINK}/"


class Complaints(list[str]):
    """What a browser complained about: errors on its console, failed requests, requests to elsewhere."""

    def watch(self, page: Page, own: str) -> None:
        """Listens to a page."""
        page.on("console", lambda message: self.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("dialog", lambda dialog: (self.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                self.append(request.url) if not request.url.startswith((own, "data:", "blob:")) else None
            ),
        )


def consultants_page(browser: Browser, served: Flask, address: str, wide: int = 1280, **options: Any) -> Page:
    """A page in a browser in which a consultant is signed in."""
    return page_of(consulting(served), browser, address, wide, **options)


def page_of(known: FlaskClient, browser: Browser, address: str, wide: int, **options: Any) -> Page:
    """A page in a browser in which somebody is signed in as in another one."""
    page = browser.new_page(viewport={"width": wide, "height": 900}, **options)
    value = cookie_of(known)
    page.context.add_cookies([{"name": "culture3d", "value": value, "url": address}])
    return page


@pytest.fixture
def screenshots() -> Path | None:
    """Where pictures of pages are kept, if anybody wants to look at them."""
    wanted = os.environ.get("SCREENSHOTS")
    return Path(wanted) if wanted else None
