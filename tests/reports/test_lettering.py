"""Texts are broken where their language breaks them, and nothing is ever cut."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures.lettering import as_plotly, width, wrap


def test_compounds_are_hyphenated_as_german_does() -> None:
    assert wrap("Kundenerfolgsverantwortung", 90, 11, "de") == ("Kundenerfolgs-", "verantwortung")


def test_words_that_fit_are_never_hyphenated() -> None:
    assert wrap("Looking ahead and adapting", 100, 11, "en") == ("Looking ahead", "and adapting")


def test_a_soft_hyphen_says_where_to_break_and_is_not_shown() -> None:
    assert wrap("Infor\u00admations\u00adfluss", 75, 11, "de") == ("Informations-", "fluss")
    assert wrap("Infor\u00admations\u00adfluss", 200, 11, "de") == ("Informationsfluss",)


def test_hyphens_of_the_word_stay() -> None:
    assert "".join(wrap("Mitarbeiter-Kunden-Beziehungen", 70, 11, "de")).count("-") >= 2
    assert wrap("Co-creation", 100, 11) == ("Co-creation",)


def test_scripts_without_hyphens_are_broken_without_and_never_inside_a_letter() -> None:
    lines = wrap("ไม่มีช่องว่างในภาษาไทยเลยสักนิดเดียว", 60, 11, "th")
    assert len(lines) > 1
    assert not any("-" in line or unicodedata.category(line[0]).startswith("M") for line in lines)
    assert "".join(lines) == "ไม่มีช่องว่างในภาษาไทยเลยสักนิดเดียว"


@given(st.text(max_size=80), st.floats(30, 200), st.sampled_from(["en", "de", "ar", "xx", "pt-BR"]))
def test_no_letter_is_lost_and_no_line_too_wide(text: str, room: float, language: str) -> None:
    lines = wrap(text, room, 11, language)
    kept = "".join(text.split()).replace("\u00ad", "").replace("-", "")
    assert "".join(lines).replace(" ", "").replace("-", "") == kept.replace(" ", "")
    letters = [sum(not unicodedata.category(letter).startswith("M") for letter in line) for line in lines]
    assert all(width(line, 11) <= room or many <= 4 for line, many in zip(lines, letters, strict=True))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"), ("a & b", "a &amp; b"), ("one\ntwo", "one two")],
)
def test_plotly_gets_text_not_markup(text: str, shown: str) -> None:
    assert as_plotly(text) == shown
