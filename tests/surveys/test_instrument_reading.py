"""Checks that questionnaires are read, and that whatever is wrong with one is told with its place."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import catalogue
from surveys.faults import BadInput
from surveys.instrument import Instrument, json_schema, read_instrument
from surveys.instrument.marked import MAX_DEPTH, MAX_FAULTS, MAX_PARTS
from surveys.instrument.reading import MAX_BYTES
from tests.surveys.questionnaires import SMALLEST, changed

EXAMPLES = sorted((Path(__file__).parents[1] / "instruments").glob("*.yaml"))


def told(text: str) -> list[str]:
    """The faults of a text, as people read them, without the file's name."""
    with pytest.raises(BadInput) as caught:
        read_instrument(text, "q.yaml")
    return [str(fault).removeprefix("q.yaml:") for fault in caught.value.faults]


def test_the_smallest_questionnaire() -> None:
    instrument = read_instrument(SMALLEST)
    assert (instrument.id, instrument.version, instrument.measures) == ("smallest", 1, ("a", "b"))
    assert instrument.items[0].text == {"en": "I like it here."}
    assert instrument.items[1].reverse
    assert (instrument.scale.minimum, instrument.scale.maximum) == (1, 3)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_of_the_tests_are_sound(path: Path) -> None:
    assert read_instrument(path).all_items


def test_a_continuous_scale() -> None:
    scale = "{points: [{value: 1}, {value: 2}, {value: 3}], favourable: [3], neutral: [2]}"
    instrument = read_instrument(changed(scale, "{min: -2.5, max: 100}"))
    assert instrument.scale.continuous
    assert (instrument.scale.minimum, instrument.scale.maximum) == (-2.5, 100.0)


def test_a_byte_order_mark_and_windows_lines_are_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert read_instrument(file) == read_instrument(SMALLEST)


def test_norwegian_is_a_language_and_numbers_in_quotes_are_text() -> None:
    instrument = read_instrument(changed("I like it here.", '{no: Jeg liker meg her., en: "1"}'))
    assert instrument.items[0].text == {"no": "Jeg liker meg her.", "en": "1"}


# What is wrong -> the fault, or the beginning of it. Lines count from 1.
FIELD_FAULTS = {
    "missing id": (changed("id: smallest\n", ""), "1: id: is missing"),
    "bad id": (changed("id: smallest", "id: so small"), "1: id: must be letters, digits"),
    "id is a path": (changed("id: a,", "id: ../a,"), "5: items[0].id: must be letters, digits"),
    "number as text": (
        changed("I like it here.", "42"),
        '5: items[0].text: must be text; write it in quotes: "42"',
    ),
    "no wording": (changed("I like it here.", "{}"), "5: items[0].text: is worded in no language"),
    "empty wording": (changed("I like it here.", "'  '"), "5: items[0].text.en: is empty"),
    "null wording": (changed("I like it here.", "~"), "5: items[0].text: must be text, or text by language"),
    "control character": (
        changed("I like it here.", r'"\e[2J"'),
        "5: items[0].text.en: holds a control character",
    ),
    "bad language": (changed("{en: I", "{English: I"), "6: items[1].text.English: is no language code"),
    "comma without quotes": (
        changed("again.,", "again, soon.,"),
        "6: items[1].text.soon.: is no language code",
    ),
    "version in words": (changed("version: 1", "version: one"), "2: version: must be a whole number"),
    "version below 1": (changed("version: 1", "version: 0"), "2: version: must be 1 or more"),
    "misspelt field": (
        changed("reverse: true", "revers: true"),
        "6: items[1].revers: is no field here; did you mean reverse?",
    ),
    "unknown field": (changed("version: 1", "version: 1\nxyzzy: 2"), "3: xyzzy: is no field here"),
    "true as a value": (
        changed("{value: 1}", "{value: true}"),
        "3: scale.points[0].value: must be a whole number",
    ),
    "value too large": (
        changed("{value: 3}", "{value: 300}"),
        "3: scale.points[2].value: must be 100 or less",
    ),
    "maybe": (changed("reverse: true", "reverse: maybe"), "6: items[1].reverse: must be true or false"),
    "group for list": (
        changed("favourable: [3]", "favourable: {a: 3}"),
        "3: scale.favourable: must be a list",
    ),
    "list for group": (SMALLEST + "overall: [1]\n", "7: overall: must be a group of fields"),
    "unknown perspective": (
        changed("reverse: true", "perspectives: {boss: I}"),
        "6: items[1].perspectives.boss: must be 'staff', 'leader' or 'customer'",
    ),
    "perspectives as text": (
        changed("reverse: true", "perspectives: I"),
        "6: items[1].perspectives: must be wordings by perspective",
    ),
    "half a number": (
        changed("{value: 1}", "{value: 1.5}"),
        "3: scale.points[0].value: must be a whole number",
    ),
    "infinite": (changed("{points:", "{min: .inf, points:"), "3: scale.min: must be a number"),
}

SCALE = "{points: [{value: 1}, {value: 2}, {value: 3}], favourable: [3], neutral: [2]}"
ATTRIBUTE = "  - {{id: t{0}, text: T, options: [{{id: x}}, {{id: y}}]}}\n"
RULES = {
    "same id twice": (changed("id: b,", "id: a,"), "6: items[1].id: the id a is taken"),
    "ids differ in case alone": (changed("id: b,", "id: A,"), "6: items[1].id: the id A is taken"),
    "question named like an item": (
        SMALLEST + "questions:\n  - {id: b, text: Why?}\n",
        "8: questions[0].id: the id b is taken",
    ),
    "facet named like its item": (
        SMALLEST + "facets:\n  - id: f\n    items:\n      - {id: f, text: F}\n",
        "10: facets[0].items[0].id: the id f is taken",
    ),
    "points and ends": (changed("{points:", "{min: 1, points:"), "3: scale: has points and also min or max"),
    "no scale at all": (changed(SCALE, "{}"), "3: scale: needs either points or min and max"),
    "one end": (changed(SCALE, "{min: 1}"), "3: scale: needs either points or min and max"),
    "ends turned round": (changed(SCALE, "{min: 2, max: 1}"), "3: scale.max: must be above min"),
    "favourable without points": (
        changed(SCALE, "{min: 1, max: 2, favourable: [2]}"),
        "3: scale: a scale without points",
    ),
    "one point": (
        changed(SCALE, "{points: [{value: 1}]}"),
        "3: scale.points: must be 2 to 21 points; here 1",
    ),
    "points fall": (
        changed("{value: 3}", "{value: 2}"),
        "3: scale.points[2].value: must be above the value before it",
    ),
    "favourable is no point": (
        changed("favourable: [3]", "favourable: [4]"),
        "3: scale.favourable[0]: 4 is no point",
    ),
    "neutral is no point": (changed("neutral: [2]", "neutral: [0]"), "3: scale.neutral[0]: 0 is no point"),
    "favourable below": (
        changed("favourable: [3], neutral: [2]", "favourable: [1]"),
        "3: scale.favourable: must be the upper end",
    ),
    "both": (changed("favourable: [3]", "favourable: [2, 3]"), "3: scale.neutral: a point cannot be both"),
    "twice": (changed("favourable: [3]", "favourable: [3, 3]"), "3: scale.favourable: names a point twice"),
    "all favourable": (
        changed("favourable: [3], neutral: [2]", "favourable: [1, 2, 3]"),
        "3: scale.favourable: cannot be the whole scale",
    ),
    "no mirror point": (
        changed("{value: 3}], favourable: [3]", "{value: 4}], favourable: [4]"),
        "6: items[1].reverse: needs a scale whose points mirror",
    ),
    "no item": ("id: a\nversion: 1\nscale: {min: 0, max: 1}\n", "1: items: there is no item"),
    "dimension without facet": (
        SMALLEST + "dimensions:\n  - {id: d, facets: []}\n",
        "8: dimensions[0].facets: needs at least one facet",
    ),
    "facet of reserve items": (
        SMALLEST + "facets:\n  - id: f\n    items:\n      - {id: c, text: C, reserve: true}\n",
        "9: facets[0].items: needs at least one item that is not in reserve",
    ),
    "items without end": (
        SMALLEST + "".join(f"  - {{id: i{n}, text: x}}\n" for n in range(500)),
        "4: items: at most 500 items; here 502",
    ),
    "facets without end": (
        SMALLEST
        + "facets:\n"
        + "".join(f"  - {{id: f{n}, items: [{{id: i{n}, text: x}}]}}\n" for n in range(61)),
        "7: facets: at most 60 facets; here 61",
    ),
    "overall in reserve": (
        SMALLEST + "overall: {id: o, text: O, reserve: true}\n",
        "7: overall.reserve: the overall item",
    ),
    "staff wording twice": (
        changed("reverse: true", "perspectives: {staff: I}"),
        "6: items[1].perspectives.staff: staff read `text`",
    ),
    "mirror in no language": (
        changed("reverse: true", "perspectives: {leader: {}}"),
        "6: items[1].perspectives.leader: is worded in no",
    ),
    "four attributes": (
        SMALLEST + "attributes:\n" + "".join(ATTRIBUTE.format(number) for number in range(4)),
        "11: attributes[3]: at most 3 background questions",
    ),
    "one option": (
        SMALLEST + "attributes:\n  - {id: t, text: T, options: [{id: x}]}\n",
        "8: attributes[0].options: needs at least two",
    ),
    "option twice": (
        SMALLEST + "attributes:\n  - {id: t, text: T, options: [{id: x}, {id: X}]}\n",
        "8: attributes[0].options[1].id: the option X is there twice",
    ),
}


@pytest.mark.parametrize(
    ("text", "fault"), (FIELD_FAULTS | RULES).values(), ids=(FIELD_FAULTS | RULES).keys()
)
def test_a_fault_is_told_with_line_and_field(text: str, fault: str) -> None:
    assert any(line.startswith(fault) for line in told(text)), told(text)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        changed("version: 1", "version: one").replace("id: b,", "id: b b,").replace("value: 2", "value: two")
    )
    assert [fault.split(":")[0] for fault in told(text)] == ["2", "3", "6"]


def test_a_misnamed_field_is_told_once() -> None:
    assert len(told(changed("again.,", "again, soon,"))) == 1


HOSTILE = {
    "alias": ("a: &x 1\nb: *x", ["1: a: anchor &x is refused", "2: b: alias *x is refused"]),
    "billion laughs": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        ["1: a: anchor &a", "2: b: anchor &b", "2: b[0]: alias *a"],
    ),
    "python object": (
        "a: !!python/object/apply:os.system [id]",
        ["1: a: tag tag:yaml.org,2002:python/object"],
    ),
    "own tag": ("id: !boom x", ["1: id: tag !boom is refused"]),
    "field twice": ("id: a\nid: b", ["2: id: is given twice (first on line 1)"]),
    "two documents": ("id: a\n---\nid: b", ["2: a file holds one questionnaire"]),
    "list as a field": ("? [a]\n: 1", ["1: the name of a field must be plain text"]),
    "nested lists": ("a: " + "[" * 100_000, [f"1: is nested more than {MAX_DEPTH} deep"]),
    "nested groups": ("{a: " * 100_000, [f"1: is nested more than {MAX_DEPTH} deep"]),
    "nested dashes": ("- " * 100_000, [f"1: is nested more than {MAX_DEPTH} deep"]),
    "broken": ("a: [1,\nb: }", ["2: is not YAML"]),
    "tab": ("a:\n\tb: 1", ["2: is not YAML"]),
    "null byte": ("id: a\n\x00", ["2: is not YAML"]),
    "half a character": ("id: a\nb: \ud800", ["2: holds half a character"]),
    "half a character, escaped": ('id: "\\ud800"', ["1: is not YAML"]),
    "empty": ("", ["1: holds no questionnaire"]),
    "a word": ("hello", ["1: holds no questionnaire"]),
    "a list": ("[1, 2]", ["1: holds no questionnaire"]),
    "merge": (SMALLEST + "<<: {version: 2}\n", ["7: <<: is no field here"]),
    "terminal escape in a field": (r'"\e[2J": 1', [r"1: '\x1b[2J': is no field here"]),
}


@pytest.mark.parametrize(("text", "faults"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_with_a_reason(text: str, faults: list[str]) -> None:
    lines = told(text)
    for fault in faults:
        assert any(line.startswith(fault) for line in lines), lines


def test_faults_without_end_are_cut_short() -> None:
    assert len(told("a:\n" * 200_000)) == MAX_FAULTS
    assert len(told("".join(f"a{number}:\n" for number in range(5_000)))) == MAX_FAULTS


def test_fields_without_end_are_refused() -> None:
    assert told(SMALLEST + "".join(f"  - {{id: i{n}, text: x}}\n" for n in range(MAX_PARTS)))[0].endswith(
        f"holds more than {MAX_PARTS} fields: no questionnaire does"
    )


def test_a_long_stranger_is_not_repeated_in_full() -> None:
    assert all(len(line) < 300 for line in told(f"{'x' * 100_000}: 1"))


def test_oversized_text_is_refused() -> None:
    assert told("#" * (MAX_BYTES + 1)) == [" is larger than 1024 KiB: no questionnaire is"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            SMALLEST.replace("like", "lïke").encode("latin-1"),
            ":5: is not UTF-8 (byte 0xef): save it as UTF-8",
        ),
        (SMALLEST.encode("utf-16"), ":1: is not UTF-8 (byte 0xff): save it as UTF-8"),
        (b"#" * (MAX_BYTES + 1), ": is larger than 1024 KiB: no questionnaire is"),
        (b"", ":1: holds no questionnaire: it must begin with fields such as `id: ...`"),
    ],
    ids=["latin-1", "utf-16", "oversized", "empty"],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / "q.yaml"
    file.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_instrument(file)
    assert str(caught.value) == f"{file}{fault}"


@pytest.mark.parametrize(
    ("path", "fault"),
    [("missing.yaml", "cannot be read: No such file"), ("", "is not a file"), ("a\0b", "cannot be read")],
)
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, path: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        read_instrument(tmp_path / path)


def test_a_device_is_no_questionnaire() -> None:
    with pytest.raises(BadInput, match="is not a file"):
        read_instrument(Path("/dev/zero"))


def _read(text: str) -> Instrument | None:
    """The instrument, or None where the text is refused properly; anything else is an error of the reader."""
    try:
        return read_instrument(text, "q.yaml")
    except BadInput as bad:
        assert bad.faults
        assert all(fault.file == "q.yaml" and fault.message for fault in bad.faults)
        return None


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    _read(text)


@given(st.binary())
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(content)
    try:
        read_instrument(file)
    except BadInput as bad:
        assert bad.faults


FIELDS = sorted(
    {name for part in json_schema()["$defs"].values() for name in part.get("properties", {})}
    | json_schema()["properties"].keys()
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["a", "en"])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(FIELDS), TREES))
def test_any_tree_of_known_fields_is_read_or_refused(tree: dict[str, object]) -> None:
    _read(json.dumps(tree, ensure_ascii=False))


@given(st.data())
def test_any_damage_to_a_good_file_is_read_or_refused(data: st.DataObject) -> None:
    lines = catalogue.text_of("meetings-1").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        at = data.draw(st.integers(0, len(line)))
        inserted = data.draw(
            st.sampled_from(["", " ", ":", "- ", "{", "]", '"', "&a ", "*a", "\t", "ü", "1", "#"])
        )
        lines[place] = line[:at] + inserted + line[at + data.draw(st.integers(0, 4)) :]
    _read("\n".join(lines))


IDS = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True), min_size=1, max_size=8, unique=True)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(IDS, st.lists(st.integers(-100, 100), min_size=2, max_size=9, unique=True), WORDS)
def test_any_sound_questionnaire_is_read_as_it_was_written(
    ids: list[str], values: list[int], words: str
) -> None:
    tree = {
        "id": "q",
        "version": 3,
        "scale": {"points": [{"value": value} for value in sorted(values)], "favourable": [max(values)]},
        "items": [{"id": id_, "text": {"en": words, "de": words}, "optional": True} for id_ in ids],
    }
    instrument = _read(json.dumps(tree, ensure_ascii=False))
    assert instrument is not None
    assert instrument.measures == tuple(ids)
    assert instrument.scale.values == tuple(sorted(values))
    assert all(item.text == {"en": words, "de": words} and item.optional for item in instrument.items)
