"""Sentences say what the numbers support, in both languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture3d.i18n import translations
from reports import wording
from reports.language import Language
from reports.wording import Standing
from surveys.changes import Untested
from tests.reports.cast import change

ENGLISH = Language("en", translations("en", "reports"))
GERMAN = Language("de", translations("de", "reports"))
CLAIMS = {"en": (" rose by ", " fell by "), "de": (" gestiegen", " gesunken")}

sizes = st.floats(-40, 40, allow_nan=False).filter(lambda size: abs(size) > 0.01)
halves = st.floats(0.01, 30)
verdicts = st.sampled_from(["up", "down", "no clear change", "not comparable"])
languages = st.sampled_from([ENGLISH, GERMAN])


@given(sizes, halves, verdicts, languages, st.sampled_from([None, *Untested]))
def test_only_a_verdict_of_up_or_down_is_called_a_rise_or_a_fall(size, half, verdict, language, reason):
    if verdict in ("up", "down"):
        size, reason = abs(size) if verdict == "up" else -abs(size), None
    sentence = wording.changed(language, "Trust", change(size, half, verdict, reason=reason))
    rise, fall = CLAIMS[language.code]
    assert (rise in sentence) == (verdict == "up")
    assert (fall in sentence) == (verdict == "down")


@given(st.floats(3, 60), st.floats(0.05, 0.95), languages)
def test_a_rise_names_its_size_and_an_interval_that_leaves_out_zero(size, part, language):
    sentence = wording.changed(language, "Trust", change(size, size * part))
    told = [float(text.replace(",", ".")) for text in re.findall(r"\d+(?:[.,]\d)?", sentence)]
    assert len(told) == 3
    middle, low, high = told
    assert 0 < low <= middle <= high
    assert middle == pytest.approx(size, abs=0.51)


def test_sentences_read_as_people_speak():
    rose = change(6.2, 4.1)
    assert wording.changed(ENGLISH, "Trust", rose) == "“Trust” rose by 6 points (2 to 10)."
    assert wording.changed(GERMAN, "Vertrauen", rose) == "„Vertrauen“ ist um 6 Punkte (2 bis 10) gestiegen."
    one = change(1.2, 1.1, "down", change=-1.2, change_low=-2.3, change_high=-0.1)
    assert wording.changed(ENGLISH, "Trust", one) == "“Trust” fell by 1.2 points (0.1 to 2.3)."
    assert wording.changed(GERMAN, "Mut", one) == "„Mut“ ist um 1,2 Punkte (0,1 bis 2,3) gesunken."
    assert "no clear change (+2; −2 to +6)" in wording.changed(ENGLISH, "Trust", change(2.0))


def test_a_census_is_described_and_not_called_unclear():
    told = change(6.0, reason=Untested.CENSUS, verdict="no clear change", change_low=None, change_high=None)
    sentence = wording.changed(ENGLISH, "Trust", told)
    assert (
        sentence == "“Trust” went from 60 to 66; everybody answered both times, so nothing is left to chance."
    )


def test_what_is_suppressed_is_too_few_and_not_a_changed_question():
    told = change(0, verdict="not comparable", change=None, reason=Untested.SUPPRESSED)
    assert wording.changed(ENGLISH, "Trust", told) == "“Trust”: too few answers to tell whether it changed."


standings = st.lists(
    st.builds(
        lambda place, score, half: Standing(f"Facet {place}", score, score - half, score + half),
        st.integers(0, 99),
        st.floats(10, 90),
        st.floats(0.5, 20),
    ),
    min_size=2,
    max_size=12,
    unique_by=lambda standing: standing.name,
)


@given(standings, languages)
def test_one_facet_stands_alone_only_if_no_other_interval_reaches_its_own(found, language):
    top, bottom = max(found, key=lambda one: one.score), min(found, key=lambda one: one.score)
    alone = all(one is top or one.high < top.low for one in found)
    assert (language.number(top.score) in wording.highest(language, found) and alone) == alone
    if not alone:
        assert not re.search(r"at \d|mit \d", wording.highest(language, found))
    lonely = all(one is bottom or one.low > bottom.high for one in found)
    assert bool(re.search(r"at \d|mit \d", wording.lowest(language, found))) == lonely


def test_two_that_overlap_are_named_together():
    found = [Standing("A", 80, 76, 84), Standing("B", 78, 74, 82), Standing("C", 50, 48, 52)]
    assert wording.highest(ENGLISH, found) == "“A” and “B” stand highest; their intervals overlap."
    assert (
        wording.highest(GERMAN, found)
        == "Am höchsten liegen „A“ und „B“; ihre Intervalle überschneiden sich."
    )
    assert wording.lowest(ENGLISH, found) == "“C” stands lowest, at 50 (48 to 52)."


@pytest.mark.parametrize(
    ("answered", "invited", "english"),
    [
        (412, 536, "412 of 536 invited people answered: 77%."),
        (20, 20, "All 20 people who were invited answered."),
        (9, None, "9 people answered."),
    ],
)
def test_participation(answered, invited, english):
    assert wording.participation(ENGLISH, answered, invited).startswith(english)


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.8, "good"), (0.799, "usable"), (0.7, "usable"), (0.69, "too mixed"), (None, "not available")],
)
def test_reliability_is_told_in_the_agreed_words(alpha, words):
    assert words in wording.reliability(ENGLISH, alpha)
