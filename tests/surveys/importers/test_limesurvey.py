"""Checks what becomes of a LimeSurvey survey, of today's form and of the form before 2020."""

from surveys.importers import detect
from tests.surveys.importers.files import AGREEMENT, imported, left, lss, refusal

QUESTIONS = [
    {
        "qid": 10,
        "parent_qid": 0,
        "gid": 1,
        "type": "F",
        "title": "Climate",
        "question_order": 2,
        "mandatory": "Y",
    },
    {"qid": 20, "parent_qid": 0, "gid": 1, "type": "T", "title": "Wish", "question_order": 3},
    {"qid": 30, "parent_qid": 0, "gid": 2, "type": "L", "title": "Age", "question_order": 1, "other": "Y"},
    {"qid": 40, "parent_qid": 0, "gid": 2, "type": "M", "title": "Hobbies", "question_order": 2},
    {
        "qid": 50,
        "parent_qid": 0,
        "gid": 1,
        "type": "Q",
        "title": "Words",
        "question_order": 4,
        "relevance": "a.NAOK > 1",
    },
]
SUBQUESTIONS = [
    {"qid": 12, "parent_qid": 10, "title": "SQ002", "question_order": 2},
    {"qid": 11, "parent_qid": 10, "title": "SQ001", "question_order": 1},
    {"qid": 51, "parent_qid": 50, "title": "one", "question_order": 1},
]
WORDS = {
    10: ("<p>How far do you <b>agree</b>?</p>", "<p>Wie weit stimmen Sie zu?</p>"),
    11: ("I am heard.", "Ich werde geh&ouml;rt."),
    12: ("{TOKEN:FIRSTNAME}, we help each other.", "Wir helfen einander."),
    20: ("What is missing?<img src='x.png'>", "Was fehlt?"),
    30: ("How old are you?", "Wie alt sind Sie?"),
    40: ("Hobbies", "Hobbys"),
    50: ("Describe us", "Beschreiben Sie uns"),
    51: ("In one word", "In einem Wort"),
}
ANSWERS = [
    *({"aid": 100 + n, "qid": 10, "code": f"A{n}", "sortorder": n, "scale_id": 0} for n in range(1, 6)),
    {"aid": 106, "qid": 10, "code": "A6", "sortorder": 6, "scale_id": 0},
    {"aid": 201, "qid": 30, "code": "Y", "sortorder": 1, "scale_id": 0},
    {"aid": 202, "qid": 30, "code": "O", "sortorder": 2, "scale_id": 0},
]
LABELS = {
    **{100 + n: (label, f"{label} (de)") for n, label in enumerate(AGREEMENT, 1)},
    106: ("Don't know", "Weiß nicht"),
    201: ("Under 30", "Unter 30"),
    202: ("30 or older", "30 oder älter"),
}


def both(rows: dict[int, tuple[str, str]], key: str, column: str) -> list[dict[str, object]]:
    return [
        {key: id_, column: text, "language": language}
        for id_, texts in rows.items()
        for language, text in zip(("en", "de-informal"), texts, strict=True)
    ]


TODAY = lss(
    "<language>de-informal</language><language>en</language>",
    surveys=[{"sid": 7, "language": "en", "additional_languages": "de-informal"}],
    surveys_languagesettings=[
        {"surveyls_language": "en", "surveyls_title": "Work & life", "surveyls_welcometext": "Hello"},
        {"surveyls_language": "de-informal", "surveyls_title": "Arbeit & Leben"},
    ],
    groups=[{"gid": 2, "group_order": 2}, {"gid": 1, "group_order": 1}],
    group_l10ns=both({1: ("Team", "Team"), 2: ("About you", "Über Sie")}, "gid", "group_name"),
    questions=QUESTIONS,
    subquestions=SUBQUESTIONS,
    question_l10ns=both(WORDS, "qid", "question"),
    answers=ANSWERS,
    answer_l10ns=both(LABELS, "aid", "answer"),
    question_attributes=[{"qid": 10, "attribute": "random_order", "value": "1"}],
)


def test_groups_become_facets_and_rows_of_arrays_items() -> None:
    instrument = imported(TODAY).instrument
    assert (instrument.id, instrument.title) == ("work_life", {"en": "Work & life", "de": "Arbeit & Leben"})
    assert instrument.languages == ("en", "de")
    (facet,) = instrument.facets
    assert (facet.id, facet.name["en"]) == ("team", "Team")
    assert facet.definition == {"en": "How far do you agree?", "de": "Wie weit stimmen Sie zu?"}
    assert [item.id for item in facet.items] == ["Climate_SQ001", "Climate_SQ002"]
    assert facet.items[0].text == {"en": "I am heard.", "de": "Ich werde gehört."}


def test_answers_become_the_scale_and_its_way_out() -> None:
    scale = imported(TODAY).instrument.scale
    assert [(point.value, point.label["en"]) for point in scale.points] == list(enumerate(AGREEMENT, 1))
    assert (scale.favourable, scale.neutral) == ((4, 5), (3,))
    assert scale.not_applicable == {"en": "Don't know", "de": "Weiß nicht"}


def test_texts_become_open_questions_and_lists_background_questions() -> None:
    instrument = imported(TODAY).instrument
    assert [(question.id, question.text["en"]) for question in instrument.questions] == [
        ("Wish", "What is missing?"),
        ("Words_one", "Describe us\nIn one word"),
    ]
    (age,) = instrument.attributes
    assert [(option.id, option.label["de"]) for option in age.options] == [
        ("Y", "Unter 30"),
        ("O", "30 oder älter"),
    ]


def test_what_only_limesurvey_can_do_is_listed_with_its_place() -> None:
    assert left(TODAY) == [
        "languages: the language de-informal is kept as de",
        "the survey: its welcome text: ours says what is promised",
        "question Climate: that it must be answered: nothing must be answered here",
        "question Climate: its random order",
        "question Climate SQ002: {TOKEN:FIRSTNAME} stays as text: nothing fills it in here",
        "question Wish: a picture, sound or frame is left out",
        "question Words: its condition: everybody is asked",
        "question Age: the answer “other” with a text of one's own",
        "question Hobbies: has several answers at once",
        "group 2: its heading: no item stands below it",
    ]


def test_a_survey_of_before_2020_repeats_its_rows_for_each_language() -> None:
    def rows(
        rows: list[dict[str, object]], texts: dict[int, tuple[str, str]], key: str, column: str
    ) -> list[dict[str, object]]:
        named = [(row, texts[int(str(row[key]))]) for row in rows]
        return [
            {**row, column: text, "language": language}
            for row, words in named
            for language, text in zip(("en", "de-informal"), words, strict=True)
        ]

    answers = rows(ANSWERS, LABELS, "aid", "answer")
    old = lss(
        "<language>en</language><language>de-informal</language>",
        surveys=[{"sid": 7, "language": "en"}],
        surveys_languagesettings=[
            {"surveyls_language": "en", "surveyls_title": "Work & life"},
            {"surveyls_language": "de-informal", "surveyls_title": "Arbeit & Leben"},
        ],
        groups=[
            {"gid": gid, "group_order": gid, "group_name": names[language], "language": language}
            for gid, names in (
                (1, {"en": "Team", "de-informal": "Team"}),
                (2, {"en": "About", "de-informal": "Über"}),
            )
            for language in ("en", "de-informal")
        ],
        questions=rows(QUESTIONS, WORDS, "qid", "question"),
        subquestions=rows(SUBQUESTIONS, WORDS, "qid", "question"),
        answers=[{name: value for name, value in row.items() if name != "aid"} for row in answers],
    )
    assert imported(old).instrument == imported(TODAY).instrument


def test_arrays_side_by_side_make_a_dimension() -> None:
    def array(qid: int, title: str) -> list[dict[str, object]]:
        return [{"qid": qid, "parent_qid": 0, "gid": 1, "type": "A", "title": title, "question_order": qid}]

    survey = lss(
        groups=[{"gid": 1, "group_order": 1}],
        group_l10ns=[{"gid": 1, "group_name": "Work", "language": "en"}],
        questions=[*array(1, "pay"), *array(2, "time")],
        subquestions=[
            {"qid": 10 * parent + n, "parent_qid": parent, "title": f"S{n}", "question_order": n}
            for parent in (1, 2)
            for n in (1, 2)
        ],
        question_l10ns=[
            {"qid": qid, "question": f"Text {qid}", "language": "en"} for qid in (1, 2, 11, 12, 21, 22)
        ],
    )
    (dimension,) = imported(survey).instrument.dimensions
    assert (dimension.id, dimension.name["en"]) == ("work", "Work")
    assert [(facet.id, facet.name["en"], len(facet.items)) for facet in dimension.facets] == [
        ("pay", "Text 1", 2),
        ("time", "Text 2", 2),
    ]


def test_what_limesurvey_words_itself_is_worded() -> None:
    survey = lss(
        groups=[{"gid": 1}],
        questions=[
            {"qid": 1, "gid": 1, "type": "C", "title": "q"},
            {"qid": 2, "gid": 1, "type": "G", "title": "g"},
        ],
        subquestions=[{"qid": 3, "parent_qid": 1, "title": "a"}],
        question_l10ns=[{"qid": qid, "question": "Text", "language": "en"} for qid in (1, 2, 3)],
    )
    instrument = imported(survey).instrument
    assert [point.label["en"] for point in instrument.scale.points] == ["No", "Uncertain", "Yes"]
    assert [option.id for option in instrument.attributes[0].options] == ["F", "M"]


def test_a_file_that_is_no_sound_survey_is_refused_with_its_place() -> None:
    good = TODAY.decode()
    assert detect(TODAY) == "limesurvey"
    assert refusal(good.replace("</document>", "").encode()).startswith("1: is not XML: no element found")
    entity = good.replace("<document>", '<!DOCTYPE d [<!ENTITY a "aaaa">]><document>&a;')
    assert refusal(entity.encode()).startswith("declares entities")
    outside = good.replace("<document>", '<!DOCTYPE d SYSTEM "file:///etc/passwd"><document>')
    assert refusal(outside.encode()).startswith("declares entities")
    assert "encoding" in refusal(good.replace("UTF-8", "utf-7").encode())
    assert "encoding" in refusal(good.replace("UTF-8", "klingon").encode())
    assert refusal(good.replace(">Survey<", ">Question<").encode()).startswith(
        "1: is no survey of LimeSurvey"
    )
    assert refusal(b"<document><LimeSurveyDocType>" + b"<a>" * 100_000).startswith("1: is not XML")
    assert refusal(TODAY + b" " * 9 * 1024**2) == "is larger than 8 MB: no survey is"
    assert refusal(lss(groups=[{"gid": 1}])).startswith("holds no question that is answered on a scale")
