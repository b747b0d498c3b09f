"""Checks that what the page on questionnaires shows is true: its examples are read, its faults are told."""

import re
from pathlib import Path

import pytest

from surveys.faults import BadInput
from surveys.instrument import advise, read_instrument
from surveys.instrument.reading import MAX_BYTES
from surveys.instrument.rules import MAX_ATTRIBUTES, MAX_FACETS, MAX_ITEMS, MAX_POINTS
from surveys.instrument.values import Frozen, Worded


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "instrument.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(page: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def test_both_examples_are_sound_and_translated(examples: list[str]) -> None:
    first, second = (read_instrument(example) for example in examples)
    assert (first.id, first.version, second.id, second.version) == ("library", 1, "library", 2)
    assert [item.id for item in first.asked()] == ["opening_hours", "quiet"]
    assert [item.id for item in second.asked()] == ["opening_hours", "closed", "ramp", "recommend"]
    assert [item.id for item in second.asked("leader")] == ["opening_hours"]
    assert [str(note) for note in advise(second)] == [
        "not worded in de: access source 1",
        "not asked of leaders: closed, ramp, lift, recommend",
    ]


def test_the_fault_that_the_page_shows_is_the_one_that_is_told(page: str, examples: list[str]) -> None:
    wrong = examples[0].replace("value: 2", "valeu: 2")
    with pytest.raises(BadInput) as caught:
        read_instrument(wrong, "library.yaml")
    for fault in caught.value.faults:
        assert f"culture3d: {fault}\n" in page
    assert page.count("culture3d: library.yaml:") == len(caught.value.faults)


def test_the_second_example_uses_every_field(examples: list[str]) -> None:
    parts = [*Frozen.__subclasses__(), *Worded.__subclasses__()]
    fields = {field for part in parts for field in part.model_fields}
    told_in_words = {"min", "max", "purpose", "facets", "items"}
    unused = {field for field in fields if not re.search(rf"\b{field}:", examples[1])}
    assert unused <= told_in_words


def test_the_limits_on_the_page_are_the_limits(page: str) -> None:
    assert (
        f"{MAX_BYTES // 1024**2} MiB at most, with {MAX_ITEMS} items and {MAX_FACETS} facets at most" in page
    )
    assert f"From 2 to {MAX_POINTS} points" in page
    assert MAX_ATTRIBUTES == 3
    assert "background questions: three at most" in page
