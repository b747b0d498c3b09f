"""Every worked example comes out as its folder says, to the four digits that a person works out."""

import json
import shlex
from pathlib import Path

import pytest

from tests.command_line import run

EXAMPLES = sorted(folder.parent for folder in Path(__file__).parent.glob("*/call.txt"))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_worked_example(folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = run(*shlex.split(Path("call.txt").read_text()))
    assert result.status == 0, result.err
    agree(result.json, json.loads(Path("expected.json").read_text()), folder.name)


def agree(found: object, expected: object, place: str) -> None:
    """Fails where a value differs; objects may hold more than is expected, lists may not."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), place
        assert expected.keys() <= found.keys(), place
        for name, value in expected.items():
            agree(found[name], value, f"{place}.{name}")
        if not expected:
            assert not found, place
    elif isinstance(expected, list):
        assert isinstance(found, list) and len(found) == len(expected), place
        for number, value in enumerate(expected):
            agree(found[number], value, f"{place}[{number}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, abs=5.1e-5), place
    else:
        assert found == expected and type(found) in (type(expected), float), place


def test_every_folder_has_an_example():
    folders = {path.name for path in Path(__file__).parent.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == {folder.name for folder in EXAMPLES}
