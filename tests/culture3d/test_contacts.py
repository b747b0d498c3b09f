"""Shows that people are told whom to ask, wherever they may want to, by links that hold no tricks."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from culture3d.config import Settings
from culture3d.db import database_session, db
from culture3d.models.organisation import Organisation
from culture3d.models.wave import State, Wave
from culture3d.services.contacts import Contact, contact_of, set_contact
from tests.command_line import run
from tests.culture3d.cast import LINK, Cast
from tests.culture3d.invited import ADDRESS, Invited

ADA = Contact("Ada Albers", "ada@harbour.example", "+49 (40) 123-4")
LINKS = ('<a href="mailto:ada@harbour.example">', '<a href="tel:+49401234" dir="ltr">+49 (40) 123-4</a>')


@pytest.fixture
def named(app: Flask, cast: Cast) -> None:
    """The cast's organisation names Ada."""
    name(app, ADA)


def name(app: Flask, contact: Contact | None) -> None:
    with app.app_context():
        set_contact(database_session().query(Organisation).one(), contact)
        database_session().commit()
        db.session.remove()


def in_the(app: Flask, wave_id: int, state: State) -> None:
    with app.app_context():
        database_session().get_one(Wave, wave_id).state = state
        database_session().commit()


def test_the_door_says_whom_to_ask(client: FlaskClient, cast: Cast, named: None) -> None:
    page = client.get(f"/s/{LINK}/").text
    assert "Questions? Ask Ada Albers:" in page
    assert all(link in page for link in LINKS)
    assert "whoever invited you" not in page
    assert "Fragen? Wenden Sie sich an Ada Albers:" in client.get(f"/s/{LINK}/?lang=de").text


def test_without_anybody_it_is_whoever_invited(client: FlaskClient, cast: Cast) -> None:
    assert "Questions? Ask them, or whoever invited you." in client.get(f"/s/{LINK}/").text


@pytest.mark.parametrize("state", [State.SCHEDULED, State.CLOSED])
def test_who_is_turned_away_is_told_too(
    app: Flask, client: FlaskClient, invited: Invited, named: None, state: State
) -> None:
    in_the(app, invited.wave, state)
    client.get(f"/i/{invited.secrets['Cleo Claasen']}")
    page = client.get(f"/s/{ADDRESS}/").text
    assert all(link in page for link in LINKS)


def test_a_shared_device_shows_no_links(app: Flask, invited: Invited, named: None) -> None:
    page = app.test_client().get(f"/kiosk/{ADDRESS}/").text
    assert "Questions? Ask Ada Albers: ada@harbour.example, +49 (40) 123-4" in page
    assert "mailto:" not in page


def test_who_has_no_way_in_learns_nobodys_name(client: FlaskClient, invited: Invited, named: None) -> None:
    for address in ("/i/nonsense", f"/s/{ADDRESS}/", "/code", "/nowhere"):
        assert "Albers" not in client.get(address).text


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        (Contact(" ", "a@b.example"), "a name has"),
        (Contact("A\nB", "a@b.example"), "a name has"),
        (Contact("x" * 121, "a@b.example"), "a name has"),
        (Contact("A"), "a mail address or a phone number"),
        (Contact("A", "a@b"), "no mail address"),
        (Contact("A", phone="call me"), "no phone number"),
        (Contact("A", phone="1" * 41), "no phone number"),
    ],
)
def test_what_cannot_be_asked_at_is_refused(contact: Contact, told: str) -> None:
    organisation = Organisation()
    with pytest.raises(ValueError, match=told):
        set_contact(organisation, contact)
    assert contact_of(organisation) is None


def test_a_link_writes_to_nobody_else() -> None:
    assert Contact("A", "a?bcc=b@c.example").mailto == "mailto:a%3Fbcc%3Db@c.example"


def test_the_command_names_somebody_and_nobody(
    app: Flask, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULTURE3D_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)

    def told() -> Contact | None:
        with app.app_context():
            return contact_of(database_session().get_one(Organisation, cast.organisation))

    done = run("wave", "contact", "harbour", "Ada", "--phone", "040 1")
    assert (done.status, done.out) == (0, "People of Harbour & Sons may ask Ada: 040 1.\n")
    assert told() == Contact("Ada", None, "040 1")
    for words in ([], ["Ada", "--nobody"], ["--email", "a@b.example"], ["Ada", "--email", "a@b"]):
        assert run("wave", "contact", "harbour", *words).status == 2
    assert told() == Contact("Ada", None, "040 1")
    done = run("wave", "contact", "harbour", "--nobody")
    assert (done.status, done.out) == (0, "People of Harbour & Sons may ask whoever invited them.\n")
    assert told() is None
