"""Checks that docs/asvs.md leaves no requirement out, and that every test it names is there."""

import re

from tests.house.plan import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d., –]+) \| ([^|]+) \| (.+) \|$", PAGE, re.MULTILINE)
# Section of ASVS 5.0.0 -> how many of its requirements are of level 1 or 2; those of level 3 come after them.
_LAST = """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2
    2.1:3 2.2:3 2.3:4 2.4:1
    3.2:2 3.3:4 3.4:6 3.5:5 3.7:2
    4.1:3 4.2:1 4.3:2 4.4:4
    5.1:1 5.2:3 5.3:2 5.4:3
    6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4
    7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
    8.1:2 8.2:3 8.3:1 8.4:1
    9.1:3 9.2:4
    10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
    11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1
    12.1:3 12.2:2 12.3:4
    13.1:1 13.2:5 13.3:2 13.4:5
    14.1:2 14.2:4 14.3:3
    15.1:3 15.2:3 15.3:7
    16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
    17.1:1 17.2:4 17.3:2
"""
LAST = {section: int(last) for section, last in (each.split(":") for each in _LAST.split())}


def numbers(cell: str) -> list[str]:
    """The requirements of a row: “1.2.6, 1.2.7” or “17.2.1–4”."""
    found = []
    for part in cell.split(", "):
        section, _, which = part.rpartition(".")
        first, _, last = which.partition("–")
        found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_no_requirement_is_missing_or_there_twice() -> None:
    assert sum(LAST.values()) == 253, "as many as the standard has of levels 1 and 2"
    wanted = [f"{section}.{number}" for section, last in LAST.items() for number in range(1, last + 1)]
    told = [number for cell, _, _ in ROWS for number in numbers(cell)]
    assert sorted(told) == sorted(wanted)


def test_every_test_that_is_named_exists() -> None:
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named - there == set()
    assert len(named) > 80
