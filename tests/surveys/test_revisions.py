"""Checks that two versions of a questionnaire are told apart to the word, and what stays comparable."""

from itertools import permutations

import pytest

from surveys import catalogue
from surveys.instrument import read_instrument
from surveys.revisions import Revision, Revisions, revisions

BEFORE = """\
id: q
version: 1
title: Team
scale: {points: [{value: 1, label: No}, {value: 2}, {value: 3, label: Yes}], favourable: [3], neutral: [2]}
dimensions:
  - id: d
    name: The house
    facets:
      - id: f
        name: Trust
        items:
          - {id: a, text: {en: I trust you., de: Ich vertraue.}, perspectives: {leader: They trust me.}}
          - {id: b, text: I say what I think.}
          - {id: c, text: I am asked.}
      - id: g
        items:
          - {id: e, text: We meet.}
          - {id: h, text: We help.}
attributes:
  - {id: age, text: How old?, options: [{id: u30, label: Under 30}, {id: o30, label: Over 30}]}
"""


def told(*swaps: tuple[str, str]) -> Revisions:
    """What is told of the questionnaire after some swaps of text."""
    text = BEFORE
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return revisions(read_instrument(BEFORE), read_instrument(text))


def reasons(found: Revisions) -> dict[str, str]:
    return {each.id: each.reason for each in found.comparisons if each.reason}


@pytest.mark.parametrize("name", catalogue.available())
def test_nothing_changes_between_a_version_and_itself(name: str) -> None:
    found = revisions(catalogue.load(name), catalogue.load(name))
    assert found.changes == ()
    assert reasons(found) == {}


def test_white_space_is_no_change() -> None:
    assert told(("We meet.", "'We   meet.'")).changes == ()


def test_words_are_told_by_language_and_perspective() -> None:
    found = told(
        ("Ich vertraue.", "Ich traue."),
        ("They trust me.", "I am trusted."),
        ("text: We meet.", "text: {en: We meet., de: Treffen}"),
    )
    assert found.changes == (
        Revision("reworded", "item", "a", "a", "staff", "de", "Ich vertraue.", "Ich traue."),
        Revision("reworded", "item", "a", "a leader", "leader", "en", "They trust me.", "I am trusted."),
        Revision("worded", "item", "e", "e", "staff", "de", "", "Treffen"),
    )
    assert reasons(found) == {"a": "worded differently in the two waves"}
    assert found.comparable("item") == (4, 5)
    assert found.comparable("facet") == (2, 2)


def test_what_is_added_and_removed_is_told_once_and_not_word_by_word() -> None:
    found = told(
        ("          - {id: h, text: We help.}\n", ""),
        ("I am asked.}\n", "I am asked.}\n          - {id: n, text: New.}\n"),
    )
    assert found.changes == (
        Revision("removed", "item", "h", before="g"),
        Revision("added", "item", "n", after="f"),
    )
    assert reasons(found) == dict.fromkeys(("n", "h"), "asked in one of the two waves only")


def test_another_facet_and_another_order_are_moves() -> None:
    moved = told(
        ("          - {id: c, text: I am asked.}\n", ""),
        ("We help.}\n", "We help.}\n          - {id: c, text: I am asked.}\n"),
    )
    assert moved.changes == (Revision("moved", "item", "c", before="f", after="g"),)
    swapped = told(
        ("{id: e, text: We meet.}", "{id: h, text: We help}"),
        ("{id: h, text: We help.}", "{id: e, text: We meet.}"),
    )
    assert next((each.kind, each.id) for each in swapped.changes) == ("moved", "e")


def test_as_few_moves_as_explain_the_order() -> None:
    def text(order: tuple[str, ...]) -> str:
        items = "".join(f"  - {{id: {id_}, text: {id_}}}\n" for id_ in order)
        return f"id: q\nversion: 1\nscale: {{min: 0, max: 1}}\nitems:\n{items}"

    first = read_instrument(text(tuple("abcd")))
    for order in permutations("abcd"):
        found = revisions(first, read_instrument(text(order))).changes
        rest = [id_ for id_ in order if id_ not in {each.id for each in found}]
        assert rest == sorted(rest)
        assert len(found) <= 3
    assert [each.id for each in revisions(first, read_instrument(text(tuple("bcda")))).changes] == ["a"]


def test_a_scale_an_option_and_a_key_that_change_are_told() -> None:
    turned = "text: We meet., reverse: true, optional: true}"
    found = told(
        ("favourable: [3]", "favourable: [2, 3]"), (", neutral: [2]", ""), ("Over 30", "30 or older"),
        ("text: We meet.}", turned), ("id: u30, label: Under 30", "id: u20"),
    )  # fmt: skip
    assert [(each.kind, each.id, each.before, each.after) for each in found.changes] == [
        ("rescaled", "scale", "3", "2, 3"),
        ("rescaled", "scale", "2", ""),
        ("removed", "age option u30", "age", ""),
        ("added", "age option u20", "", "age"),
        ("reworded", "age option o30", "Over 30", "30 or older"),
        ("keyed otherwise", "e", "not turned round", "turned round"),
        ("asked otherwise", "e", "always asked", "optional"),
    ]
    assert reasons(found)["f"] == "answered on another scale in the other wave"
