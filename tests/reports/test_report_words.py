"""Every message of the report has its German words, with the same places to fill."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import reports

HOUSE = Path(reports.__file__).parent
CATALOGUE = HOUSE.parent / "culture3d" / "translations" / "de" / "LC_MESSAGES" / "reports.po"
KEYWORDS = {"say": None, "say_number": (1, 2), "message": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def messages():
    found = extract_from_dir(str(HOUSE), METHODS, OPTIONS, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found if message}


def places(text):
    return set(re.findall(r"\{\w+\}", text))


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


def test_nothing_is_left_untranslated_and_nothing_is_translated_in_vain():
    with CATALOGUE.open("rb") as file:
        translated = {message.id: message for message in read_po(file) if message.id}
    assert messages() == set(translated)
    for id_, message in translated.items():
        assert all(forms(message.string)), f"{id_} has no German words"
        assert not message.fuzzy


def test_places_are_the_same_in_both_languages():
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            for english, german in zip(forms(message.id), forms(message.string), strict=True):
                assert places(english) == places(german), english


def test_german_marks_quotations_in_the_german_way():
    with CATALOGUE.open("rb") as file:
        german = " ".join(form for message in read_po(file) for form in forms(message.string) if message.id)
    assert german.count("„") == german.count("“")
    assert "”" not in german
    assert "95 %" not in german
