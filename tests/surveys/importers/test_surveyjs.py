"""Checks what becomes of the JSON of a SurveyJS survey."""

import json

import pytest

from surveys.importers import detect
from tests.surveys.importers.files import AGREEMENT, imported, left, refusal, surveyjs

MATRIX = {
    "type": "matrix",
    "name": "climate",
    "title": {"default": "How far do you agree?", "de": "Wie weit stimmen Sie zu?"},
    "columns": [{"value": n, "text": label} for n, label in enumerate(AGREEMENT, 1)],
    "rows": [{"value": "heard", "text": {"default": "I am heard.", "de": "Ich werde gehört."}}, "We help."],
    "isRequired": True,
}
SURVEY = surveyjs(
    MATRIX,
    {
        "type": "comment",
        "name": "wish",
        "title": "What is missing, {name}?",
        "visibleIf": "{climate.heard} > 2",
    },
    {"type": "text", "name": "mail", "inputType": "email"},
    {"type": "radiogroup", "name": "site", "choices": ["north|The north", "south"], "hasOther": True},
    {"type": "checkbox", "name": "several", "choices": [1, 2]},
    {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10},
    {"type": "hologram", "name": "future"},
    title="Climate",
    triggers=[{"type": "complete"}],
)


def test_a_matrix_becomes_items_and_languages_are_kept() -> None:
    instrument = imported(SURVEY).instrument
    assert (instrument.id, instrument.languages) == ("climate", ("en", "de"))
    (facet,) = instrument.facets
    assert facet.name == {"en": "How far do you agree?", "de": "Wie weit stimmen Sie zu?"}
    assert [(item.id, item.text) for item in facet.items] == [
        ("climate_heard", {"en": "I am heard.", "de": "Ich werde gehört."}),
        ("climate_We_help", {"en": "We help."}),
    ]
    assert instrument.scale.favourable == (4, 5)
    assert [(option.id, option.label["en"]) for option in instrument.attributes[0].options] == [
        ("north", "The north"),
        ("south", "south"),
    ]


def test_what_only_surveyjs_can_do_is_listed_with_its_path() -> None:
    start = "pages[0].elements"
    assert left(SURVEY) == [
        "triggers: what happens upon an answer",
        f"{start}[0].isRequired: that it must be answered: nothing must be answered here",
        f"{start}[1].visibleIf: its condition: everybody is asked",
        f"{start}[1]: {{name}} stays as text: nothing fills it in here",
        f"{start}[2]: asks for something of the kind “email”",
        f"{start}[3].hasOther: the answer “other” with a text of one's own",
        f"{start}[4]: has several answers at once",
        f"{start}[6]: is of the type “hologram”, which is not known here",
        f"{start}[5]: is answered on another scale than most; a questionnaire has one",
    ]


def test_ratings_share_a_scale_of_numbers_with_words_at_its_ends() -> None:
    ends = {"minRateDescription": "Never", "maxRateDescription": "Always"}
    survey = surveyjs(
        {"type": "rating", "name": "a", "rateMax": 7, **ends},
        {"type": "rating", "name": "b", "rateMax": 7, **ends},
    )
    scale = imported(survey).instrument.scale
    assert [point.label.get("en") for point in scale.points] == [
        "Never",
        None,
        None,
        None,
        None,
        None,
        "Always",
    ]
    assert (scale.favourable, scale.neutral) == ((5, 6, 7), (4,))


def test_panels_in_a_page_make_a_dimension() -> None:
    def panel(name: str) -> dict[str, object]:
        return {
            "type": "panel",
            "name": name,
            "title": name.title(),
            "elements": [{"type": "rating", "name": f"{name}1"}],
        }

    (dimension,) = imported(surveyjs(panel("pay"), panel("time"))).instrument.dimensions
    assert (dimension.id, [facet.id for facet in dimension.facets]) == ("page", ["pay", "time"])


def test_a_table_of_one_column_is_a_matrix_and_a_locale_names_the_first_language() -> None:
    table = {
        "type": "matrixdropdown",
        "name": "t",
        "choices": [1, 2, 3],
        "columns": [{"name": "c"}],
        "rows": ["x"],
    }
    instrument = imported(surveyjs(table, locale="de")).instrument
    assert instrument.items == () and instrument.all_items[0].text == {"de": "x"}
    assert instrument.scale.values == (1, 2, 3)


def test_unknown_ends_are_not_guessed() -> None:
    survey = surveyjs({**MATRIX, "columns": ["Blue", "Green", "Red"]})
    done = imported(survey)
    assert done.instrument.scale.favourable == ()
    assert str(done.decided[-1]).endswith("which end of Blue – Red is favourable is not known: name it")


def test_four_background_questions_are_one_too_many_and_a_fine_one_is_too_fine() -> None:
    many = [{"type": "dropdown", "name": f"d{n}", "choices": [f"{n}a", f"{n}b"]} for n in range(4)]
    survey = surveyjs(MATRIX, {"type": "dropdown", "name": "fine", "choices": list("abcdefghi")}, *many)
    assert len(imported(survey).instrument.attributes) == 3
    fine, fourth = left(survey)[1:]
    assert fine == "pages[0].elements[1]: has 9 answers: a background question has 2 to 8"
    assert fourth.startswith("pages[0].elements[5]: is one background question too many: 3 at most")


def test_html_becomes_plain_text() -> None:
    title = "<p>One<br>two</p><script>alert(1)</script><b>three</b> &lt;four&gt; &amp; a < b"
    survey = surveyjs(
        {"type": "rating", "name": "a", "title": title}, {"type": "comment", "title": "x" * 5000}
    )
    done = imported(survey)
    assert done.instrument.all_items[0].text == {"en": "One\ntwo\nthree <four> & a < b"}
    assert [str(note) for note in done.left] == [
        "pages[0].elements[0]: <script> is left out",
        "pages[0].elements[1]: the text in en is longer than 4000 characters",
        "pages[0].elements[1]: has no text",
    ]


HOSTILE = {
    b"": "is empty",
    b'{pages: [{"name": "x"}]}': "1: column 2: is not JSON",
    b"[]": "1: is no survey of SurveyJS",
    b'{"pages": 5}': "holds no question",
    b'{"pages": [null, {"elements": [7, {"type": ["rating"]}, {"type": "matrix", "rows": {}}]}]}': "holds no",
    b'{"pages": ' + b"[" * 100_000: "is nested too deep",
    b'{"elements": ['
    + b'{"type": "panel", "elements": [' * 100
    + b"]}" * 100
    + b"]}": "elements[0].elements",
    b'{"elements": [{"type": "rating", "rateMax": '
    + b"9" * 5000
    + b"}]}": "is nested too deep or holds a number",
    b'{"elements": [{"type": "rating", "name": "\xff"}]}': "1: is not UTF-8",
    '{"elements": []}'.encode("utf-16"): "is none of the questionnaires",
    b'{"elements": [' + b" " * 5 * 1024**2: "is larger than 4 MB",
    json.dumps({"elements": [{"type": "rating", "name": "a"}] * 3000}).encode(): "asks 3000 questions",
    json.dumps({"elements": [{"type": "rating", "name": "a"}] * 600}).encode(): "holds 600 items",
}


@pytest.mark.parametrize("content", HOSTILE, ids=HOSTILE.values())
def test_a_file_that_is_no_sound_survey_is_refused(content: bytes) -> None:
    assert HOSTILE[content] in refusal(content)


def test_a_long_list_of_answers_is_no_scale() -> None:
    assert detect(SURVEY) == "surveyjs"
    long = {"type": "dropdown", "name": "a", "choices": [f"{n} don't know" for n in range(5_000)]}
    assert "has 5000 answers: a background question has 2 to 8" in left(surveyjs(MATRIX, long))[-1]
