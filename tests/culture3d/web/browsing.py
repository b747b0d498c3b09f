"""Sends forms as a browser without JavaScript does: loads the page, fills it in, follows where it leads."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def token(page: str) -> str:
    """The token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def post(client: FlaskClient, address: str, form_on: str = "", **fields: str) -> TestResponse:
    """Sends a form, with the token of the page at the same address or of another one."""
    page = client.get(form_on or address, follow_redirects=True).text
    return client.post(address, data={"csrf_token": token(page), **fields})


def send(client: FlaskClient, address: str, **fields: str) -> str:
    """Sends a form and gives the page that follows."""
    reply = post(client, address, **fields)
    while reply.location:
        reply = client.get(reply.location)
    assert reply.status_code == 200, reply.text
    return reply.text
