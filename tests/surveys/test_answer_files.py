"""Checks that good files become the answers they hold, and bad ones a list of faults with row and column."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import csv_files
from surveys.answer_files import NO_ANSWER, NO_PERSPECTIVE, NO_WEIGHT, read_csv
from surveys.codes import MISSING
from surveys.faults import BadInput
from surveys.instrument import Attribute, Facet, Instrument, Item, Option, Point, Scale
from surveys.responses import Layout

FIVE = Scale(points=tuple(Point(value=v) for v in range(1, 6)), favourable=(4, 5), neutral=(3,))
ITEMS = (
    Item(id="q1", text="One"),
    Item(id="q2", text="Two"),
    Item(id="q3", text="Three", optional=True),
    Item(id="q4", text="Four", reserve=True),
)
SURVEY = Instrument(
    id="small",
    version=1,
    scale=FIVE,
    facets=(Facet(id="f", items=ITEMS),),
    attributes=(
        Attribute(
            id="tenure",
            text="How long?",
            options=(
                Option(id="short", label={"en": "Below a year"}),
                Option(id="long", label={"en": "Longer"}),
            ),
        ),
    ),
)
PERCENT = SURVEY.model_copy(update={"scale": Scale(min=0, max=100), "facets": SURVEY.facets})


def read(text, layout=None, instrument=SURVEY):
    content = text.encode() if isinstance(text, str) else text
    return read_csv(content, instrument, layout, name="answers.csv")


def faults(text, layout=None, instrument=SURVEY):
    with pytest.raises(BadInput) as caught:
        read(text, layout, instrument)
    return [str(fault) for fault in caught.value.faults]


def test_answers_stand_in_the_instruments_order_and_blanks_are_missing():
    responses = read("q2,other,q1\n4,x,1\n,,5\n")
    assert responses.items == ("q1", "q2")
    assert responses.answers.tolist() == [[1, 4], [5, MISSING]]
    assert responses.answers.dtype == np.int8
    assert responses.intake.read == responses.intake.used == 2
    assert responses.intake.ignored_columns == ("other",)
    assert responses.weights is None
    assert responses.links is None


@pytest.mark.parametrize("text", ["4", " 4 ", "4.0", "4.00", "+4", "4e0", "04"])
def test_whole_numbers_are_read_however_they_are_written(text):
    assert read(f"q1,q2\n{text},1\n").answers[0, 0] == 4


@pytest.mark.parametrize(
    "text",
    ["6", "0", "-1", "4.5", "agree", "NA", "nan", "inf", "1_0", "٤", "4 4", "0x4", "-128", "260", "1e400"],
)
def test_anything_else_refuses_the_whole_file_with_row_and_column(text):
    expected = f"answers.csv:3: q2: “{text}” is no answer: one of 1, 2, 3, 4, 5, or blank"
    assert faults(f"q1,q2\n1,2\n1,{text}\n") == [expected]


def test_every_fault_is_told_in_order_up_to_twenty():
    told = faults("q1,q2\n" + "9,1\n" * 10 + "1,8\n" * 15)
    assert len(told) == 21
    assert told[0].startswith("answers.csv:2: q1")
    assert told[19].startswith("answers.csv:21: q2")
    assert told[20] == "answers.csv: and 5 more faults"


def test_faults_are_found_beyond_the_first_batch(monkeypatch):
    monkeypatch.setattr(csv_files, "_BATCH", 3)
    assert faults("q1,q2\n" + "1,1\n" * 7 + "1,7\n")[0].startswith("answers.csv:9: q2")
    assert len(read("q1,q2\n" + "1,1\n" * 7)) == 7


def test_missing_and_doubled_columns():
    assert faults("q1,q1,x\n1,1,1\n") == [
        "answers.csv:1: q2: column is missing",
        "answers.csv:1: q1: column stands in the header more than once",
    ]
    assert faults("q1,q2\n1,1\n", Layout(units=("AGENCY",), weight="w")) == [
        "answers.csv:1: AGENCY: column is missing",
        "answers.csv:1: w: column is missing",
    ]


def test_ignored_columns_may_be_doubled_or_nameless():
    assert read("q1,q2,a,a,\n1,1,,,\n").intake.ignored_columns == ("a", "a", "column 5")


def test_ragged_rows():
    assert faults("q1,q2\n1\n1,2\n1,2,3\n") == [
        "answers.csv:2: has 1 columns, the header has 2",
        "answers.csv:4: has 3 columns, the header has 2",
    ]


def test_blank_lines_are_no_rows_but_count_as_lines():
    responses = read("q1,q2\n\n1,2\n\n3,4\n\n")
    assert responses.intake.read == 2
    assert faults("q1,q2\n\n1,9\n")[0].startswith("answers.csv:3: q2")


@pytest.mark.parametrize("text", ["", "   \n\n", "\ufeff"])
def test_empty_files(text):
    assert faults(text) == ["answers.csv: is empty"]


def test_a_header_alone():
    assert faults("q1,q2\n") == ["answers.csv: has a header and no answers below it"]


def test_one_respondent():
    responses = read("q1,q2\n3,4\n")
    assert len(responses) == 1


def test_rows_without_any_answer_are_set_aside_and_counted():
    responses = read("q1,q2,q3\n1,2,\n,,\n,,5\n")
    assert responses.answers.tolist() == [[1, 2, MISSING], [MISSING, MISSING, 5]]
    assert (responses.intake.read, responses.intake.used) == (3, 2)
    assert [(aside.reason, aside.rows) for aside in responses.intake.set_aside] == [(NO_ANSWER, 1)]


def test_a_file_of_which_nothing_can_be_used():
    assert faults("q1,q2\n,\n,\n") == [f"answers.csv: 2 rows: {NO_ANSWER}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_encodings(encoding):
    text = "q1,q2,Straße\n1,2,Größe\n3,4,Maß\n"
    responses = read(text.encode(encoding), Layout(segments=("Straße",)))
    assert responses.attributes[0].options == ("Größe", "Maß")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_refused_with_advice(encoding):
    assert "UTF-8" in faults("q1,q2\n1,2\n".encode(encoding))[0]


def test_nul_bytes_are_refused():
    assert "not plain text" in faults(b"q1,q2\n1,\x002\n")[0]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator, end):
    rows = [["q1", "q2", "unit"], ["1", "2", "a"], ["3", "", "b"]]
    text = end.join(separator.join(row) for row in rows) + end
    responses = read(text, Layout(units=("unit",)))
    assert responses.answers.tolist() == [[1, 2], [3, MISSING]]
    assert responses.unit_paths == ((), ("a",), ("b",))


def test_a_comma_in_a_name_does_not_fool_the_separator():
    assert read('q1;q2;"a, b, c, d"\n1;2;x\n').answers.tolist() == [[1, 2]]


def test_quoted_newlines_belong_to_their_cell():
    responses = read('q1,q2,unit\n1,2,"a\nb"\n3,9,c\n'.replace("9", "4"), Layout(units=("unit",)))
    assert responses.unit_paths == ((), ("a\nb",), ("c",))


def test_an_open_quote_is_a_fault():
    assert "not a CSV row" in faults('q1,q2\n1,"2\n3,4\n')[0]


def test_decimal_commas_are_read_where_they_separate_nothing():
    assert read("q1;q2\n12,5;99.5\n", instrument=PERCENT).answers.tolist() == [[12.5, 99.5]]
    assert np.isnan(read("q1,q2\n,100\n", instrument=PERCENT).answers[0, 0])
    told = faults("q1;q2\n101;nan\n", instrument=PERCENT)
    assert told == [
        "answers.csv:2: q1: “101” is no answer: a number from 0 to 100, or blank",
        "answers.csv:2: q2: “nan” is no answer: a number from 0 to 100, or blank",
    ]


def test_gzip_is_unpacked_and_a_damaged_one_refused():
    packed = gzip.compress(b"q1,q2\n1,2\n")
    assert read(packed).answers.tolist() == [[1, 2]]
    assert "damaged gzip" in faults(packed[:-9])[0]
    assert "damaged gzip" in faults(packed[:2] + b"nonsense")[0]


def test_a_gzip_bomb_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(csv_files, "MAX_BYTES", 2 * 1024**2)
    bomb = gzip.compress(b"1,2\n" * 5_000_000)
    assert len(bomb) < 100_000
    assert faults(bomb) == ["answers.csv: is larger than 2 MB"]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        read_csv(tmp_path / "none.csv", SURVEY)


@pytest.mark.parametrize("weight", ["-1", "nan", "", "heavy", "inf", "1e400", "1e200"])
def test_weights_that_are_none(weight):
    told = faults(f"q1,q2,w\n1,2,1\n1,2,{weight}\n", Layout(weight="w"))
    assert told == [f"answers.csv:3: w: “{weight}” is no weight: a number from 0 to 1,000,000,000"]


def test_a_weight_of_zero_sets_the_row_aside():
    responses = read("q1,q2,w\n1,2,0.5\n1,2,0\n", Layout(weight="w"))
    assert responses.weights.tolist() == [0.5]
    assert [(aside.reason, aside.rows) for aside in responses.intake.set_aside] == [(NO_WEIGHT, 1)]


ROLE = Layout(perspectives=(("role", "boss", "leader"), ("role", "buyer", "customer")))


def test_perspectives_by_value_and_everybody_else_is_staff():
    responses = read("q1,q2,role\n1,2,boss\n1,2,clerk\n1,2,buyer\n1,2,\n1,2, boss \n", ROLE)
    assert responses.perspective.tolist() == [1, 0, 2, 1]
    assert [(aside.reason, aside.rows) for aside in responses.intake.set_aside] == [(NO_PERSPECTIVE, 1)]


def test_a_perspective_value_that_nobody_has_is_a_slip():
    told = faults("q1,q2,role\n1,2,Boss\n1,2,buyer\n", ROLE)
    assert told == ["answers.csv: role: no row holds “boss”; the column holds “Boss”, “buyer”"]


def test_a_strange_perspective():
    told = faults("q1,q2,role\n1,2,x\n", Layout(perspectives=(("role", "x", "owner"),)))
    assert told == ["answers.csv: role: “owner” is no perspective: one of staff, leader, customer"]


def test_units_make_a_tree_in_natural_order_with_people_at_every_level():
    rows = "1,1,B,\n1,1,A,A10\n1,1,A,A2\n1,1,,\n1,1,A,\n"
    responses = read("q1,q2,top,low\n" + rows, Layout(units=("top", "low")))
    assert responses.unit_paths == ((), ("A",), ("A", "A2"), ("A", "A10"), ("B",))
    assert responses.unit_of.tolist() == [4, 3, 2, 0, 1]
    assert responses.unit_labels[2] == "A2"


def test_a_unit_below_a_blank_one_is_a_fault():
    told = faults("q1,q2,top,low\n1,1,,A2\n", Layout(units=("top", "low")))
    assert told == ["answers.csv:2: low: names a unit, but top above it is blank"]


def test_attributes_found_in_the_file_and_those_of_the_instrument():
    layout = Layout(segments=("age", "tenure"))
    age, tenure = read("q1,q2,age,tenure\n1,1,20-29,long\n1,1,9,\n1,1,,?\n", layout).attributes
    assert (age.options, age.codes.tolist()) == (("9", "20-29"), [1, 0, -1])
    assert (tenure.options, tenure.codes.tolist()) == (("short", "long", "?"), [1, -1, 2])
    assert tenure.labels == ("Below a year", "Longer", "?")


def test_columns_of_names_are_no_groups():
    text = "q1,q2,id\n" + "".join(f"1,1,{row}\n" for row in range(1001))
    told = faults(text, Layout(segments=("id",)))
    assert told == ["answers.csv: id: holds 1001 different values; at most 1000 can be told"]
    assert len(read(text, Layout(units=("id",))).unit_paths) == 1002


def test_codes_of_thousands_of_digits_are_still_sorted():
    units = read(f"q1,q2,unit\n1,1,{'9' * 5000}\n1,1,8\n", Layout(units=("unit",))).unit_paths
    assert units[1] == ("8",)


def test_links_may_be_blank_but_not_doubled():
    layout = Layout(link="code")
    assert read("q1,q2,code\n1,1,a\n1,1,\n1,1,\n", layout).links.tolist() == ["a", "", ""]
    told = faults("q1,q2,code\n1,1,a\n1,1,b\n1,1,a\n", layout)
    assert told == ["answers.csv:4: code: “a” stands in row 2 already"]


@given(st.binary(max_size=300))
def test_no_bytes_whatever_end_in_anything_but_answers_or_faults(content):
    try:
        responses = read(b"q1,q2,unit\n" + content, Layout(units=("unit",), segments=("unit",)))
    except BadInput as bad:
        assert bad.faults
    else:
        assert responses.intake.read == len(responses) + sum(a.rows for a in responses.intake.set_aside)


cell = st.sampled_from(["", "1", "2", "5", " 3 ", "4.0"])


@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=40))
def test_what_is_written_is_what_is_read(rows):
    values = [[float(text) if text else np.nan for text in row] for row in rows]
    used = [row for row in values if not np.isnan(row).all()]
    text = "q1,q2\n" + "".join(",".join(row) + "\n" for row in rows)
    if not used:
        assert faults(text) == [f"answers.csv: {len(rows)} rows: {NO_ANSWER}"]
        return
    answers = read(text).answers.astype(float)
    answers[answers == MISSING] = np.nan
    np.testing.assert_array_equal(answers, used)
