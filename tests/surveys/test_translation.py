"""Translates questionnaires by a file: nothing but words is added, and every fault has its place."""

import re

import pytest
import yaml

from surveys.catalogue import available, text_of
from surveys.faults import BadInput
from surveys.instrument import read_instrument
from surveys.instrument.advice import each_wording
from surveys.instrument.translation import blank, translate


def filled(text: str, language: str = "ar") -> str:
    """A file of translations in which every place has its own name for a translation."""
    overlay = yaml.safe_load(blank(text, language))
    return yaml.safe_dump({**overlay, "wordings": {name: f"<{name}>" for name in overlay["wordings"]}})


@pytest.mark.parametrize("name", available())
def test_a_whole_translation_reaches_every_wording(name: str) -> None:
    text = text_of(name)
    done = translate(text, filled(text))
    assert done.missing == ()
    wordings = [wording for _, wording in each_wording(read_instrument(done.text))]
    assert len({wording["ar"] for wording in wordings}) == len(wordings)
    assert len(wordings) == len(yaml.safe_load(blank(text, "ar"))["wordings"])


@pytest.mark.parametrize("name", available())
def test_nothing_else_changes(name: str) -> None:
    text = text_of(name)
    translated = read_instrument(translate(text, filled(text)).text).model_dump()
    assert without(translated, "ar") == read_instrument(text).model_dump()


def without(value: object, language: str) -> object:
    if isinstance(value, dict):
        return {key: without(inner, language) for key, inner in value.items() if key != language}
    return tuple(without(inner, language) for inner in value) if isinstance(value, tuple) else value


def test_a_blank_file_shows_what_is_to_be_translated() -> None:
    page = blank(text_of("culture3d-1"), "ar")
    assert "  # Strongly disagree\n  scale 1:\n" in page
    assert re.search(r"  # When my teams learn .*\n  A1\.1 leader:\n", page)
    assert "  # Less than 2 years\n  tenure option under_2:\n" in page


def test_a_blank_file_of_a_language_that_is_there_holds_what_is_there() -> None:
    text = text_of("culture3d-1")
    assert translate(text, blank(text, "de")).missing == ()


def test_what_is_left_empty_is_listed_and_falls_back() -> None:
    text = text_of("culture3d-1")
    done = translate(text, "language: ar\nwordings: {A1.1: كلام, A1.2: }")
    assert "A1.2" in done.missing and "A1.1" not in done.missing
    item = read_instrument(done.text).all_items[0]
    assert item.text["ar"] == "كلام"
    assert (
        read_instrument(done.text).say(read_instrument(done.text).all_items[1].text, "ar").startswith("I can")
    )


def test_every_fault_has_its_line_and_field() -> None:
    overlay = "language: Arabic\nwordings:\n  A1.1: 5\n  A1.11: x\n  scale 9: y\nextra: 1\n"
    with pytest.raises(BadInput) as caught:
        translate(text_of("culture3d-1"), overlay, "q.yaml", "ar.yaml")
    told = [(fault.file, fault.line, fault.message) for fault in caught.value.faults]
    assert [(file, line) for file, line, _ in told] == [("ar.yaml", line) for line in (1, 3, 4, 5, 6)]
    assert "did you mean A1.1?" in told[2][2]


@pytest.mark.parametrize("overlay", ["", "[]", "language: ar", "language: ar\nwordings: []", "&a [*a]"])
def test_what_is_no_file_of_translations_is_refused(overlay: str) -> None:
    with pytest.raises(BadInput):
        translate(text_of("culture3d-1"), overlay)


def test_words_that_look_like_something_else_stay_words() -> None:
    text = "id: q\nversion: 1\nscale: {points: [{value: 1}, {value: 2}]}\nitems: [{id: a, text: 'no'}]\n"
    for words in ("no", "null", "1.5", "# x", "a: b", "'", "-", "2026-01-01", " x\ny "):
        done = translate(text, yaml.safe_dump({"language": "de", "wordings": {"a": words}}))
        assert read_instrument(done.text).all_items[0].text == {"en": "no", "de": words.strip()}
