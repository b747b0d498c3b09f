"""Checks that the papers of the house say what is there, and nothing that only one machine has."""

import re
from pathlib import Path

import pytest

from tests.house.plan import ROOT, tracked_files, tracked_texts

PAPERS = sorted(path for path in tracked_files() if path.suffix == ".md")
EVERY_PAPER = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Where somebody's own files lie; a path below /tmp or /usr may be meant.
A_MACHINE = re.compile(r"(?<![\w.])/(home|root|work|Users|mnt)/\w|[A-Z]:\\Users")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@EVERY_PAPER
def test_links_lead_somewhere(paper: Path) -> None:
    targets = [target.split("#")[0] for target in LINK.findall(paper.read_text(encoding="utf-8"))]
    near = [target for target in targets if target and not re.match(r"\w+:", target)]
    assert [target for target in near if not (paper.parent / target).exists()] == []


@EVERY_PAPER
def test_links_lead_to_headings_that_are_there(paper: Path) -> None:
    for target in LINK.findall(paper.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        if heading and not re.match(r"\w+:", name):
            other = paper.parent / name if name else paper
            assert heading in _headings(other), target


def _headings(paper: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_readme_names_commands_that_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", _read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][\w-]*)`", _read("README.md")))
    named |= set(re.findall(r"^ *make ([a-z][\w-]*)", _read("README.md"), re.MULTILINE))
    assert named, "README names no command"
    assert named <= targets


def test_every_word_of_the_glossary_is_used() -> None:
    words = re.findall(r"^\*\*([^*]+)\*\*", _read("GLOSSARY.md"), re.MULTILINE)
    everything = "\n".join(text for name, text in tracked_texts() if name != "GLOSSARY.md").lower()
    assert words
    assert [word for word in words if word.lower() not in everything] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked_texts()
        if name != "tests/house/test_papers.py"
        for number, line in enumerate(text.splitlines(), start=1)
        if A_MACHINE.search(line)
    ]
    assert found == []


def test_no_secret_database_or_large_file_is_tracked() -> None:
    kinds = {".db", ".sqlite", ".sqlite3", ".pem", ".key", ".env", ".pyc", ".mo"}
    assert [path.name for path in tracked_files() if path.suffix in kinds] == []
    assert [path.name for path in tracked_files() if path.stat().st_size > 600_000] == []
