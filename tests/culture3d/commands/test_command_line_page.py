"""docs/command-line.md: every example in it runs and says what the page says."""

import csv
import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from culture3d.cli import COMMANDS
from tests.command_line import run
from tests.spec.test_worked_examples import agree

PAGE = (Path(__file__).resolve().parents[3] / "docs/command-line.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"([^\n]*)\n\n```(\w*)\n(.*?)```", re.DOTALL)
BLOCKS = BLOCK.findall(PAGE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with every file that the page asks the reader to save."""
    folder = tmp_path_factory.mktemp("page")
    for words, _, text in BLOCKS:
        if named := re.search(r"[Ss]ave this (?:one )?as `([^`]+)`:$", words):
            (folder / named[1]).write_text(text, encoding="utf-8")
    return folder


def calls() -> list[tuple[str, list[str]]]:
    """Every call on the page, with the lines it prints there."""
    text = "\n".join(block for _, _, block in BLOCKS if block.startswith("$ "))
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [
        (first, [line for line in rest.split("\n") if line])
        for first, _, rest in (p.partition("\n") for p in parts)
    ]


def test_the_page_has_examples():
    assert len(calls()) == 4 and len(BLOCKS) == 13


def test_every_call_prints_what_the_page_says(folder, monkeypatch):
    monkeypatch.chdir(folder)
    for call, lines in calls():
        called = run(*shlex.split(call)[1:])
        assert called.err.splitlines() == lines, call
        assert called.status == (2 if "typed.csv" in call else 0)
    for words, kind, text in BLOCKS:
        if named := re.search(r"what `([^`]+)` holds:$", words):
            shows[kind](Path(named[1]), text)


def shows_json(file: Path, text: str) -> None:
    agree(json.loads(file.read_text()), json.loads(text), file.name)


def shows_csv(file: Path, text: str) -> None:
    rows = list(csv.reader(file.read_text().splitlines()))
    places = [rows.index(row) for row in csv.reader(text.splitlines())]
    assert all(one < other for one, other in pairwise(places))


shows = {"json": shows_json, "csv": shows_csv}


def test_every_command_is_on_the_page():
    named = set(re.findall(r"`(?:culture3d )?(\w+)[^`]*`", PAGE))
    assert set(COMMANDS) <= named


@pytest.mark.parametrize("command", ["score", "compare"])
def test_every_option_is_on_the_page(command):
    options = set(re.findall(r"--[a-z-]+", run(command, "--help").out))
    assert options - {"--help"} <= set(re.findall(r"--[a-z-]+", PAGE))
