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
    assert (
        wording.highest(ENGLISH, found)
        == "“A” (80) and “B” (78) stand highest; which of them leads may be chance."
    )
    assert (
        wording.highest(GERMAN, found)
        == "Am höchsten liegen „A“ (80) und „B“ (78); wer davon vorn liegt, kann Zufall sein."
    )
    assert wording.lowest(ENGLISH, found) == "“C” stands lowest, at 50 (48 to 52)."


@pytest.mark.parametrize(
    ("many", "english", "german"),
    [
        (4, "1 more lies so close behind", "1 weiterer liegt so dicht dahinter"),
        (6, "3 more lie so close behind", "3 weitere liegen so dicht dahinter"),
    ],
)
def test_a_crowd_is_named_by_its_first_three_and_counted(many, english, german):
    found = [Standing(f"F{place}", 70 - place, 60, 80) for place in range(many)]
    for language, words in ((ENGLISH, english), (GERMAN, german)):
        told = wording.highest(language, found)
        assert words in told
        assert "F0" in told
        assert "F2" in told
        assert "F3" not in told


def test_two_or_three_that_are_all_alike_are_not_ranked():
    assert wording.highest(ENGLISH, [Standing("A", 60, 50, 70), Standing("B", 59, 49, 69)]) == ""


@given(st.lists(st.tuples(sizes, halves), min_size=1, max_size=12), languages)
def test_what_moved_is_told_once_and_only_if_it_is_clear(found, language):
    changes = [(f"Facet <{place}>", change(size, half)) for place, (size, half) in enumerate(found)]
    told = " ".join(wording.movements(language, changes, "2025"))
    clear = [name for name, each in changes if each.verdict in ("up", "down")]
    named = [name for name, _ in changes if name in told]
    assert set(named) <= set(clear)
    assert len(named) == len(clear) or "more" in told or "weitere" in told
    still = len(changes) - len(clear)
    assert (f"{still} of {len(changes)}" in told or f"{still} von {len(changes)}" in told) == bool(
        clear and still
    )


def test_what_moved_reads_as_people_speak():
    moved = [("A", change(7.0)), ("B", change(-5.0)), ("C", change(1.0)), ("D", change(4.6))]
    assert wording.movements(ENGLISH, moved, "2025") == (
        "Clearly up since 2025: “A” (+7) and “D” (+5).",
        "Clearly down since 2025: “B” (−5).",
        "Without a clear change: 1 of 4.",
    )
    assert wording.movements(GERMAN, moved[2:3], "2025") == (
        "Seit 2025 ist nichts klar gestiegen oder gesunken.",
    )
    untested = change(6.0, reason=Untested.CENSUS, verdict="no clear change")
    assert wording.movements(ENGLISH, [("A", untested)], "2025") == ("No change since 2025 could be tested.",)


def test_a_group_is_told_apart_by_name_or_by_number():
    assert wording.beyond(ENGLISH, [], [], 12) == (
        "No score here can be told apart from the organisation’s.",
    )
    assert wording.beyond(ENGLISH, ["A"], ["B"] * 6, 12) == (
        "Clearly above the organisation: “A”.",
        "Clearly below the organisation in 6 of 12 scores.",
    )


@pytest.mark.parametrize(
    ("answered", "invited", "english"),
    [
        (412, 536, "412 of 536 invited people answered: 77%."),
        (20, 20, "All 20 people who were invited answered."),
        (9, None, "9 people answered."),
        (None, 60, "Too few people answered: nothing can be told"),
    ],
)
def test_participation(answered, invited, english):
    assert wording.participation(ENGLISH, answered, invited).startswith(english)
    staff = wording.participation(ENGLISH, answered, invited, of_staff=True)
    assert "staff" in staff or answered is None


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.8, "good"), (0.799, "usable"), (0.7, "usable"), (0.69, "too mixed"), (None, "not available")],
)
def test_reliability_is_told_in_the_agreed_words(alpha, words):
    assert words in wording.reliability(ENGLISH, alpha)
