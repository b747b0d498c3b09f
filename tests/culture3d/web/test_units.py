"""Shows that units are changed on their pages, from a file as a whole, and not while a wave holds them."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from culture3d.db import database_session
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from tests.culture3d.cast import Cast
from tests.culture3d.web.signing_in import consulting, post, token_in

UNITS = "/organisations/harbour/units/"


@pytest.fixture
def held(app: Flask, cast: Cast) -> FlaskClient:
    """The browser of a consultant, whose client has an open wave."""
    return consulting(app)


@pytest.fixture
def browser(app: Flask, cast: Cast, held: FlaskClient) -> FlaskClient:
    """The same, the wave being over."""
    with app.app_context():
        session = database_session()
        wave = session.get_one(Wave, cast.wave)
        for wave.state, wave.tallied in ((State.CLOSED, None), (State.CLOSED, 0), (State.RELEASED, 0)):
            session.commit()
    return held


def tree(app: Flask, cast: Cast) -> dict[str, str]:
    with app.app_context():
        organisation = database_session().get_one(Organisation, cast.organisation)
        return {"/".join(unit.path): unit.label for unit in organisation.units}


def send(browser: FlaskClient, text: str, name: str = "units.csv") -> TestResponse:
    token = token_in(browser.get(f"{UNITS}import/").text)
    file = (io.BytesIO(text.encode()), name)
    return browser.post(f"{UNITS}import/", data={"csrf_token": token, "file": file})


def confirm(browser: FlaskClient, address: str, page: str, **fields: str) -> TestResponse:
    """Presses the button of a preview, as it was shown."""
    fingerprint = page.partition('name="tree" value="')[2].partition('"')[0]
    return browser.post(address, data={"csrf_token": token_in(page), "tree": fingerprint, **fields})


def test_each_step_is_taken_on_its_page_and_told_afterwards(
    app: Flask, cast: Cast, browser: FlaskClient
) -> None:
    crane, rope, office = (str(cast.units[path]) for path in ("dock/crane", "dock/rope", "office"))
    post(browser, UNITS, label="Yard", parent=office)
    post(browser, f"{UNITS}{office}/rename", f"{UNITS}{office}/", label="Head office")
    post(browser, f"{UNITS}{crane}/move", f"{UNITS}{crane}/", parent=office)
    post(browser, f"{UNITS}{crane}/split", f"{UNITS}{crane}/", labels="North\r\n\r\nSouth\r\n")
    assert "Merge Rope into Crane?" in browser.get(f"{UNITS}{rope}/merge?into={crane}").text
    post(browser, f"{UNITS}{rope}/merge", f"{UNITS}{rope}/merge?into={crane}", into=crane)
    dock = str(cast.units["dock"])
    assert "Remove Dock?" in browser.get(f"{UNITS}{dock}/remove").text
    post(browser, f"{UNITS}{dock}/remove")
    assert list(tree(app, cast)) == ["office", "office/yard", "office/crane", "office/north", "office/south"]
    page = browser.get(UNITS).text
    for words in (
        "Yard was added",
        "Office is called Head office now",
        "Crane was moved to office/crane",
        "North was split off from office/crane",
        "Rope became part of office/crane",
        "Dock was removed",
    ):
        assert words in page
    assert "The tree of units was changed: Rope" in browser.get("/organisations/harbour/log/").text


def test_what_cannot_be_is_told_where_it_was_asked(app: Flask, cast: Cast, browser: FlaskClient) -> None:
    dock, crane = cast.units["dock"], str(cast.units["dock/crane"])
    reply = post(browser, f"{UNITS}{dock}/move", f"{UNITS}{dock}/", parent=crane)
    assert reply.location == f"{UNITS}{dock}/"
    assert "A unit cannot stand below itself." in browser.get(reply.location).text
    assert len(tree(app, cast)) == 4
    assert post(browser, f"{UNITS}{dock}/move", f"{UNITS}{dock}/", parent="999").status_code == 404


def test_a_wave_holds_the_tree_and_the_page_says_so(app: Flask, cast: Cast, held: FlaskClient) -> None:
    page = held.get(UNITS).text
    assert "Spring holds the tree" in page and "Add a unit" not in page
    office = cast.units["office"]
    post(held, f"{UNITS}{office}/rename", f"{UNITS}{office}/", label="Head office")
    reply = send(held, "code,name\noffice,Head office\n")
    page = held.get(reply.location).text
    assert "Change the tree" not in page
    confirm(held, reply.location, page)
    assert tree(app, cast)["office"] == "Office"


def test_a_file_shows_what_it_would_change_and_then_does(
    app: Flask, cast: Cast, browser: FlaskClient
) -> None:
    reply = send(
        browser,
        "Kürzel;Bezeichnung;Übergeordnet;Farbe\ndock;Docks;;red\ncrane;Crane;office;\noffice;Office;;\n",
    )
    page = browser.get(reply.location).text
    for words in ("Renamed (1)", "Moved (1)", "Gone (1)", "“Kürzel” is taken for code", "Not used: Farbe"):
        assert words in page
    rope = cast.units["dock/rope"]
    wanted = {"dock": "Docks", "office": "Office", "office/crane": "Crane"}
    assert confirm(browser, reply.location, page, **{f"into-{rope}": "2"}).location == UNITS
    assert tree(app, cast) == wanted
    assert "Rope became part of office/crane" in browser.get(UNITS).text
    assert confirm(browser, reply.location, page).location == UNITS  # pressed twice
    assert tree(app, cast) == wanted and "as in the file" in browser.get(UNITS).text


def test_a_preview_of_another_tree_is_not_carried_out(app: Flask, cast: Cast, browser: FlaskClient) -> None:
    reply = send(browser, "code,name\noffice,Office\n")
    page = browser.get(reply.location).text
    post(browser, UNITS, label="Yard")
    assert confirm(browser, reply.location, page).location == reply.location
    assert "The tree was changed meanwhile" in browser.get(reply.location).text and len(tree(app, cast)) == 5


def test_faults_of_a_file_are_listed_with_their_rows(app: Flask, cast: Cast, browser: FlaskClient) -> None:
    reply = send(browser, "code,name,parent\na,A,x\n")
    assert reply.status_code == 422 and "row 2: parent: “x” is no unit of this file" in reply.text
    assert send(browser, "").status_code == 422
    assert browser.get(f"{UNITS}import/sent-1-{'x' * 22}").status_code == 404
    assert browser.get(f"{UNITS}import/..%2Fculture3d.sqlite").status_code == 404


def test_the_tree_is_downloaded_as_it_is_imported(app: Flask, cast: Cast, browser: FlaskClient) -> None:
    post(browser, UNITS, label="=1+1", parent=str(cast.units["dock"]))
    file = browser.get(f"{UNITS}units.csv").text
    assert "dock/1-1,'=1+1" in file
    reply = send(browser, file.replace("'=", "="))
    assert "Nothing: the units are as in the file." in browser.get(reply.location).text
