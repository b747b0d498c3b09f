"""Checks what becomes of an XLSForm, as a workbook, as CSV and as Markdown."""

import io
import zipfile

import pytest

from surveys.importers import detect
from tests.surveys.importers.files import imported, left, refusal, xlsform

SURVEY = (
    (
        "type",
        "name",
        "label::English (en)",
        "label::German (de)",
        "hint::English (en)",
        "relevant",
        "required",
    ),
    ("start", "start"),
    ("begin group", "team", "Team", "Team"),
    ("select_one agree", "heard", "I am heard.", "Ich werde gehört.", "", "", "yes"),
    ("select_one agree", "help", "We help, ${name}.", "Wir helfen.", "Really?", "${heard} > 1"),
    (),
    ("end group",),
    ("begin repeat", "more", "More", "Mehr"),
    ("select_one agree or_other", "trust", "I trust you.", "Ich vertraue."),
    ("range", "far", "How far?", "Wie weit?"),
    ("end repeat",),
    ("text", "wish", "What is missing?", "Was fehlt?"),
    ("select_one age", "age", "How old are you?", "Wie alt sind Sie?"),
    ("select_multiple age", "ages", "Ages", "Alter"),
    ("integer", "n", "How many?", "Wie viele?"),
    ("novelty", "x", "?", "?"),
)
CHOICES = (
    ("list_name", "name", "label::English (en)", "label::German (de)"),
    ("agree", "1", "Fully agree", "Stimme voll zu"),
    ("agree", "2", "Partly", "Teils"),
    ("agree", "3", "Disagree", "Stimme nicht zu"),
    ("agree", "99", "No answer", "Keine Angabe"),
    ("age", "u30", "Under 30", "Unter 30"),
    ("age", "o30", "30 or older", "30 oder älter"),
)
SETTINGS = (("form_title", "form_id", "default_language"), ("Our team", "team-2026", "English (en)"))
FORM = xlsform(survey=SURVEY, choices=CHOICES, settings=SETTINGS)


def as_csv(sheets: dict[str, tuple[tuple[str, ...], ...]]) -> bytes:
    lines = []
    for name, rows in sheets.items():
        lines.append(name)
        lines += ["," + ",".join(f'"{cell}"' for cell in row) for row in rows if row]
    return "\n".join(lines).encode()


def test_a_common_list_becomes_the_scale_and_groups_facets() -> None:
    done = imported(FORM)
    instrument = done.instrument
    assert (instrument.id, instrument.title, instrument.languages) == (
        "team-2026",
        {"en": "Our team"},
        ("en", "de"),
    )
    assert [(facet.id, [item.id for item in facet.items]) for facet in instrument.facets] == [
        ("team", ["heard", "help"]),
        ("more", ["trust"]),
    ]
    assert [(question.id, question.text["de"]) for question in instrument.questions] == [
        ("wish", "Was fehlt?")
    ]
    assert [option.id for option in instrument.attributes[0].options] == ["u30", "o30"]


def test_a_list_whose_good_end_stands_first_is_turned_round_and_that_is_said() -> None:
    done = imported(FORM)
    points = [(point.value, point.label["de"]) for point in done.instrument.scale.points]
    assert points == [(1, "Stimme nicht zu"), (2, "Teils"), (3, "Stimme voll zu")]
    assert done.instrument.scale.not_applicable == {"en": "No answer", "de": "Keine Angabe"}
    assert [str(note) for note in done.decided] == [
        "scale: the good end stood first: the scale now runs Disagree – Fully agree",
        "scale.favourable: 3 count as favourable",
    ]


def test_what_only_an_xlsform_can_do_is_listed_by_sheet_and_row() -> None:
    assert left(FORM) == [
        "sheet survey, row 2: start: nothing of the kind is recorded here",
        "sheet survey, row 4, required: that it must be answered: nothing must be answered here",
        "sheet survey, row 5, relevant: its condition: everybody is asked",
        "sheet survey, row 5, hint: its help text",
        "sheet survey, row 5: ${name} stays as text: nothing fills it in here",
        "sheet survey, row 8: that it is repeated: its questions are asked once",
        "sheet survey, row 9, type: the answer “other” with a text of one's own",
        "sheet survey, row 14: has several answers at once",
        "sheet survey, row 15: asks for a number",
        "sheet survey, row 16: is of the type “novelty”, which is not known here",
        "sheet survey, row 10: is answered on another scale than most; a questionnaire has one",
    ]


def test_csv_and_markdown_say_the_same() -> None:
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    markdown = "\n".join(
        line
        for name, rows in sheets.items()
        for line in (f"| {name} |", *("| | " + " | ".join(row) + " |" for row in rows if row))
    )
    for text in (as_csv(sheets), markdown.encode()):
        assert detect(text) == "xlsform"
        assert imported(text).instrument == imported(FORM).instrument


def test_older_columns_and_languages_without_a_code_are_understood() -> None:
    survey = (
        ("type", "name", "label:English", "label:Deutsch", "label:Klingon"),
        ("select one from l", "a", "A?", "A de", "A kl"),
        ("select one from l", "b", "B?", "B de", "B kl"),
    )
    choices = (("list name", "value", "caption"), ("l", "1", "No"), ("l", "2", "Yes"))
    form = xlsform(survey=survey, choices=choices)
    instrument = imported(form).instrument
    assert instrument.languages == ("en", "de", "und-klingon")
    assert [point.label["en"] for point in instrument.scale.points] == ["No", "Yes"]
    assert left(form)[0].startswith("sheet survey: the language “Klingon” is kept as und-klingon")


def test_ids_are_made_valid_and_unique_and_that_is_said() -> None:
    survey = (
        ("type", "name", "label"),
        *(("select_one l", name, "Text?") for name in ("a b", "A_b", "über", "你好", "-x-", "a b")),
    )
    form = xlsform(survey=survey, choices=(("list_name", "name", "label"), ("l", 1, "No"), ("l", 2, "Yes")))
    done = imported(form)
    assert [item.id for item in done.instrument.items] == ["a_b", "A_b_2", "uber", "item", "x", "a_b_3"]
    assert "sheet survey, row 5: its id is item: “你好” cannot be one, or is taken" in map(str, done.decided)


def test_without_a_scale_there_is_nothing_to_measure() -> None:
    assert refusal(xlsform(survey=(("type", "name", "label"), ("text", "a", "A?")))).startswith(
        "holds no question"
    )
    assert (
        refusal(xlsform(people=(("a",),), more=(("b",),)))
        == "has no sheet called survey, or nothing stands in it"
    )


def with_part(name: str, part: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FORM)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return kept.getvalue()


HOSTILE = {
    "a bomb": with_part("xl/worksheets/sheet1.xml", b" " * 50 * 1024**2),
    "many styles": with_part("xl/styles.xml", b"<styleSheet><cellXfs>" + b"<xf/>" * 100_000),
    "texts elsewhere": with_part(
        "[Content_Types].xml",
        b'<Types><Override PartName="/xl/media/a" ContentType="x.sharedStrings+xml"/></Types>',
    ),
    "an entity": with_part(
        "xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "b">]><worksheet>&b;</worksheet>'
    ),
    "a cut file": FORM[:2000],
    "an archive of something else": b"PK\x03\x04" + b"\0" * 100,
    "an old workbook that is none": b"\xd0\xcf\x11\xe0" + b"\1" * 1000,
    "Latin-1": "survey\n,type,name,label\n,text,a,Größe\n".encode("latin-1"),
    "too large": b"survey\n" + b"," * 5 * 1024**2,
    "too many questions": b"survey\n,type,name,label\n" + b",text,a,b\n" * 3000,
    "too deep": b"survey\n,type,name,label\n" + b",begin group,a,b\n" * 3000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused(what: str) -> None:
    assert refusal(HOSTILE[what], "xlsform")


def test_a_cell_a_million_rows_down_costs_nothing() -> None:
    rows = (("type", "name", "label"), ("select_one l", "a", "A?"), ("select_one l", "b", "B?"))
    far = xlsform(survey=rows, choices=(("list_name", "name"), ("l", 1), ("l", 2)))
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(far)) as old, zipfile.ZipFile(kept, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                part = part.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(info.filename, part)
    assert len(imported(kept.getvalue()).instrument.items) == 2
