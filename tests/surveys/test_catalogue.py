"""Checks that the questionnaires that ship are complete in both languages and keep the rules of design."""

import re

import pytest
import yaml

from surveys import catalogue
from surveys.codes import PERSPECTIVES
from surveys.instrument import Instrument, Item, advise, difference
from surveys.instrument.advice import each_wording
from surveys.instrument.marked import parse

LANGUAGES = {"en", "de"}
FULL, PULSE = catalogue.load("culture3d-1"), catalogue.load("culture3d-pulse-1")
CULTURE = pytest.mark.parametrize("instrument", [FULL, PULSE], ids=lambda instrument: instrument.id)
EVERY = pytest.mark.parametrize("name", catalogue.available())
NEGATION = re.compile(
    r"\b(not|never|no|nobody|nothing|cannot|nicht|nie|niemals|kein\w*|niemand\w*|nichts)\b|n['’]t\b", re.I
)


def _core(instrument: Instrument) -> list[Item]:
    return [item for facet in instrument.all_facets for item in facet.scored_items]


def _reversed(instrument: Instrument) -> list[Item]:
    return [item for item in instrument.all_items if item.reverse]


def test_what_ships() -> None:
    assert catalogue.available() == ("culture3d-1", "culture3d-pulse-1", "meetings-1")


@pytest.mark.parametrize("name", ["", "nothing", "../instrument/values", "culture3d-1.yaml", "/etc/passwd"])
def test_another_name_finds_nothing(name: str) -> None:
    with pytest.raises(KeyError):
        catalogue.load(name)


@EVERY
def test_a_name_is_the_id_and_the_version(name: str) -> None:
    instrument = catalogue.load(name)
    assert name == f"{instrument.id}-{instrument.version}"
    assert catalogue.load(name) is instrument, "read once"


@EVERY
def test_another_reader_of_yaml_reads_the_same(name: str) -> None:
    """PyYAML's own parser is another one than libyaml, which is ours, and stricter about { }."""
    text = catalogue.text_of(name)
    assert parse(text).value == yaml.load(text, Loader=yaml.SafeLoader)


@EVERY
def test_every_wording_is_there_in_both_languages(name: str) -> None:
    wordings = list(each_wording(catalogue.load(name)))
    assert len(wordings) > 40
    assert [place for place, wording in wordings if set(wording) != LANGUAGES] == []


@EVERY
def test_no_wording_was_left_untranslated(name: str) -> None:
    """Only names may be the same word in both languages, and a name is short."""
    same = [
        wording["en"] for _, wording in each_wording(catalogue.load(name)) if wording["en"] == wording["de"]
    ]
    assert [text for text in same if len(text.split()) > 2] == []


@EVERY
def test_every_point_has_a_label_and_everything_a_name(name: str) -> None:
    instrument = catalogue.load(name)
    assert all(point.label for point in instrument.scale.points)
    assert instrument.scale.not_applicable
    assert instrument.title
    assert instrument.description
    for facet in instrument.all_facets:
        assert all((facet.name, facet.definition, facet.high, facet.low)), facet.id
    assert all(dimension.name and dimension.definition for dimension in instrument.dimensions)


@EVERY
def test_each_facet_has_three_to_five_behaviours_that_say_what_to_do(name: str) -> None:
    for facet in catalogue.load(name).all_facets:
        assert 3 <= len(facet.playbook) <= 5, facet.id
        for behaviour in facet.playbook:
            assert all(len(text.split()) >= 5 for text in behaviour.values()), behaviour["en"]


@EVERY
def test_one_reversed_item_per_facet_at_most_and_never_with_a_negation(name: str) -> None:
    instrument = catalogue.load(name)
    for facet in instrument.all_facets:
        assert sum(item.reverse for item in facet.items) <= 1, facet.id
    for item in _reversed(instrument):
        for wording in (item.text, *item.perspectives.values()):
            assert not [text for text in wording.values() if NEGATION.search(text)], item.id


@EVERY
def test_wordings_are_sentences_that_fit_a_phone(name: str) -> None:
    for item in catalogue.load(name).all_items:
        for wording in (item.text, *item.perspectives.values()):
            for text in wording.values():
                assert re.fullmatch(r"[A-ZÄÖÜ].{8,158}\.", text), text


@CULTURE
def test_the_culture_instruments_have_three_dimensions_of_four_facets(instrument: Instrument) -> None:
    assert [dimension.id for dimension in instrument.dimensions] == [
        "silos",
        "empowerment",
        "customer_thinking",
    ]
    assert [len(dimension.facets) for dimension in instrument.dimensions] == [4, 4, 4]
    assert instrument.languages == ("en", "de")
    assert instrument.perspectives == PERSPECTIVES


@CULTURE
def test_each_facet_names_the_seed_text_and_the_research_it_rests_on(instrument: Instrument) -> None:
    for facet in instrument.all_facets:
        english = [source["en"] for source in facet.sources]
        assert any(re.match(r"Seed text 00[0-4]: ", source) for source in english), facet.id
        assert any(re.match(r"Research: .*\d{4}", source) for source in english), facet.id


def test_the_full_instrument_has_36_core_items_and_12_in_reserve() -> None:
    assert [len(facet.scored_items) for facet in FULL.all_facets] == [3] * 12
    assert [sum(item.reserve for item in facet.items) for facet in FULL.all_facets] == [1] * 12
    assert len(FULL.asked("staff")) == 37, "the core items and the overall one"


def test_every_statement_is_mirrored_for_leaders_and_every_facet_for_customers() -> None:
    assert all("leader" in item.perspectives for item in FULL.all_items)
    customers = FULL.asked("customer")
    silent = [
        facet.id for facet in FULL.all_facets if not any(item in customers for item in facet.scored_items)
    ]
    assert silent == []
    assert FULL.overall in customers


def test_the_story_is_asked_of_everybody() -> None:
    (story,) = FULL.questions
    assert story.purpose == "story"
    assert set(story.perspectives) == {"leader", "customer"}


def test_background_questions_are_few_and_coarse() -> None:
    (tenure,) = FULL.attributes
    assert len(tenure.options) == 3
    asked = [who for who in PERSPECTIVES if FULL.wording(tenure, who) is not None]
    assert asked == ["staff", "leader"], "customers do not work here"


def test_the_pulse_asks_one_core_item_per_facet_that_compares_with_the_full_instrument() -> None:
    assert [facet.id for facet in PULSE.all_facets] == [facet.id for facet in FULL.all_facets]
    assert [len(facet.items) for facet in PULSE.all_facets] == [1] * 12
    core = {item.id for item in _core(FULL)}
    for item in PULSE.all_items:
        assert item.id in core or item.id == "overall"
        mirrors = ("staff", *item.perspectives)
        assert [difference(FULL, PULSE, item.id, perspective) for perspective in mirrors] == [None] * len(
            mirrors
        )


def test_the_meeting_check_differs_in_all_that_can_be_configured() -> None:
    meetings = catalogue.load("meetings-1")
    assert len(meetings.scale.points) == 7
    assert not meetings.dimensions
    assert [item.id for item in meetings.all_items if item.optional] == ["remote"]
    assert [item.id for item in meetings.all_items if not item.perspectives] == ["disagree", "remote"]
    assert meetings.perspectives == ("staff", "leader")


@EVERY
def test_advice_on_what_ships_is_expected(name: str) -> None:
    """A mirror that makes no sense, and a pulse's single items: decided so, and nothing else."""
    expected = re.compile(r"not asked of (customers|leaders): |facets: of one item, so that")
    assert [str(note) for note in advise(catalogue.load(name)) if not expected.match(str(note))] == []
