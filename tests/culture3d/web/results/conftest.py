"""Gives the tests of a page of results one application for all, which each module fills as `there`."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import consulting


@pytest.fixture(scope="module")
def app(there: tuple[Flask, Cast]) -> Flask:
    """The application, which nobody changes."""
    return there[0]


@pytest.fixture(scope="module")
def cast(there: tuple[Flask, Cast]) -> Cast:
    """The standing cast in it."""
    return there[1]


@pytest.fixture(scope="module")
def consultant(app: Flask) -> FlaskClient:
    """The browser of a consultant, who may read everything."""
    return consulting(app)
