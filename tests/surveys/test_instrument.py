"""Checks what an instrument knows of itself: who is asked what, what changed, and what could be better."""

import json

import pytest

from surveys.codes import PERSPECTIVES
from surveys.instrument import advise, difference, json_schema, read_instrument
from tests.surveys.questionnaires import MIRRORED, SMALLEST, changed


def test_who_is_asked_what() -> None:
    instrument = read_instrument(MIRRORED)
    asked = {who: [item.id for item in instrument.asked(who)] for who in PERSPECTIVES}
    assert asked["staff"] == ["a", "b", "o"]
    assert asked["leader"] == ["a", "o"], "b has no mirror for leaders"
    assert asked["customer"] == ["a", "b", "o"], (
        "nothing is worded for customers: they read the staff wording"
    )
    assert instrument.perspectives == ("staff", "leader")


def test_the_wording_that_a_perspective_reads() -> None:
    instrument = read_instrument(MIRRORED)
    first, second = instrument.facets[0].items[:2]
    assert instrument.wording(first, "leader") == {"en": "A of leaders"}
    assert instrument.wording(second, "leader") is None
    assert instrument.wording(second, "customer") == {"en": "B"}


def test_questions_and_attributes_follow_the_perspectives_of_the_items() -> None:
    text = MIRRORED + "questions:\n  - {id: q, text: Q, perspectives: {leader: Q of leaders}}\n"
    text += "attributes:\n  - {id: t, text: T, options: [{id: x}, {id: y}]}\n"
    instrument = read_instrument(text)
    read = {
        who: [instrument.wording(part, who) for part in (*instrument.questions, *instrument.attributes)]
        for who in PERSPECTIVES
    }
    assert read["staff"] == [{"en": "Q"}, {"en": "T"}]
    assert read["leader"] == [{"en": "Q of leaders"}, None]
    assert read["customer"] == [{"en": "Q"}, {"en": "T"}]


DIFFERENCES = {
    "nothing": (("id: smallest", "id: smallest"), "a", None),
    "title": (("version: 1", "version: 2\ntitle: New"), "a", None),
    "white space": (("I like it here.", "I  like it\n    here."), "a", None),
    "a translation more": (
        ("text: I like it here.", "text: {en: I like it here., de: Hier gefällt es mir.}"),
        "a",
        None,
    ),
    "a word": (("I like it here.", "I love it here."), "a", "reworded"),
    "one of two languages": (("Ich komme wieder.", "Ich komme zurück."), "b", "reworded"),
    "no language in common": (("text: I like it here.", "text: {fr: Je suis bien ici.}"), "a", "reworded"),
    "another item": (("I like it here.", "I love it here."), "b", None),
    "key": (("reverse: true", "reverse: false"), "b", "keyed otherwise"),
    "item gone": (("id: a,", "id: z,"), "a", "missing"),
    "scale": (("[{value: 1}, {value: 2}", "[{value: 0}, {value: 1}, {value: 2}"), "a", "another scale"),
    "labels new": (("{value: 1}", "{value: 1, label: No}"), "a", None),
}


@pytest.mark.parametrize(("change", "item", "expected"), DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_what_makes_an_item_another(change: tuple[str, str], item: str, expected: str | None) -> None:
    before, after = read_instrument(SMALLEST), read_instrument(changed(*change))
    assert difference(before, after, item) == expected
    assert difference(after, before, item) == expected


def test_other_labels_are_another_scale() -> None:
    labelled = [
        read_instrument(changed("{value: 1}", f"{{value: 1, label: {label}}}")) for label in ("No", "Never")
    ]
    assert difference(*labelled, "a") == "another scale"


def test_an_item_without_a_mirror_cannot_be_compared() -> None:
    before = read_instrument(MIRRORED)
    assert difference(before, before, "a", "leader") is None
    assert difference(before, before, "b", "leader") == "not worded"


ADVICE = {
    "translation": (SMALLEST, "not worded in de: a"),
    "no favourable": (changed(", favourable: [3], neutral: [2]", ""), "scale: no favourable points"),
    "negation": (
        changed("I would come again.", "I don't come again."),
        "items[1].text.en: a reversed item with a negation",
    ),
    "German negation": (
        changed("Ich komme wieder.", "Ich komme nie wieder."),
        "items[1].text.de: a reversed item with a",
    ),
    "mirrors": (MIRRORED, "not asked of leaders: b, c"),
    "short facet": (changed("      - {id: b, text: B}\n", "", MIRRORED), "facets: of one item"),
    "two reversed": (
        changed("{id: b, text: B}", "{id: b, text: B, reverse: true}", MIRRORED).replace(
            "text: A,", "text: A, reverse: true,"
        ),
        "facets[0]: more than one reversed item: a, b",
    ),
    "many options": (
        SMALLEST
        + f"attributes:\n  - {{id: t, text: T, options: [{', '.join(f'{{id: o{n}}}' for n in range(9))}]}}\n",
        "attributes[0].options: 9 options make small groups",
    ),
}


@pytest.mark.parametrize(("text", "note"), ADVICE.values(), ids=ADVICE.keys())
def test_advice(text: str, note: str) -> None:
    notes = [str(note) for note in advise(read_instrument(text))]
    assert any(found.startswith(note) for found in notes), notes


def test_the_schema_knows_every_field_and_that_a_wording_may_be_plain_text() -> None:
    schema = json_schema()
    assert set(schema["required"]) == {"id", "version", "scale"}
    assert set(schema["$defs"]["Item"]["required"]) == {"id", "text"}
    kinds = {kind["type"] for kind in schema["$defs"]["Item"]["properties"]["text"]["anyOf"]}
    assert kinds == {"string", "object"}
    assert all(part["additionalProperties"] is False for part in (schema, *schema["$defs"].values())), (
        "editors underline what is no field"
    )
    by_language = schema["$defs"]["Item"]["properties"]["text"]["anyOf"][1]
    assert by_language["additionalProperties"] is False, "and what is no language"
    assert json.loads(json.dumps(schema)) == schema
