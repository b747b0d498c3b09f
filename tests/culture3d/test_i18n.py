"""Shows that every word of the pages is there in German, and that languages are chosen politely."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from flask.testing import FlaskClient

from culture3d.i18n import DIRECTORY, LANGUAGES, translations
from tests.culture3d.cast import LINK, Cast

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
PLACES = re.compile(r"%\(\w+\)s|%%")
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def messages(root: Path) -> set[str]:
    pages = extract_from_dir(str(root / "culture3d"), METHODS, keywords=KEYWORDS)
    faults = [
        message
        for package in ("culture3d", "reports", "surveys")  # what is wrong with a file is said by all
        for message in extract_from_dir(str(root / package), METHODS[:1], keywords={"told": None})
    ]
    found = (*pages, *faults)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_german_is_complete(root: Path) -> None:
    catalogue = translations("de", "messages")._catalog
    plurals = {key[0] for key in catalogue if isinstance(key, tuple)}
    assert messages(root) - plurals - {key for key, text in catalogue.items() if text} == set()


def test_german_holds_nothing_that_no_page_says(root: Path) -> None:
    catalogue = translations("de", "messages")._catalog
    said = {key[0] if isinstance(key, tuple) else key for key in catalogue if key}
    assert said - messages(root) == set()


def test_places_in_a_message_are_the_same_in_german() -> None:
    text = (DIRECTORY / "de" / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    assert text.count("%(") % 2 == 0
    for key, said in translations("de", "messages")._catalog.items():
        message = key[0] if isinstance(key, tuple) else key
        if message and isinstance(key, str):
            assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(message)), message
        elif message:
            assert set(PLACES.findall(said)) - set(PLACES.findall(message)) <= {"%(num)s"}, message


def test_languages_are_those_with_a_catalogue() -> None:
    assert LANGUAGES == {"en": "English", "de": "Deutsch"}


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [("", "de-AT,de;q=0.9", "de"), ("", "fr", "en"), ("?lang=en", "de", "en"), ("?lang=xx", "de", "de")],
)
def test_language_is_asked_for_else_preferred(
    client: FlaskClient, cast: Cast, address: str, accepted: str, language: str
) -> None:
    page = client.get(f"/s/{LINK}/{address}", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}"' in page


def test_a_choice_is_kept(client: FlaskClient, cast: Cast) -> None:
    client.get(f"/s/{LINK}/?lang=de")
    assert '<html lang="de"' in client.get(f"/s/{LINK}/").text
