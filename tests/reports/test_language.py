"""Numbers, people and lists in words of two languages."""

import gettext
from datetime import date

import pytest

from reports.language import Language
from surveys.results import Band, Bound

ENGLISH = Language("en", gettext.NullTranslations())
GERMAN = Language("de", gettext.NullTranslations())


@pytest.mark.parametrize(
    ("value", "decimals", "english", "german"),
    [(1234.56, 1, "1,234.6", "1.234,6"), (-0.04, 1, "0.0", "0,0"), (-3.7, 0, "−4", "−4"), (0.0, 0, "0", "0")],
)
def test_numbers_follow_the_language_and_know_no_minus_zero(value, decimals, english, german):
    assert ENGLISH.number(value, decimals) == english
    assert GERMAN.number(value, decimals) == german


def test_percentages_are_spaced_as_the_language_does():
    assert ENGLISH.percent(62.51) == "63%"
    assert GERMAN.percent(62.51) == "63\N{NO-BREAK SPACE}%"
    assert ENGLISH.percent(Bound(at_most=5)) == "≤ 5%"
    assert ENGLISH.percent(None) == "–"


@pytest.mark.parametrize(("value", "text"), [(3.4, "+3"), (-3.4, "−3"), (0.3, "0"), (-0.3, "0")])
def test_differences_bear_a_sign_unless_they_round_to_nothing(value, text):
    assert ENGLISH.signed(value) == text


def test_people_may_be_told_as_a_range():
    assert ENGLISH.people(1412) == "1,412"
    assert ENGLISH.people(Band(100, 199)) == "100–199"
    assert ENGLISH.people(Band(1_000_000, None)) == "1,000,000 or more"
    assert ENGLISH.people(None) == "–"


def test_values_are_put_into_a_message_as_they_are():
    assert ENGLISH.say("“{name}”", name="{score} <b>%s") == "“{score} <b>%s”"


def test_right_to_left_languages_are_known():
    assert Language("ar", gettext.NullTranslations()).direction == "rtl"
    assert Language("pt-BR", gettext.NullTranslations()).locale.territory == "BR"


def test_english_days_are_written_as_the_british_do_unless_others_are_asked_for():
    day = date(2026, 9, 1)
    american = Language("en-US", gettext.NullTranslations())
    assert [ENGLISH.date(day), GERMAN.date(day), american.date(day)] == [
        "1 September 2026",
        "1. September 2026",
        "September 1, 2026",
    ]
