"""Wrong calls and hostile files end with status 2 and a line per fault that says where, never a traceback."""

import gzip
import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.command_line import Run, run

ROOT = Path(__file__).resolve().parents[3]
TEAM = ROOT / "tests/spec/one-team"
GOOD = (TEAM / "responses.csv").read_text()
UNITS = (ROOT / "tests/spec/units/responses.csv").read_text()


def score(*words: object) -> Run:
    return run("score", "--instrument", TEAM / "instrument.yaml", *words)


def compare(*words: object) -> Run:
    return run("compare", "--instrument", TEAM / "instrument.yaml", *words)


# What is in answers.csv (None: no such file), what is added to the call, and the faults it must end with.
FILES = {
    "no such file": (None, [], ["answers.csv: cannot be read: No such file or directory"]),
    "empty": ("", [], ["answers.csv: is empty"]),
    "no answers": ("know,guess\n", [], ["answers.csv: has a header and no answers below it"]),
    "nobody answered": ("know,guess\n,\n,\n", [], ["answers.csv: 2 rows: no answer to any item"]),
    "missing column": ("know\n1\n", [], ["answers.csv:1: guess: column is missing"]),
    "column twice": (
        "know,guess,know\n1,1,1\n",
        [],
        ["answers.csv:1: know: column stands in the header more than once"],
    ),
    "out of range": (
        GOOD + "6,0\n",
        [],
        [
            "answers.csv:15: know: “6” is no answer: one of 1, 2, 3, 4, 5, or blank",
            "answers.csv:15: guess: “0” is no answer: one of 1, 2, 3, 4, 5, or blank",
        ],
    ),
    "words": (
        GOOD + "often,1\n",
        [],
        ["answers.csv:15: know: “often” is no answer: one of 1, 2, 3, 4, 5, or blank"],
    ),
    "halves": (
        GOOD + "2.5,1\n",
        [],
        ["answers.csv:15: know: “2.5” is no answer: one of 1, 2, 3, 4, 5, or blank"],
    ),
    "ragged": (GOOD + "1,2,3\n", [], ["answers.csv:15: has 3 columns, the header has 2"]),
    "no unit column": (GOOD, ["--units", "unit"], ["answers.csv:1: unit: column is missing"]),
    "no segment column": (GOOD, ["--segment", "age"], ["answers.csv:1: age: column is missing"]),
    "no weight column": (GOOD, ["--weight", "w"], ["answers.csv:1: w: column is missing"]),
    "nameless weight": (GOOD, ["--weight", ""], [re.compile(r"answers\.csv:1: .*column is missing")]),
    "negative weight": (
        "know,guess,w\n1,1,-1\n",
        ["--weight", "w"],
        [re.compile(r"answers\.csv:2: w: “-1” is no weight: a number ")],
    ),
    "nobody of that perspective": (
        UNITS,
        ["--perspective", "unit=n:leader"],
        ["answers.csv: unit: no row holds “n”; the column holds “N”, “S”, “E”"],
    ),
    "no such outcome": (
        GOOD,
        ["--outcome", "pay"],
        ["answers.csv: pay: is no item of these answers, so it can be no outcome"],
    ),
    "UTF-16": (
        "know,guess".encode("utf-16"),
        [],
        ["answers.csv: is not plain text: save it as CSV in UTF-8, not in UTF-16"],
    ),
    "too few invited": (GOOD, ["--invited", "11"], [re.compile(r"answers\.csv: all: .*invited")]),
}


@pytest.mark.parametrize("case", FILES, ids=str)
def test_a_bad_file_is_refused_with_its_place(case, tmp_path, monkeypatch):
    content, options, expected = FILES[case]
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("answers.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    called = score("--responses", "answers.csv", *options, "-o", "out.json")
    assert (called.status, called.out) == (2, "")
    assert len(called.faults) == len(expected)
    for line, words in zip(called.faults, expected, strict=True):
        assert words.search(line) if isinstance(words, re.Pattern) else line == words
    assert not Path("out.json").exists()


# A call (after `score --instrument ...`), and what the last line must say.
CALLS = {
    "nothing": ([], "Missing option '--responses'"),
    "no such option": (["--colour", "red"], "No such option"),
    "threshold of four": (["--min-group", "4"], "4 is not in the range"),
    "threshold in words": (["--min-group", "five"], "'five' is not a valid integer"),
    "blank unit": (["--units", "a,,b"], "a name between the commas is blank"),
    "unit twice": (["--units", "a,a"], "a column is named twice"),
    "unit and segment": (["--units", "a", "--segment", "a"], "is named twice in --units and --segment"),
    "segment twice": (["--segment", "a", "--segment", "a"], "is named twice"),
    "cross without segment": (
        ["--units", "a", "--cross", "b"],
        "--cross names a column that is also a --segment",
    ),
    "cross without units": (["--segment", "b", "--cross", "b"], "--cross needs --units"),
    "perspective without colon": (["--perspective", "role=boss"], "is not of the form COL=VALUE:leader"),
    "perspective without column": (["--perspective", "=boss:leader"], "is not of the form COL=VALUE:leader"),
    "perspective of nobody": (["--perspective", "role=:leader"], "is not of the form COL=VALUE:leader"),
    "unknown perspective": (["--perspective", "role=a:b:chief"], "“chief” is no perspective"),
    "nobody invited": (["--invited", "0"], "“0” is no number of people"),
    "fewer than nobody": (["--invited", "-3"], "“-3” is no number of people"),
    "more than there are": (["--invited", "9" * 30], "is no number of people"),
    "unknown format": (["--format", "xml"], "'xml' is not one of"),
}


@pytest.mark.parametrize("case", CALLS, ids=str)
def test_a_wrong_call_says_what_is_wrong_with_it(case):
    words, expected = CALLS[case]
    called = score(*(["--responses", TEAM / "responses.csv"] if words else []), *words)
    assert (called.status, called.out) == (2, "")
    assert expected in " ".join(called.err.split())


INVITED = {
    "no columns": ("a,b\n1,2\n", ["i.csv:1: key: column is missing", "i.csv:1: invited: column is missing"]),
    "no number": ("key,invited\nall,many\n", ["i.csv:2: invited: “many” is no number of people"]),
    "half a person": ("key,invited\nall,2.5\n", ["i.csv:2: invited: “2.5” is no number of people"]),
    "twice": ("key,invited\nall,20\nall,30\n", ["i.csv:3: key: “all” stands in an earlier row already"]),
    "blank": ("key;invited\n;20\n", ["i.csv:2: key: is blank"]),
    "ragged": ("key,invited\nall\n", ["i.csv:2: has 1 columns, the header has 2"]),
    "no file": (None, ["i.csv: cannot be read: No such file or directory"]),
}


@pytest.mark.parametrize("case", INVITED, ids=str)
def test_a_bad_list_of_invited_is_refused_with_its_place(case, tmp_path, monkeypatch):
    content, expected = INVITED[case]
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("i.csv").write_text(content)
    called = score("--responses", TEAM / "responses.csv", "--invited", "i.csv")
    assert (called.status, called.faults) == (2, expected)


def test_more_than_twenty_faults_are_counted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("answers.csv").write_text("know,guess\n" + "9,9\n" * 50)
    faults = score("--responses", "answers.csv").faults
    assert len(faults) == 21 and faults[-1] == "answers.csv: and 80 more faults"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--instrument", "nowhere.yaml", "--responses", "a.csv"], "nowhere.yaml: "),
        (["--instrument", "bad.yaml", "--responses", "a.csv"], "bad.yaml:"),
        (["--instrument", ".", "--responses", "a.csv"], ".: "),
    ],
)
def test_a_bad_instrument_is_refused_with_its_place(words, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("id: x\nversion: one\n")
    called = run("score", *words)
    assert called.status == 2 and called.faults
    assert all(line.startswith(expected) for line in called.faults)


@pytest.mark.parametrize("target", ["missing/out.json", ".", "answers.csv/out.json"])
def test_a_place_that_cannot_be_written_is_named(target, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("answers.csv").write_text(GOOD)
    called = score("--responses", "answers.csv", "-o", target)
    assert called.status == 2
    assert called.faults[-1].startswith(f"{target}: cannot be written: ")


COMPARISONS = {
    "only one wave": (["--before", "b.csv"], "Missing option '--after'"),
    "link and weight": (
        ["--before", "b.csv", "--after", "b.csv", "--link", "know", "--weight", "guess"],
        "--link cannot go with --weight",
    ),
    "no such code": (
        ["--before", "b.csv", "--after", "b.csv", "--link", "code"],
        "b.csv:1: code: column is missing",
    ),
    "code twice": (
        ["--before", "b.csv", "--after", "b.csv", "--link", "know"],
        "b.csv:3: know: “5” stands in row 2 already",
    ),
    "later file": (["--before", "b.csv", "--after", "c.csv"], "c.csv: cannot be read"),
    "smallest of nothing": (["--before", "b.csv", "--after", "b.csv", "--smallest", "-1"], "-1"),
    "invited": (["--before", "b.csv", "--after", "b.csv", "--invited-before", "3"], "b.csv: all: "),
}


@pytest.mark.parametrize("case", COMPARISONS, ids=str)
def test_a_wrong_comparison_says_what_is_wrong_with_it(case, tmp_path, monkeypatch):
    words, expected = COMPARISONS[case]
    monkeypatch.chdir(tmp_path)
    Path("b.csv").write_text(GOOD)
    called = compare(*words)
    assert (called.status, called.out) == (2, "")
    assert expected in " ".join(called.err.split())


heads = st.sampled_from(
    [b"know,guess\n", b"know;guess\n", b"\xef\xbb\xbfknow,guess\r\n", b'"know","guess"\n', b""]
)
cells = st.lists(
    st.sampled_from(
        [b"1", b"5", b",", b"\n", b";", b'"', b"\r", b"\0", b"\xff", b"=1+1", b"9" * 400, b" ", b"-"]
    ),
    max_size=40,
).map(b"".join)


@settings(max_examples=150)
@given(
    content=st.one_of(
        st.binary(max_size=300), st.tuples(heads, cells | st.binary(max_size=100)).map(b"".join)
    )
)
@example(content=b"\x1f\x8b")
@example(content=gzip.compress(b"know,guess\n" + b"5,1\n" * 20)[:-4])
@example(content=b'know,guess\n"' + b"x" * 200_000 + b'",1\n')
@example(content=b"know,guess\n1,2\n" * 2)
@example(content="know,guess\n１,2\n".encode())
@example(content=b"know,guess\nnan,inf\n")
@example(content=b"know;guess\n\x1b[2J\x0b;\n")
def test_no_bytes_make_a_traceback(content, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "hostile"
    folder.mkdir(exist_ok=True)
    file = folder / f"answers-{os.getpid()}.csv"
    file.write_bytes(content)
    called = score("--responses", file)
    assert called.status in (0, 2)
    if called.status:
        assert called.out == "" and all(line.startswith(f"{file}:") for line in called.faults)
    else:
        assert called.json["segments"][0]["key"] == "all"


@settings(max_examples=60)
@given(content=st.one_of(st.binary(max_size=200), st.tuples(st.just(b"key,invited\n"), cells).map(b"".join)))
def test_no_list_of_invited_makes_a_traceback(content, tmp_path_factory):
    file = tmp_path_factory.getbasetemp() / f"invited-{os.getpid()}.csv"
    file.write_bytes(content)
    called = score("--responses", TEAM / "responses.csv", "--invited", file)
    assert called.status in (0, 2)


@settings(max_examples=60)
@given(content=st.tuples(st.just(b"code,know,guess\n"), cells | st.binary(max_size=100)).map(b"".join))
def test_no_bytes_of_a_later_wave_make_a_traceback(content, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    before, after = folder / f"before-{os.getpid()}.csv", folder / f"after-{os.getpid()}.csv"
    before.write_text("code,know,guess\n" + "".join(f"{n},{1 + n % 5},{1 + n % 4}\n" for n in range(20)))
    after.write_bytes(content)
    called = compare("--before", before, "--after", after, "--link", "code")
    assert called.status in (0, 2)
    if called.status:
        assert called.out == "" and called.faults[-1].startswith(f"{after}:")


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
options = st.sampled_from(
    ["--units", "--segment", "--weight", "--perspective", "--outcome", "--cross", "--format"]
)


@settings(max_examples=80)
@given(
    pairs=st.lists(st.tuples(options, words | st.sampled_from(["know", "unit", "unit=N:leader"])), max_size=4)
)
def test_no_options_make_a_traceback(pairs):
    answers = ROOT / "tests/spec/units/responses.csv"
    called = score("--responses", answers, *(f"{option}={word}" for option, word in pairs))
    assert called.status in (0, 2)
    assert (called.status == 0) is bool(called.out)
